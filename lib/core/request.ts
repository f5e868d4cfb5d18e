/** Pure edits of a request. */
import type { ApiRequest, QueryParams, QueryValue } from './types.ts';

export function withParam(request: ApiRequest, name: string, value: QueryValue): ApiRequest {
  return { ...request, params: { ...request.params, [name]: value } };
}

/**
 * The request for a link that the API gave. A relative link is resolved against the page it came from. The link
 * carries its own query, so the parameters of the first request are not added again.
 */
export function followLink(request: ApiRequest, link: string, base: string): ApiRequest {
  return { ...request, url: new URL(link, base).toString(), params: {} };
}

/** The complete URL, parameters appended; a parameter that the URL already has is replaced. */
export function requestUrl(request: Pick<ApiRequest, 'url' | 'params'>): string {
  const names = Object.keys(request.params);
  if (names.length === 0) return request.url;
  const url = new URL(request.url);
  for (const name of names) url.searchParams.delete(name);
  for (const [name, value] of entriesOf(request.params)) url.searchParams.append(name, value);
  return url.toString();
}

function* entriesOf(params: QueryParams): Iterable<[name: string, value: string]> {
  for (const [name, value] of Object.entries(params)) {
    if (Array.isArray(value)) for (const item of value as readonly QueryValue[]) yield [name, String(item)];
    else yield [name, String(value)];
  }
}

/**
 * Joins a base URL and a path as dlt does: the base is never dropped, slashes between the two become one, and a
 * path that is an http(s) URL stands for itself.
 */
export function joinUrl(base: string, path: string): string {
  if (/^https?:\/\//i.test(path) || base === '') return path;
  if (path === '') return base;
  return `${base.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;
}

export function originOf(url: string): string {
  return new URL(url).origin;
}
