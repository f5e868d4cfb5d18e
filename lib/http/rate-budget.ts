import type { Limit } from './gate.ts';

export interface RateLimit {
  readonly requests: number;
  /** In milliseconds. */
  readonly per: number;
}

/** At most so many in any stretch of time of this length, wherever it begins; as many as that at once. */
export function createRateBudget({ requests, per }: RateLimit): Limit {
  // When each of the last ones was let in, the oldest at `next`.
  const times: number[] = [];
  let next = 0;
  return {
    wait: (now) => {
      const oldest = times[next];
      return oldest === undefined || times.length < requests ? 0 : Math.max(0, oldest + per - now);
    },
    enter: (now) => {
      times[next] = now;
      next = (next + 1) % requests;
    },
  };
}
