import type { Redact } from '../core/redact.ts';
import { requestUrl } from '../core/request.ts';
import type { ApiRequest } from '../core/types.ts';

/** The URL of a request as it may be shown. Give it the request before authentication. */
export function shownUrl(request: ApiRequest, redact: Redact): string {
  const url = URL.canParse(request.url) ? requestUrl(request) : request.url;
  // A user name and a password in a URL are nobody's declared secrets.
  return redact(url.replace(/\/\/[^/?#]*@/, '//***@'));
}

/** Names a request in errors: `GET https://api.example.com/jobs?page=2`. */
export function requestLabel(request: ApiRequest, redact: Redact): string {
  return `${request.method.toUpperCase()} ${shownUrl(request, redact)}`;
}
