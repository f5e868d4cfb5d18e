import type { Limit } from './gate.ts';

/** How many requests may be under way at once. */
export interface Slots extends Limit {
  /**
   * Told of each answer, before its request leaves.
   *
   * @param sentAt when the request was sent, on the clock of `now`
   */
  readonly answered: (status: number, sentAt: number, now: number) => void;
}

/** Near to where the last 429 came, slots come back at this part of their speed. */
const CAREFUL = 0.1;

/**
 * So many at most; half as many from each 429 on, and one more for each round of good answers, until it is as before
 * (additive increase, multiplicative decrease), the last step before the number that was too many slowly. Those that
 * were under way when the last 429 came were sent too early to tell anything about what is allowed since: a burst of 429
 * halves once.
 */
export function createSlots(most: number): Slots {
  let allowed = most;
  let tooMany = Number.POSITIVE_INFINITY;
  let busy = 0;
  let lowered = Number.NEGATIVE_INFINITY;
  return {
    wait: () => (busy < Math.floor(allowed) ? 0 : Number.POSITIVE_INFINITY),
    enter: () => void (busy += 1),
    leave: () => void (busy -= 1),
    answered: (status, sentAt, now) => {
      if (status === 429) {
        if (sentAt < lowered) return;
        tooMany = Math.floor(allowed);
        allowed = Math.max(1, Math.floor(allowed / 2));
        lowered = now;
      } else if (allowed < most && status < 400) {
        const speed = allowed + 1 < tooMany ? 1 : CAREFUL;
        allowed = Math.min(most, allowed + speed / allowed);
        if (allowed >= tooMany + 1) tooMany = Number.POSITIVE_INFINITY;
      }
    },
  };
}
