import { defer, finalize, from, tap } from 'rxjs';
import { NetworkError } from '../core/errors.ts';
import type { Redactor } from '../core/redact.ts';
import type { Intercept } from '../http/intercept.ts';
import type { RawResponse } from '../http/raw-response.ts';
import { readBody } from './bodies.ts';
import { placesOf, type RecordedRequest } from './format.ts';
import { plainRequest, requestKey } from './plain-request.ts';
import type { Position, Recording } from './recording.ts';
import { ReplayError, unmatched } from './unmatched.ts';

/**
 * Answers from a recording: the same request gets its answers in the order in which it was sent. Asked again after the
 * last of them it gets that once more, if it was a good one, as of an API that has not changed: how often a page is
 * asked for ahead of its turn depends on time. Nothing is sent. Errors: those that were recorded, and `ReplayError`.
 */
export function replayer(recording: Recording, redact: Redactor): Intercept {
  const queues = new Map([...recording.positions].map(([key, all]) => [key, answered(all)]));
  return (sending) =>
    defer(() => {
      const request = plainRequest(sending, redact);
      const key = requestKey(request);
      const queue = queues.get(key) ?? [];
      const [position] = queue;
      if (position === undefined) {
        return from(unmatched(request, recording.positions.get(key)?.length ?? 0, recording));
      }
      const isLast = queue.length === 1 && (position.isGood || sending.confidential);
      if (!isLast) queue.shift();
      let isGiven = false;
      return from(answer(position, request, recording)).pipe(
        tap({ next: () => (isGiven = true), error: () => (isGiven = true) }),
        // Who went away before the answer came may ask again.
        finalize(() => {
          if (!isGiven && !isLast) queue.unshift(position);
        }),
      );
    });
}

/** What was asked for in vain counts only where nothing else is known of the request. */
function answered(all: readonly Position[]): Position[] {
  const known = all.filter(({ isAbandoned }) => !isAbandoned);
  return known.length > 0 ? known : [...all];
}

async function answer(position: Position, request: RecordedRequest, recording: Recording): Promise<RawResponse> {
  const { answer, failure } = await recording.read(position);
  const { resource, method, url } = request;
  if (failure !== undefined) {
    const { message, retryable, fix } = failure;
    throw new NetworkError(message, { resource, retryable, fix });
  }
  if (answer === undefined) {
    throw new ReplayError(`${method} ${url} was recorded without an answer: the run ended before it came`, {
      resource,
      fix: `record it anew: millrace run <source> --record ${recording.folder}`,
    });
  }
  const { status, headers, ms } = answer;
  try {
    return { status, headers, ms, url, body: await readBody(placesOf(recording.folder).bodies, answer) };
  } catch (cause) {
    throw new ReplayError(`the answer to ${method} ${url} cannot be read: ${(cause as Error).message}`, {
      resource,
      fix: `restore ${recording.folder}, or record it anew`,
    });
  }
}
