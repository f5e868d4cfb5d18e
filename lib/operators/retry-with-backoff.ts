import { retry, throwError, timer, type MonoTypeOperatorFunction } from 'rxjs';

export interface RetryAttempt {
  readonly error: unknown;
  /** The retry about to happen, from 1. */
  readonly attempt: number;
  /** Milliseconds until it happens. */
  readonly wait: number;
}

export interface RetryWithBackoffOptions {
  /**
   * The milliseconds to wait before retry number `attempt` (1 is the first retry), or `undefined` where the error
   * is to pass on.
   */
  readonly delay: (error: unknown, attempt: number) => number | undefined;
  /** Told of each retry before its wait begins. */
  readonly onRetry?: (retry: RetryAttempt) => void;
}

/** The longest wait that a timer of the platform can keep: about 24.8 days. A longer one would fire at once. */
const LONGEST_WAIT = 2 ** 31 - 1;

/**
 * Subscribes to the source again after it failed, as long as `delay` names a wait.
 *
 * Attempts are counted per subscription of the operator and a value in between does not start the count anew: a
 * source that emits and then fails, again and again, reaches its limit too. An error that `delay` or `onRetry`
 * throws becomes the error notification.
 */
export function retryWithBackoff<T>({ delay, onRetry }: RetryWithBackoffOptions): MonoTypeOperatorFunction<T> {
  return retry({
    delay: (error: unknown, attempt) => {
      const asked = delay(error, attempt);
      if (asked === undefined) return throwError(() => error);
      const wait = Math.min(asked, LONGEST_WAIT);
      onRetry?.({ error, attempt, wait });
      return timer(wait);
    },
  });
}
