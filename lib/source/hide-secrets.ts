import { catchError, throwError, type MonoTypeOperatorFunction } from 'rxjs';
import type { Redact } from '../core/redact.ts';

/**
 * Takes the secrets out of an error that passes, its causes included: what a user's function throws, or where in the API
 * it was, may have one. The error stays the same object.
 */
export function hideSecrets<T>(redact: Redact): MonoTypeOperatorFunction<T> {
  return catchError((error: unknown) => {
    hideIn(error, redact, new Set());
    return throwError(() => error);
  });
}

function hideIn(error: unknown, redact: Redact, done: Set<unknown>): void {
  if (!(error instanceof Error) || done.has(error)) return;
  done.add(error);
  for (const key of ['message', 'stack'] as const) {
    const text = error[key];
    const shown = text === undefined ? text : redact(text);
    if (shown !== text) Object.defineProperty(error, key, { value: shown, configurable: true, writable: true });
  }
  hideIn(error.cause, redact, done);
}
