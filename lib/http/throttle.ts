import { asyncScheduler } from 'rxjs';
import { createGate, type Gate } from './gate.ts';
import { createPause } from './pause.ts';
import { createRateBudget, type RateLimit } from './rate-budget.ts';
import { toldLimits } from './rate-limit-headers.ts';
import type { RawResponse } from './raw-response.ts';
import { parseRetryAfter } from './retry-after.ts';
import { DEFAULT_MAX_RETRY_AFTER } from './retry-policy.ts';
import { createSlots } from './slots.ts';
import { createToldBudget } from './told-budget.ts';

export interface ThrottleOptions {
  /** How many requests are under way at the same time, at most. */
  readonly concurrency: number;
  readonly rateLimit?: RateLimit | undefined;
  /** Told of each pause of a second or more, once, with its milliseconds and why it is. */
  readonly onPause?: (ms: number, reason: string) => void;
}

/** When the requests of a client may go out, and what their answers change about that. */
export interface Throttle {
  /** For a request with its redirects and the credentials that it waits for. */
  readonly gate: Gate;
  /** For each sending. */
  readonly turn: Gate;
  /** Takes every answer of the API, before its turn ends. */
  readonly learn: (answer: Pick<RawResponse, 'status' | 'headers' | 'ms'>) => void;
}

/** Shorter waits are not worth telling, and two pauses that end within such a time are one. */
const WORTH_TELLING = 1000;

/**
 * The limits of a client: its concurrency, `rate_limit`, what the API tells of its own limits, and a pause after a 429,
 * for as long as the API asks. One for all resources of a source.
 */
export function createThrottle({ concurrency, rateLimit, onPause = () => {} }: ThrottleOptions): Throttle {
  const slots = createSlots(concurrency);
  const pause = createPause();
  const told = createToldBudget();
  const own = rateLimit && { ...createRateBudget(rateLimit), reason: () => ownReason(rateLimit) };
  let announced = Number.NEGATIVE_INFINITY;
  return {
    gate: createGate([slots]),
    turn: createGate([pause, told, ...(own ? [own] : [])], (wait, limit) => {
      const end = asyncScheduler.now() + wait;
      if (wait < WORTH_TELLING || end < announced + WORTH_TELLING) return;
      announced = end;
      onPause(wait, limit.reason?.() ?? '');
    }),
    learn: (answer) => {
      const now = asyncScheduler.now();
      slots.answered(answer.status, now - answer.ms, now);
      const limits = toldLimits(answer, now);
      // An error may come from something before the API, which knows nothing of its limits.
      if (limits.length > 0 || answer.status < 400) told.learn(limits, now);
      if (answer.status !== 429) return;
      const asked = parseRetryAfter(answer.headers['retry-after'], now);
      // Where more is asked for than anybody waits, the request fails, and so may the others.
      if (asked === undefined || asked > DEFAULT_MAX_RETRY_AFTER) return;
      pause.until(now + asked, 'the API answered 429 and asked for it (Retry-After)');
    },
  };
}

function ownReason({ requests, per }: RateLimit): string {
  return `client.rate_limit allows ${requests} ${requests === 1 ? 'request' : 'requests'} in ${per / 1000} s`;
}
