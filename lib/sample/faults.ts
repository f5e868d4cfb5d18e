/**
 * What goes wrong on purpose. A number `n` means: at every n-th distinct URL, the first time it is asked for; asked
 * again, the URL answers as it should. The faults begin at different places, so that equal numbers spread over
 * different URLs; where several do fall on one URL they come one after another.
 */
export interface Faults {
  /** 429 with `Retry-After`. */
  readonly rateLimit?: number;
  /** 500. */
  readonly serverError?: number;
  /** The connection is reset in the middle of the body. */
  readonly reset?: number;
  /** 200 with a body that is cut off. */
  readonly broken?: number;
  /** Seconds that `Retry-After` asks to wait. Default 1. */
  readonly retryAfter?: number;
  /**
   * A row is put in front of each list whenever a page of it was read, so that the last row of a page comes again as
   * the first of the next one. Nothing is lost.
   */
  readonly shift?: boolean;
}

export type FaultKind = 'rateLimit' | 'serverError' | 'reset' | 'broken';

const KINDS: readonly FaultKind[] = ['rateLimit', 'serverError', 'reset', 'broken'];

/** Tells, request by request, what is to go wrong now. */
export type NextFault = (url: string) => FaultKind | undefined;

/** Counts distinct URLs and hands out the faults that fall on them. */
export function faultSchedule(faults: Faults): NextFault {
  const due = new Map<string, FaultKind[]>();
  return (url) => {
    let pending = due.get(url);
    if (pending === undefined) {
      pending = faultsAt(due.size + 1, faults);
      due.set(url, pending);
    }
    return pending.shift();
  };
}

/** The faults that fall on the URL that came as the `ordinal`-th, from 1. */
function faultsAt(ordinal: number, faults: Faults): FaultKind[] {
  return KINDS.filter((kind, delay) => {
    const every = faults[kind];
    return every !== undefined && every > 0 && (ordinal + delay) % every === 0;
  });
}
