/** The ranges that the API is asked for: one, or the windows of a long one. */
import type { QueryParams } from '../../core/types.ts';
import type { Lookup } from '../template.ts';
import type { Mark, Order } from './order.ts';
import { forApi, placeholderValues } from './placeholders.ts';
import { plain, type IncrementalSettings } from './settings.ts';
import { moved, stepsBetween } from './step.ts';
import { isDateText, timeText, DAY } from './time-text.ts';
import { cursorValue } from './cursor-value.ts';

/** One range, asked for by one chain of pages. */
export interface Leg {
  /** What `{incremental.<name>}` refers to. */
  readonly lookup: Lookup;
  /** What `start_param` and `end_param` send. */
  readonly params: QueryParams;
  /** Which rows belong to it; without an edge there is no end to that side. */
  readonly start: Edge | undefined;
  readonly end: Edge | undefined;
}

export interface Edge {
  readonly mark: Mark;
  /** Whether rows at the edge itself belong to the range. */
  readonly closed: boolean;
}

export interface Legs {
  readonly count: number;
  leg(index: number): Leg;
}

/**
 * @param start where this run starts, `undefined` for the first row there is
 * @param now milliseconds since 1970: where windows end that have no other end
 */
export function legsOf(settings: IncrementalSettings, order: Order, start: Mark | undefined, now: () => number): Legs {
  const { step, endValue, rangeStart, rangeEnd } = settings;
  const first = start && { mark: start, closed: rangeStart === 'closed' };
  const last = endValue === undefined ? undefined : { mark: order.mark(endValue), closed: rangeEnd === 'closed' };
  if (step === undefined || start === undefined) {
    return { count: 1, leg: () => legOf(settings, first, last, endValue) };
  }
  const from = plain(start.raw);
  const until = endValue ?? present(now(), from);
  const count = stepsBetween(from, until, step);
  // A row at the edge of two windows belongs to one of them: to the one whose edge the API is expected to include.
  const inLater = rangeStart === 'closed';
  const edge = (index: number) => order.mark(moved(from, step, index));
  return {
    count,
    leg: (index) => {
      const isLast = index === count - 1;
      const begin = index === 0 ? first! : { mark: edge(index), closed: inLater };
      const end = isLast ? last : { mark: edge(index + 1), closed: !inLater };
      // What is newer than now is not looked for, but where it comes it is not left out.
      return legOf(settings, begin, end, isLast ? until : end!.mark.raw);
    },
  };
}

function legOf(settings: IncrementalSettings, start: Edge | undefined, end: Edge | undefined, until: unknown): Leg {
  const asked = { start: start?.mark.raw, end: until };
  const values = placeholderValues(settings, asked);
  const params: [name: string | undefined, value: unknown][] = [
    [settings.startParam, forApi(asked.start, settings)],
    [settings.endParam, forApi(asked.end, settings)],
  ];
  return {
    lookup: (name) => values.get(name) ?? null,
    params: Object.fromEntries(params.filter(([name, value]) => name !== undefined && value != null)) as QueryParams,
    start,
    end,
  };
}

/** Now, as a cursor that is written like another; for dates the day after today, which today belongs before. */
function present(now: number, like: unknown): unknown {
  const text = String(like);
  const today = Math.floor(now / DAY) * DAY;
  const ms = cursorValue(text)?.kind === 'time' && isDateText(text) ? today + DAY : Math.floor(now / 1000) * 1000;
  return timeText(ms, text);
}
