import { gunzipSync } from 'node:zlib';
import { isRecord } from '../core/is-record.ts';
import type { Redactor } from '../core/redact.ts';
import { bodyText } from '../http/body-text.ts';
import { DEFAULT_LIMITS } from '../http/limits.ts';
import type { RawResponse } from '../http/raw-response.ts';
import { PLACEHOLDER } from './format.ts';
import { plainUrl } from './plain-request.ts';

export type PlainAnswer = Pick<RawResponse, 'status' | 'headers' | 'body'>;

/** An answer as it is recorded, without any secret of the source. What its rows say is data, and stays. */
export function plainAnswer(raw: RawResponse, redact: Redactor): PlainAnswer {
  const headers = Object.entries(raw.headers).map(([name, value]) => [name, plainHeader(name, value, redact)]);
  const plain = { ...raw, headers: Object.fromEntries(headers) as Record<string, string>, body: unzipped(raw.body) };
  const text = bodyText(plain);
  const clean = redact.secretsIn(text);
  const { status } = raw;
  if (clean === text) return { status, headers: plain.headers, body: plain.body };
  return { status, headers: inUtf8(plain.headers, clean), body: Buffer.from(clean) };
}

/**
 * The answer to a request for credentials: of its values only those are kept that say how long they are good for. What
 * stands in their place differs from answer to answer, as tokens do.
 */
export function hiddenAnswer(raw: RawResponse, n: number): PlainAnswer {
  const token = `${PLACEHOLDER}${n}`;
  const headers = Object.entries(raw.headers).map(([name, value]) => [name, hiddenHeader(name, value, token)]);
  const text = hiddenText(bodyText({ ...raw, body: unzipped(raw.body) }), token);
  return {
    status: raw.status,
    headers: inUtf8(Object.fromEntries(headers) as Record<string, string>, text),
    body: Buffer.from(text),
  };
}

/** Headers of an answer that are no credentials. */
const HARMLESS = /^(?:content-type|date|retry-after|cache-control|.*ratelimit.*)$/;

/** How long something is good for. */
const TIMES = /expir|ttl|life|max_?age|_in$/i;

function plainHeader(name: string, value: string, redact: Redactor): string {
  if (name === 'set-cookie') return withoutCookies(value, PLACEHOLDER);
  return name === 'location' ? plainUrl(value, redact) : redact.secretsIn(value);
}

function hiddenHeader(name: string, value: string, token: string): string {
  if (HARMLESS.test(name)) return value;
  return name === 'set-cookie' ? withoutCookies(value, token) : token;
}

/** `a=1; Path=/, b=2` with its values replaced; the dates in it have commas, but no name before them. */
function withoutCookies(value: string, token: string): string {
  return value.replace(/((?:^|,\s*)[^=;,\s]+=)[^;,]*/g, `$1${token.replaceAll('$', '$$$$')}`);
}

function hiddenText(text: string, token: string): string {
  if (text.trim() === '') return text;
  if (/^\s*</.test(text)) return text.replace(/>[^<]+</g, `>${token}<`).replace(/="[^"]*"/g, `="${token}"`);
  try {
    return JSON.stringify(hiddenValue(JSON.parse(text), '', token));
  } catch {
    return token;
  }
}

function hiddenValue(value: unknown, key: string, token: string): unknown {
  if (Array.isArray(value)) return value.map((item) => hiddenValue(item, key, token));
  if (isRecord(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, hiddenValue(inner, name, token)]));
  }
  if (value === null || typeof value === 'boolean') return value;
  if (key === 'token_type' || key === 'scope') return value;
  return TIMES.test(key) && /^[\d:.TZ+-]{1,32}$/.test(JSON.stringify(value).replaceAll('"', '')) ? value : token;
}

/** A gzip file without its compression, in which nothing could be found. What breaks off does so again. */
function unzipped(body: Buffer): Buffer {
  if (body[0] !== 0x1f || body[1] !== 0x8b) return body;
  try {
    return gunzipSync(body, { maxOutputLength: DEFAULT_LIMITS.maxBytes });
  } catch {
    return body.subarray(0, 10);
  }
}

/** Says that a text is in UTF-8 now, whatever it was in before. */
function inUtf8(headers: Readonly<Record<string, string>>, text: string): Readonly<Record<string, string>> {
  const type = headers['content-type'] ?? (text.startsWith('<?xml') ? 'application/xml' : undefined);
  if (type === undefined) return headers;
  return { ...headers, 'content-type': `${type.replace(/;\s*charset=("[^"]*"|[^;]*)/i, '')}; charset=utf-8` };
}
