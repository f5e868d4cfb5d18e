import type { Limit } from './gate.ts';

/** Nobody is let in before a time that may be moved away, never nearer. */
export interface Pause extends Limit {
  /** @param reason in words, for whoever waits */
  readonly until: (time: number, reason: string) => void;
}

export function createPause(): Pause {
  let end = Number.NEGATIVE_INFINITY;
  let why = '';
  return {
    wait: (now) => Math.max(0, end - now),
    until: (time, reason) => {
      if (time <= end) return;
      end = time;
      why = reason;
    },
    reason: () => why,
  };
}
