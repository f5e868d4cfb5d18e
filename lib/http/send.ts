/** The only place that knows node-fetch. */
import fetch, { type Response } from 'node-fetch';
import {
  catchError,
  concatMap,
  defer,
  finalize,
  from,
  map,
  type Observable,
  reduce,
  tap,
  throwError,
  timeout,
} from 'rxjs';
import { NetworkError } from '../core/errors.ts';
import type { Agents } from './agents.ts';
import { inWords } from './duration.ts';
import type { Limits } from './limits.ts';
import { networkFailure } from './network-failure.ts';
import type { RawResponse } from './raw-response.ts';
import type { WireRequest } from './wire-request.ts';

/** The limit on connecting belongs to the agents. */
export interface SendOptions {
  readonly agents: Agents;
  readonly limits: Omit<Limits, 'connect'>;
}

/**
 * Sends a request once and emits the answer with its complete body, whatever its status; a redirect is an answer.
 * Unsubscribing aborts it and frees its connection. Errors are `NetworkError`.
 */
export function sendOnce(request: WireRequest, { agents, limits }: SendOptions): Observable<RawResponse> {
  const { label, resource } = request;
  const tooSlow = (message: string) => () =>
    throwError(
      () => new NetworkError(`${label}: ${message}`, { resource, fix: 'if it is always so, ask for less at once' }),
    );

  return defer(() => {
    const started = performance.now();
    // Of this request alone: node-fetch leaves its listener on a signal whose body was not read to the end.
    const abort = new AbortController();
    let complete = false;
    return from(
      fetch(request.url, {
        method: request.method,
        headers: request.headers,
        body: request.body ?? null,
        redirect: 'manual',
        agent: agents.forUrl,
        signal: abort.signal,
      }),
    ).pipe(
      timeout({ first: limits.headers, with: tooSlow(`no answer within ${inWords(limits.headers)}`) }),
      concatMap((response) =>
        readBody(response, request, limits).pipe(
          map((body) => ({ ...factsOf(response), body, ms: performance.now() - started })),
        ),
      ),
      timeout({ first: limits.total, with: tooSlow(`the answer was not complete within ${inWords(limits.total)}`) }),
      catchError((error: unknown) => throwError(() => networkFailure(error, label, resource) ?? error)),
      tap({ complete: () => (complete = true) }),
      finalize(() => {
        if (!complete) abort.abort();
      }),
    );
  });
}

function readBody(
  response: Response,
  { label, resource }: WireRequest,
  limits: SendOptions['limits'],
): Observable<Buffer> {
  let bytes = 0;
  const stalled = () =>
    throwError(
      () =>
        new NetworkError(`${label}: the answer stalled: nothing for ${inWords(limits.idle)} after ${bytes} bytes`, {
          resource,
        }),
    );

  return from((response.body ?? []) as AsyncIterable<Buffer>).pipe(
    timeout({ each: limits.idle, with: stalled }),
    tap((chunk) => {
      bytes += chunk.length;
      if (bytes > limits.maxBytes) throw tooLarge(label, resource, limits.maxBytes);
    }),
    reduce((chunks, chunk) => (chunks.push(chunk), chunks), [] as Buffer[]),
    map((chunks) => Buffer.concat(chunks, bytes)),
  );
}

function tooLarge(label: string, resource: string, limit: number): NetworkError {
  return new NetworkError(`${label}: the answer is larger than ${limit} bytes`, {
    resource,
    retryable: false,
    fix: 'ask for smaller pages',
  });
}

function factsOf(response: Response): Pick<RawResponse, 'status' | 'headers' | 'url'> {
  return { status: response.status, headers: Object.fromEntries(response.headers), url: response.url };
}
