import { STATUS_CODES } from 'node:http';
import { HttpError, type ErrorDetails } from '../core/errors.ts';
import type { Redact } from '../core/redact.ts';
import type { ApiRequest } from '../core/types.ts';
import { bodyText } from './body-text.ts';
import { isTrusted } from './credentials.ts';
import { excerpt, htmlExcerpt, isHtml } from './excerpt.ts';
import type { Answer } from './exchange.ts';
import type { RawResponse } from './raw-response.ts';
import { requestLabel } from './request-label.ts';
import { parseRetryAfter } from './retry-after.ts';

export interface StatusContext {
  readonly redact: Redact;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The setting that the credentials come from; `undefined` where there are none. */
  readonly auth?: string | undefined;
}

/** Judges an answer before it is decoded: returns it, or another in its place, or throws. */
export type StatusCheck = (answer: Answer, context: StatusContext) => RawResponse;

/** Lets every 2xx pass; any other status is an `HttpError`. */
export const checkStatus: StatusCheck = ({ request, raw }, { redact, now, auth }) => {
  if (raw.status >= 200 && raw.status < 300) return raw;
  const said = shownBody(raw, redact);
  const message = `${requestLabel(request, redact)} answered ${statusText(raw.status)}${said && `: ${said}`}`;
  throw new HttpError(message, {
    resource: request.resource,
    status: raw.status,
    retryAfter: parseRetryAfter(raw.headers['retry-after'], now),
    ...advice(raw.status, request, auth),
  });
};

/** `404 Not Found`; the number alone where the status has no name. */
export function statusText(status: number): string {
  return [status, STATUS_CODES[status]].filter(Boolean).join(' ');
}

function shownBody(raw: RawResponse, redact: Redact): string {
  const text = bodyText(raw);
  return isHtml(text) ? htmlExcerpt(text, redact) : excerpt(text, redact);
}

function advice(status: number, request: ApiRequest, auth: string | undefined): Pick<ErrorDetails, 'setting' | 'fix'> {
  const { resource, credentialOrigin } = request;
  const endpoint = `resources.${resource}.endpoint`;
  if (status === 401 || status === 403) {
    if (!isTrusted(request))
      return { setting: `${endpoint}.path`, fix: `credentials are sent to ${credentialOrigin} only` };
    if (auth === undefined) return { setting: 'client.auth', fix: 'set client.auth: the API wants to know who asks' };
    return { setting: auth, fix: `check the secret that ${auth} uses and what it may read` };
  }
  if (status === 404) return { setting: `${endpoint}.path`, fix: 'check endpoint.path and client.base_url' };
  if (status === 400 || status === 422) return { setting: `${endpoint}.params`, fix: 'check endpoint.params' };
  if (status === 429) return { setting: 'client.rate_limit', fix: 'set client.rate_limit to what the API allows' };
  return {};
}
