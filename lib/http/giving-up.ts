import { DecodeError, HttpError, MillraceError, NetworkError } from '../core/errors.ts';
import { statusText } from './check-status.ts';
import { inWords } from './duration.ts';
import { asksTooMuch, DEFAULT_MAX_RETRY_AFTER, isRetryable, type RetryPolicy } from './retry-policy.ts';

/** Why a request is sent again, in a few words. `label` names the request; other errors name it themselves. */
export function retryReason(error: unknown, label: string): string {
  if (!(error instanceof HttpError) || error.retry === true)
    return error instanceof Error ? error.message : String(error);
  const asked = error.retryAfter === undefined ? '' : `, the server asked for ${inWords(error.retryAfter)}`;
  return `${label} answered ${statusText(error.status)}${asked}`;
}

/** The error that is passed on after the last attempt: it says how often the request was sent again. */
export function givenUp(error: unknown, retries: number, policy: RetryPolicy): unknown {
  const notes: string[] = [];
  if (retries > 0) notes.push(`gave up after ${retries} ${retries === 1 ? 'retry' : 'retries'}`);
  if (isRetryable(error, policy) && asksTooMuch(error, policy)) {
    const asked = inWords((error as HttpError).retryAfter ?? 0);
    const limit = inWords(policy.maxRetryAfter ?? DEFAULT_MAX_RETRY_AFTER);
    notes.push(`the server asked to wait ${asked}, longer than the ${limit} that are waited for`);
  }
  return notes.length === 0 ? error : withNote(error, notes.join('; '));
}

/** A copy: requests may share one error, such as that of the token they all need. */
function withNote(error: unknown, note: string): unknown {
  if (!(error instanceof MillraceError)) return error;
  const message = `${error.message} (${note})`;
  const { resource, setting, fix, cause, retryable } = error;
  const details = { resource, setting, fix, cause };
  if (error instanceof HttpError) {
    return new HttpError(message, {
      ...details,
      status: error.status,
      retryAfter: error.retryAfter,
      retry: error.retry,
    });
  }
  if (error instanceof NetworkError) return new NetworkError(message, { ...details, retryable });
  if (error instanceof DecodeError) return new DecodeError(message, { ...details, retryable });
  return error;
}
