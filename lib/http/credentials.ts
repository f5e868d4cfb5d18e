import { of, type Observable } from 'rxjs';
import type { Authenticator } from '../core/plugin.ts';
import { originOf } from '../core/request.ts';
import type { ApiRequest } from '../core/types.ts';

/** The only headers that a server sees which is not the one the credentials are for. */
const HARMLESS = new Set(['accept', 'accept-encoding', 'accept-language', 'content-type', 'user-agent']);

/**
 * Emits the request as it may be sent: with its credentials to the origin that they are for, without them and without
 * any header that could be one to every other.
 */
export function withCredentials(request: ApiRequest, authenticator: Authenticator | undefined): Observable<ApiRequest> {
  if (!isTrusted(request)) return of({ ...request, headers: harmless(request.headers) });
  return authenticator?.authorize(request) ?? of(request);
}

/** Whether a request goes to the origin that its credentials are for. */
export function isTrusted(request: ApiRequest): boolean {
  return URL.canParse(request.url) && originOf(request.url) === request.credentialOrigin;
}

function harmless(headers: ApiRequest['headers']): ApiRequest['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => HARMLESS.has(name.toLowerCase())));
}
