import type { IncomingHttpHeaders } from 'node:http';
import type { Random } from './random.ts';

export type ApiName = 'web-scraper' | 'generic' | 'field-operations' | 'onboarding' | 'practice-management';

/** A record as the server holds it. Integers beyond 2^53 are `bigint`. */
export type SampleRow = Readonly<Record<string, unknown>>;

/** One request, after it was routed and let in. */
export interface Call {
  readonly query: URLSearchParams;
  /** The parent's key in the path, decoded; empty where the path has none. */
  readonly id: string;
  /** Whether rows move between two pages of one list. */
  readonly shift: boolean;
}

export interface Endpoint {
  /** `{id}` stands for a parent's key: `/api/v1/sitemap/{id}`. */
  readonly path: string;
  /** All rows there are, by the name of the resource that reads them; those of a child carry their parent's key. */
  readonly holds: Readonly<Record<string, () => readonly SampleRow[]>>;
  /** The body, still to be written as JSON or XML; `undefined` where there is no such record. */
  readonly answer: (call: Call) => unknown;
}

/** One of the sample APIs. Its data is built when the first request for it comes. */
export interface ApiDefinition {
  readonly name: ApiName;
  readonly seed: number;
  readonly paths: RegExp;
  readonly contentType: string;
  /** The key that a request brings, or `undefined` where it brings none. */
  readonly keyOf: (query: URLSearchParams, headers: IncomingHttpHeaders) => string | undefined;
  readonly write: (body: unknown) => string;
  readonly build: (random: Random) => readonly Endpoint[];
}

/** The key in a query parameter. */
export function keyInQuery(name: string): ApiDefinition['keyOf'] {
  return (query) => query.get(name) ?? undefined;
}

/** The key in a header of its own; `name` in lower case. */
export function keyInHeader(name: string): ApiDefinition['keyOf'] {
  return (_query, headers) => {
    const value = headers[name];
    return typeof value === 'string' ? value : undefined;
  };
}

/** The key as a bearer token. */
export const bearerToken: ApiDefinition['keyOf'] = (_query, headers) =>
  /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
