/** What is kept of a run beside its summary: enough to draw it, and never more than a bounded amount of it. */
import type { PublishedColumn, RejectedExample } from '../core/events.ts';

/** The form that this version writes. */
export const HISTORY_VERSION = 1;

/** What is counted in each interval: numbers of things, but for `busy` and `waited`, which are milliseconds, and `bytes`. */
export const MEASURES = [
  'requests',
  'busy',
  'pages',
  'rows',
  'rejected',
  'bytes',
  'retries',
  'limited',
  'failed',
  'waited',
] as const;

/**
 * `requests` were sent, `busy` is how long requests were under way (side by side they add up), `bytes` were received,
 * `limited` are answers of 429, `failed` other answers from 400 on, and `waited` is for how long at least one request
 * waited to be sent again.
 */
export type Measure = (typeof MEASURES)[number];

/** The values of the intervals from `from` on, counted from 0; in those before and behind there is nothing. */
export interface StoredSeries {
  readonly from: number;
  readonly values: readonly number[];
}

/** The first and the last of many things, in their order. */
export interface Sampled<T> {
  readonly items: readonly T[];
  /** How many there were. */
  readonly count: number;
}

/** Times are milliseconds since the run began. */
export interface ResourceHistory {
  readonly resource: string;
  readonly parent?: string;
  readonly began: number;
  /** Left out where the resource was interrupted. */
  readonly ended?: number;
  readonly series: Readonly<Partial<Record<Measure, StoredSeries>>>;
  /** How many answers had each status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** What was published; left out where nothing was. */
  readonly columns?: readonly PublishedColumn[];
  readonly rejects?: readonly RejectedExample[];
  /** Some of the keys of duplicates, as JSON. */
  readonly repeated?: readonly string[];
  readonly failure?: { readonly message: string; readonly setting?: string; readonly fix?: string };
}

export interface SlowRequest {
  readonly resource: string;
  readonly request: string;
  /** When its answer was complete. */
  readonly at: number;
  readonly ms: number;
  readonly status: number;
  readonly bytes: number;
}

export interface RetryNote {
  readonly resource: string;
  readonly at: number;
  readonly attempt: number;
  readonly limit: number;
  readonly wait: number;
  readonly reason: string;
}

export interface Note {
  readonly kind: 'decision' | 'warning' | 'pause' | 'resumed';
  readonly resource?: string;
  readonly at: number;
  readonly message: string;
}

export interface RunHistory {
  readonly version: number;
  /** ISO 8601. */
  readonly started: string;
  readonly ms: number;
  /** Milliseconds of one interval. */
  readonly interval: number;
  readonly resources: readonly ResourceHistory[];
  /** Milliseconds of each interval in which no request was to be sent, for the limits of the API or the configured ones. */
  readonly paused: StoredSeries;
  /** The most memory of the process in each interval, in bytes; 0 where it was not looked at. */
  readonly memory: StoredSeries;
  /** The most memory that the process ever had, in bytes. */
  readonly peakMemory: number;
  readonly slowest: readonly SlowRequest[];
  readonly retries: Sampled<RetryNote>;
  readonly notes: Sampled<Note>;
}
