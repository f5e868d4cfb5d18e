import { createRequire } from 'node:module';
import type { JsonValue } from 'jsonpath-rfc9535';
import { compilePath, type Path } from '../core/path.ts';
import { isRecord } from '../core/is-record.ts';
import { segmentsOf, type SelectorSegment } from './selector-segments.ts';

/**
 * Where the rows of a body are. Names and positions alone lead to one place (`plain`); with a wildcard, a slice, a
 * filter or `..` there may be any number of matches.
 */
export interface Selector {
  /** As the user wrote it, for messages. */
  readonly text: string;
  /** The names and positions that it begins with. */
  readonly start: Path;
  readonly kind: 'plain' | 'elements' | 'query';
  /**
   * Whether it ends in a name or a position: a list found there stands for its elements. The matches of a wildcard, a
   * slice or a filter are rows themselves.
   */
  readonly spreads: boolean;
  /** Every match, in the order of the document. Throws a `TypeError` for what JSONPath cannot compare. */
  readonly matches: (body: unknown) => readonly unknown[];
}

/**
 * Compiles a `data_selector`: a JSONPath after RFC 9535, with or without its `$`, or a list of keys. Throws a
 * `SyntaxError` that says what is wrong with it.
 */
export function compileSelector(source: string | readonly string[]): Selector {
  if (typeof source !== 'string') return plain(source.join('.'), source);
  const segments = segmentsOf(source);
  const keys = keysOf(segments);
  if (keys.length === segments.length) return plain(source, keys);
  const start = { ...compilePath(keys), text: source };
  const last = segments.at(-1)!;
  if (segments.length === keys.length + 1 && last.rfc === '[*]') {
    return { text: source, start, kind: 'elements', spreads: false, matches: (body) => elementsOf(start.read(body)) };
  }
  const expression = `$${segments.map(({ rfc }) => rfc).join('')}`;
  const { query } = loadJsonPath();
  try {
    // It is parsed here, so that what is wrong with it is found before anything is requested.
    query(null, expression);
  } catch (error) {
    throw new SyntaxError(parseError(error as { found?: string | null }));
  }
  return {
    text: source,
    start,
    kind: 'query',
    spreads: last.named,
    matches: (body) => query(body as JsonValue, expression),
  };
}

/** The parser lists everything that could have stood there instead, sign by sign. */
function parseError({ found }: { readonly found?: string | null }): string {
  return found == null ? 'it breaks off' : `${JSON.stringify(found)} cannot stand where it does`;
}

function plain(text: string, keys: readonly string[]): Selector {
  const start = { ...compilePath(keys), text };
  return {
    text,
    start,
    kind: 'plain',
    spreads: true,
    matches: (body) => {
      const value = start.read(body);
      return value === undefined ? [] : [value];
    },
  };
}

function keysOf(segments: readonly SelectorSegment[]): readonly string[] {
  const keys: string[] = [];
  for (const { key } of segments) {
    if (key === undefined) break;
    keys.push(key);
  }
  return keys;
}

function elementsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return isRecord(value) ? Object.values(value) : [];
}

type JsonPath = typeof import('jsonpath-rfc9535');

let jsonPath: JsonPath | undefined;

/** Loaded by the first selector that needs it: most have names only. */
function loadJsonPath(): JsonPath {
  return (jsonPath ??= createRequire(import.meta.url)('jsonpath-rfc9535') as JsonPath);
}
