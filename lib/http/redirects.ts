import type { ApiRequest } from '../core/types.ts';
import type { RawResponse } from './raw-response.ts';

/** How many redirects in a row are followed. */
export const MAX_REDIRECTS = 10;

const REDIRECT = new Set([301, 302, 303, 307, 308]);

/**
 * The request that a redirect asks for, or `undefined` where the answer is none. It is made from the request before
 * authentication, so it carries no credentials; whether it gets any is decided anew.
 *
 * @param authorized the request as it was sent: what authentication added to its query is taken out of the new URL
 */
export function redirected(
  request: ApiRequest,
  authorized: ApiRequest,
  { status, headers, url }: Pick<RawResponse, 'status' | 'headers' | 'url'>,
): ApiRequest | undefined {
  const location = headers['location'];
  if (!REDIRECT.has(status) || location === undefined || !URL.canParse(location, url)) return undefined;
  const target = withoutCredentials(new URL(location, url), request, authorized);
  const next = { ...request, url: target, params: {} };
  return becomesGet(status, request.method.toUpperCase()) ? asGet(next) : next;
}

function withoutCredentials(url: URL, request: ApiRequest, authorized: ApiRequest): string {
  url.username = '';
  url.password = '';
  for (const [name, value] of Object.entries(authorized.params)) {
    if (request.params[name] !== value && url.searchParams.get(name) === String(value)) url.searchParams.delete(name);
  }
  return url.toString();
}

function becomesGet(status: number, method: string): boolean {
  if (status === 303) return method !== 'HEAD';
  return method === 'POST' && (status === 301 || status === 302);
}

function asGet(request: ApiRequest): ApiRequest {
  const { body: _body, ...rest } = request;
  const headers = Object.entries(request.headers).filter(([name]) => !/^content-/i.test(name));
  return { ...rest, method: 'GET', headers: Object.fromEntries(headers) };
}
