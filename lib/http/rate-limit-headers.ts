/** What an API tells of its limits in the headers of its answers. */
import type { RawResponse } from './raw-response.ts';

/** One of the limits of an API. */
export interface ToldLimit {
  /** Tells several limits of one API apart; empty where it has no name. */
  readonly name: string;
  /** Requests that are left until `resetAt`. */
  readonly remaining: number;
  /** When there are as many as at first, in milliseconds since 1970 by our clock. */
  readonly resetAt: number;
  /** How many there are at first, where that is told. */
  readonly limit: number | undefined;
}

/** Prefixes of `…-limit`, `…-remaining` and `…-reset`, as they are in use; the first that is there counts. */
const FAMILIES = ['ratelimit', 'x-ratelimit', 'x-rate-limit'] as const;

/**
 * The limits in the headers of an answer. Understood are `RateLimit` and `RateLimit-Policy` (the draft of the IETF, in its
 * versions 7 to 10), `RateLimit-Limit`, `-Remaining` and `-Reset` (its earlier versions), and the same with `X-RateLimit-`
 * and `X-Rate-Limit-`, whose reset may be seconds from now, a time in seconds or milliseconds since 1970, or a date.
 *
 * @param now milliseconds since 1970
 */
export function toldLimits(
  { status, headers }: Pick<RawResponse, 'status' | 'headers'>,
  now: number,
): readonly ToldLimit[] {
  const combined = headers['ratelimit'];
  if (combined !== undefined) return combinedLimits(combined, headers['ratelimit-policy'] ?? '', now);
  for (const family of FAMILIES) {
    const reset = headers[`${family}-reset`];
    if (reset === undefined) continue;
    // Of a 429 it is clear that nothing remains.
    const remaining = numberIn(headers[`${family}-remaining`]) ?? (status === 429 ? 0 : undefined);
    const resetAt = timeOf(reset, headers['date'], now);
    if (remaining !== undefined && resetAt !== undefined)
      return [{ name: '', remaining, resetAt, limit: numberIn(headers[`${family}-limit`]) }];
  }
  return [];
}

/** `"burst";r=9;t=1, "day";r=990;t=3600` (draft 8 and later) or `limit=100, remaining=50, reset=5` (draft 7). */
function combinedLimits(header: string, policy: string, now: number): readonly ToldLimit[] {
  const seven = fieldsOf(header, /\s*[,;]\s*/);
  const found = [...seven.keys()].includes('remaining')
    ? [{ name: '', remaining: seven.get('remaining'), seconds: seven.get('reset'), limit: seven.get('limit') }]
    : itemsOf(header).map(({ name, fields }) => ({
        name,
        remaining: fields.get('r'),
        seconds: fields.get('t'),
        limit: itemsOf(policy)
          .find((item) => item.name === name)
          ?.fields.get('q'),
      }));
  return found.flatMap(({ name, remaining, seconds, limit }) => {
    const left = numberIn(remaining);
    const wait = numberIn(seconds);
    if (left === undefined || wait === undefined) return [];
    return [{ name, remaining: left, resetAt: now + wait * 1000, limit: numberIn(limit) }];
  });
}

/** The items of a structured list and their parameters; a comma inside of a quoted name is not expected. */
function itemsOf(header: string): { readonly name: string; readonly fields: ReadonlyMap<string, string> }[] {
  return header.split(',').flatMap((item) => {
    const [name = '', ...parameters] = item.trim().split(';');
    return name === '' ? [] : [{ name: name.replaceAll('"', ''), fields: fieldsOf(parameters.join(';'), /\s*;\s*/) }];
  });
}

function fieldsOf(text: string, separator: RegExp): ReadonlyMap<string, string> {
  const pairs = text.split(separator).map((pair) => pair.trim().split('='));
  return new Map(pairs.map(([name = '', value = '']) => [name.trim().toLowerCase(), value.trim()]));
}

/** The first number: `100, 100;w=60` is 100. */
function numberIn(text: string | undefined): number | undefined {
  const [number] = /^\s*\d+(?:\.\d+)?/.exec(text ?? '') ?? [];
  return number === undefined ? undefined : Number(number);
}

/** The clock of the server may be wrong, so a time is seen from the date of the same answer where there is one. */
function timeOf(text: string, date: string | undefined, now: number): number | undefined {
  const value = numberIn(text);
  const isNumber = /^\s*\d+(?:\.\d+)?\s*$/.test(text);
  const time = isNumber ? epochOf(value!) : Date.parse(text);
  if (time === undefined) return now + value! * 1000;
  if (Number.isNaN(time)) return undefined;
  const serverNow = Date.parse(date ?? '');
  return Number.isNaN(serverNow) ? time : now + (time - serverNow);
}

/** Seconds and milliseconds since 1970 are told by their size; smaller numbers are seconds from now. */
function epochOf(value: number): number | undefined {
  if (value > 1e11) return value;
  return value > 1e8 ? value * 1000 : undefined;
}
