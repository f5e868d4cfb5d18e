import { HttpError, MillraceError } from '../core/errors.ts';

export interface RetryPolicy {
  /** Statuses that are tried again; `'default'` is 429 and every 5xx. */
  readonly statuses: readonly number[] | 'default';
  readonly maxRetries: number;
  /** The wait before retry n is `backoffFactor ** n` seconds; 0 means no wait. */
  readonly backoffFactor: number;
  /** The longest `Retry-After` that is waited for, in milliseconds. */
  readonly maxRetryAfter?: number;
}

/** 15 minutes: where the server asks for more, failing now is more use than waiting. */
export const DEFAULT_MAX_RETRY_AFTER = 15 * 60_000;

/** Waits are spread by up to this share, so that clients that failed together do not return together. */
const JITTER = 0.25;

/**
 * The milliseconds to wait before retry number `attempt` (1 is the first retry), or `undefined` to give up.
 *
 * @param random from 0 to below 1
 */
export function retryDelay(error: unknown, attempt: number, policy: RetryPolicy, random: number): number | undefined {
  if (attempt > policy.maxRetries || !isRetryable(error, policy) || asksTooMuch(error, policy)) return undefined;
  const backoff = policy.backoffFactor ** attempt * 1000 * (1 + JITTER * random);
  return error instanceof HttpError ? Math.max(backoff, error.retryAfter ?? 0) : backoff;
}

/** Whether the server asks for a longer wait than the policy allows. */
export function asksTooMuch(error: unknown, policy: RetryPolicy): boolean {
  return error instanceof HttpError && (error.retryAfter ?? 0) > (policy.maxRetryAfter ?? DEFAULT_MAX_RETRY_AFTER);
}

export function isRetryable(error: unknown, policy: RetryPolicy): boolean {
  if (error instanceof HttpError) return error.retry ?? isRetryStatus(error.status, policy.statuses);
  return error instanceof MillraceError && error.retryable;
}

function isRetryStatus(status: number, statuses: RetryPolicy['statuses']): boolean {
  if (statuses === 'default') return status === 429 || (status >= 500 && status <= 599);
  return statuses.includes(status);
}
