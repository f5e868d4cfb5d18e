import { concatMap, map, of, tap, throwError, type Observable } from 'rxjs';
import { NetworkError } from '../core/errors.ts';
import type { OnEvent } from '../core/events.ts';
import type { Authenticator } from '../core/plugin.ts';
import type { Redact } from '../core/redact.ts';
import { requestUrl } from '../core/request.ts';
import type { ApiRequest } from '../core/types.ts';
import { isTrusted, withCredentials } from './credentials.ts';
import type { CookieJar } from './cookies.ts';
import type { Gate } from './gate.ts';
import type { Intercept } from './intercept.ts';
import type { RawResponse } from './raw-response.ts';
import { MAX_REDIRECTS, redirected } from './redirects.ts';
import { requestLabel, shownUrl } from './request-label.ts';
import { toWire, type WireRequest } from './wire-request.ts';

export interface ExchangeOptions {
  readonly send: (request: WireRequest) => Observable<RawResponse>;
  readonly authenticator?: Authenticator | undefined;
  /** True where the body has secrets: a redirect to another origin is not followed then. */
  readonly confidential?: boolean | undefined;
  readonly redact: Redact;
  readonly userAgent: string;
  readonly onEvent: OnEvent;
  /** Each sending waits here for its turn. */
  readonly turn: Gate;
  /** Takes each answer. */
  readonly learn: (raw: RawResponse) => void;
  readonly intercept?: Intercept | undefined;
  readonly cookies?: CookieJar | undefined;
}

/** The last answer of a chain of redirects. */
export interface Answer {
  /** The request that it answers, before authentication. */
  readonly request: ApiRequest;
  /** `url` is the one before authentication too: it is safe to store. */
  readonly raw: RawResponse;
}

/**
 * Sends a request once and follows its redirects; each hop is authorised for itself. A hop that is answered with 401 is
 * sent once more where the authenticator has another credential.
 */
export function exchange(request: ApiRequest, options: ExchangeOptions): Observable<Answer> {
  return hop(request, options, { redirects: 0, renewed: false });
}

interface Way {
  readonly redirects: number;
  /** Whether this hop is the repetition with another credential. */
  readonly renewed: boolean;
}

function hop(request: ApiRequest, options: ExchangeOptions, { redirects, renewed }: Way): Observable<Answer> {
  const { authenticator, confidential = false, redact, turn } = options;
  const sending = () =>
    withCredentials(request, authenticator).pipe(
      concatMap((authorized) => transfer(request, authorized, options).pipe(map((raw) => ({ authorized, raw })))),
    );
  return turn(sending).pipe(
    concatMap(({ authorized, raw }) => {
      if (raw.status === 401 && !renewed && authenticator?.rejected?.(authorized)) {
        return hop(request, options, { redirects, renewed: true });
      }
      const next = redirected(request, authorized, raw);
      if (next === undefined || (confidential && !isTrusted(next))) return of({ request, raw });
      if (redirects === MAX_REDIRECTS) return tooManyRedirects(next, redact);
      return hop(next, options, { redirects: redirects + 1, renewed: false });
    }),
  );
}

/** Sends what authentication made of a request, and tells of it without what authentication added. */
function transfer(
  request: ApiRequest,
  authorized: ApiRequest,
  {
    send,
    redact,
    userAgent,
    onEvent,
    learn,
    confidential = false,
    intercept = (_, go) => go(),
    cookies,
  }: ExchangeOptions,
): Observable<RawResponse> {
  const { resource } = request;
  const plain = toWire(authorized, requestLabel(request, redact), userAgent);
  const wire = cookies?.addTo(plain) ?? plain;
  onEvent({ type: 'request', resource, method: wire.method, url: shownUrl(request, redact) });
  return intercept({ request, confidential }, () => send(wire)).pipe(
    tap((raw) => {
      learn(raw);
      cookies?.take(wire.url, raw.headers['set-cookie']);
      const { status, ms } = raw;
      onEvent({ type: 'response', resource, request: wire.label, status, bytes: raw.body.length, ms });
    }),
    map((raw) => ({ ...raw, url: requestUrl(request) })),
  );
}

function tooManyRedirects(request: ApiRequest, redact: Redact): Observable<never> {
  const { resource } = request;
  return throwError(
    () =>
      new NetworkError(`${requestLabel(request, redact)}: more than ${MAX_REDIRECTS} redirects, this was the last`, {
        resource,
        retryable: false,
        setting: `resources.${resource}.endpoint.path`,
        fix: 'check endpoint.path and the credentials: redirects in a circle are mostly a login that is missing',
      }),
  );
}
