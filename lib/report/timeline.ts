import type { Measure, ResourceHistory, RunHistory, StoredSeries } from '../history/run-history.ts';

/** What one resource did in each interval of the run. */
export interface Lane {
  readonly resource: string;
  readonly requests: number;
  /** Requests that were under way, on average. */
  readonly underWay: readonly number[];
  /** Which part of the interval something waited to be sent again, from 0 to 1. */
  readonly waited: readonly number[];
  /** Answers of 429, and other answers from 400 on. */
  readonly limited: readonly number[];
  readonly failed: readonly number[];
  /** Milliseconds. */
  readonly totalWait: number;
}

export interface Timeline {
  /** How many intervals, and how long one is, in milliseconds. */
  readonly count: number;
  readonly interval: number;
  /** Milliseconds that the intervals cover. */
  readonly span: number;
  /** The most requests of one resource that were under way in an interval, on average. */
  readonly most: number;
  /** The resources with the most requests, in the order of the run. */
  readonly lanes: readonly Lane[];
  /** Resources that have no lane. */
  readonly others: number;
  /** Which part of each interval all requests were held back, from 0 to 1. */
  readonly paused: readonly number[];
  /** Milliseconds. */
  readonly totalPause: number;
}

/** More lanes would be a picture of nothing. */
const LANES = 40;

/** What the lanes of a run are drawn from. */
export function timelineOf(history: RunHistory): Timeline {
  const { interval, resources, paused } = history;
  const count = intervalsOf(history);
  const requests = (one: ResourceHistory) => sumOf(one.series.requests);
  const busiest = new Set(resources.toSorted((a, b) => requests(b) - requests(a)).slice(0, LANES));
  const lanes = resources.filter((one) => busiest.has(one)).map((one) => laneOf(one, count, interval));
  return {
    count,
    interval,
    span: count * interval,
    most: Math.max(0, ...lanes.flatMap(({ underWay }) => underWay)) || 1,
    lanes,
    others: resources.length - lanes.length,
    paused: shares(dense(paused, count), interval),
    totalPause: sumOf(paused),
  };
}

/** How many intervals a run has. */
export function intervalsOf({ ms, interval }: RunHistory): number {
  return Math.max(1, Math.ceil(ms / interval));
}

/** All values of a series, the zeros at its ends included. */
export function dense(series: StoredSeries | undefined, count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => series?.values[index - series.from] ?? 0);
}

export function sumOf(series: StoredSeries | undefined): number {
  return (series?.values ?? []).reduce((sum, value) => sum + value, 0);
}

function laneOf({ resource, series }: ResourceHistory, count: number, interval: number): Lane {
  const all = (measure: Measure) => dense(series[measure], count);
  return {
    resource,
    requests: sumOf(series.requests),
    underWay: all('busy').map((ms) => ms / interval),
    waited: shares(all('waited'), interval),
    limited: all('limited'),
    failed: all('failed'),
    totalWait: sumOf(series.waited),
  };
}

function shares(milliseconds: readonly number[], interval: number): readonly number[] {
  return milliseconds.map((ms) => Math.min(1, ms / interval));
}
