import { createHash } from 'node:crypto';
import { isRecord } from '../core/is-record.ts';
import { replaceSensitive, type Redactor } from '../core/redact.ts';
import { requestUrl } from '../core/request.ts';
import type { ApiRequest, RequestBody } from '../core/types.ts';
import type { Sending } from '../http/intercept.ts';
import { jsonText } from '../http/json-text.ts';
import { PLACEHOLDER, type RecordedRequest } from './format.ts';

/** Headers whose values are credentials, whoever made them. */
const SENSITIVE_HEADER = /auth|cookie|access|private|secret|password|signature|api-?key/i;

/** Names whose values may be credentials, or cursors. */
const SENSITIVE_NAME = /token|key|secret|password|signature|auth|cookie/i;

/** What says which credentials are asked for, and is none. */
const TELLING = new Set(['grant_type', 'scope', 'audience', 'resource', 'response_type']);

/** Headers that say nothing of who asks. */
const HARMLESS = new Set(['accept', 'content-type', 'user-agent']);

/**
 * A request as it is recorded, without any secret. What it makes of the request of a replay, whose secrets are
 * placeholders, is the same.
 */
export function plainRequest({ request, confidential }: Sending, redact: Redactor): RecordedRequest {
  const { resource, method } = request;
  const url = URL.canParse(request.url) ? requestUrl(request) : request.url;
  const headers = Object.entries(request.headers).map(([name, value]) => [
    name.toLowerCase(),
    confidential ? hiddenHeader(name, value) : plainHeader(name, value, redact),
  ]);
  const body = request.body && (confidential ? hiddenBody(request.body) : plainBody(request.body, redact));
  return {
    resource,
    method: method.toUpperCase(),
    url: confidential ? hiddenUrl(url, redact) : plainUrl(url, redact),
    ...(headers.length > 0 && { headers: Object.fromEntries(headers) as Record<string, string> }),
    ...(body !== undefined && { body }),
    ...(confidential && { credentials: true }),
  };
}

/** The same text for the same request, whatever the order of its headers. */
export function requestKey({ resource, method, url, headers = {}, body }: RecordedRequest): string {
  const sorted = Object.entries(headers).sort(([a], [b]) => (a < b ? -1 : 1));
  const text = JSON.stringify([resource, method, url, sorted, body]);
  return createHash('sha256').update(text).digest('base64').slice(0, 22);
}

/** A URL without secrets. A value that only looks like one, and may be a cursor, becomes a name of its own. */
export function plainUrl(url: string, redact: Redactor): string {
  return replaceSensitive(redact.secretsIn(url), nameOf).replace(/\/\/[^/?#]*@/, `//${PLACEHOLDER}@`);
}

/** A `path=value` of `--set` without secrets. */
export function plainAssignment(text: string, redact: Redactor): string {
  const plain = redact.secretsIn(text);
  const end = plain.indexOf('=');
  const path = plain.slice(0, end);
  return SENSITIVE_NAME.test(path) ? `${path}=${nameOf(plain.slice(end + 1))}` : plain;
}

function nameOf(value: string): string {
  if (value === '' || value.startsWith(PLACEHOLDER)) return value;
  return PLACEHOLDER + createHash('sha256').update(value).digest('hex').slice(0, 8);
}

function plainHeader(name: string, value: string, redact: Redactor): string {
  if (SENSITIVE_HEADER.test(name)) return PLACEHOLDER;
  const plain = redact.secretsIn(value);
  return SENSITIVE_NAME.test(name) ? nameOf(plain) : plain;
}

/** JSON as what it is, so that it can be read; integers beyond 2^53 make a text of it. */
function plainBody(body: RequestBody, redact: Redactor): unknown {
  if (body.kind === 'text') return redact.secretsIn(body.text);
  if (body.kind === 'form') return { form: body.fields.map(([name, value]) => [name, redact.secretsIn(value)]) };
  const text = redact.secretsIn(jsonText(body.value));
  const value: unknown = JSON.parse(text);
  return JSON.stringify(value) === text ? { json: value } : text;
}

function hiddenHeader(name: string, value: string): string {
  return HARMLESS.has(name.toLowerCase()) ? value : PLACEHOLDER;
}

function hiddenUrl(text: string, redact: Redactor): string {
  if (!URL.canParse(text)) return PLACEHOLDER;
  const url = new URL(text);
  for (const name of new Set(url.searchParams.keys())) {
    if (!TELLING.has(name)) url.searchParams.set(name, PLACEHOLDER);
  }
  return plainUrl(url.toString(), redact);
}

function hiddenBody(body: NonNullable<ApiRequest['body']>): unknown {
  if (body.kind === 'text') return PLACEHOLDER;
  if (body.kind === 'json') return { json: hiddenValue(body.value) };
  return { form: body.fields.map(([name, value]) => [name, TELLING.has(name) ? value : PLACEHOLDER]) };
}

function hiddenValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hiddenValue);
  if (!isRecord(value)) return PLACEHOLDER;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      TELLING.has(key) && typeof inner === 'string' ? inner : hiddenValue(inner),
    ]),
  );
}
