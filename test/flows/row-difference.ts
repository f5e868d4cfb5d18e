import { isDeepStrictEqual } from 'node:util';
import type { ReadRow } from '../helpers/read-parquet.ts';

/**
 * Where a value read from a Parquet file is not the one that the server holds, or `undefined` where it is. Types may
 * be richer in the file: text that is a moment is a `Date` there, an integer a `bigint`. What the server left out is
 * null in the file.
 *
 * @param emptyIsNull whether an object or a list with nothing in it is null in the file, as it is in XML
 */
export function difference(read: unknown, held: unknown, emptyIsNull: boolean, path = ''): string | undefined {
  if (held === null || held === undefined || (emptyIsNull && isEmpty(held))) {
    return read === null || read === undefined ? undefined : told(path, read, held);
  }
  if (read instanceof Date) return read.getTime() === Date.parse(held as string) ? undefined : told(path, read, held);
  if (typeof read === 'bigint' && (typeof held === 'number' || typeof held === 'bigint')) {
    return read === BigInt(held) ? undefined : told(path, read, held);
  }
  if (Array.isArray(held)) {
    if (!Array.isArray(read) || read.length !== held.length) return told(path, read, held);
    return first(held, (one, index) => difference(read[index], one, emptyIsNull, `${path}[${index}]`));
  }
  if (typeof held === 'object') {
    if (typeof read !== 'object' || read === null) return told(path, read, held);
    const names = [...new Set([...Object.keys(held), ...Object.keys(read)])];
    const of = (object: object, name: string): unknown => (object as Record<string, unknown>)[name];
    return first(names, (name) => difference(of(read, name), of(held, name), emptyIsNull, `${path}.${name}`));
  }
  return isDeepStrictEqual(read, held) ? undefined : told(path, read, held);
}

/**
 * A row of a file that no schema has typed: a column of objects here and lists there is JSON text, which becomes what it
 * says. XML gives one element without a list.
 */
export function withoutJsonText(read: unknown, held: unknown): unknown {
  if (typeof held !== 'object' || held === null) return read;
  const value: unknown = typeof read === 'string' ? JSON.parse(read) : read;
  if (Array.isArray(held)) {
    if (value === null || value === undefined) return value;
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    return list.map((item, index) => withoutJsonText(item, held[index]));
  }
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  const inner = held as Record<string, unknown>;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withoutJsonText(item, inner[name])]));
}

/** The key of a row as one text, for a row of a file and one of the server alike. */
export function keyOf(row: ReadRow, key: readonly string[]): string {
  return key.map((name) => `${name}=${String(row[name] as string | number | bigint | null)}`).join(' ');
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  return typeof value === 'object' && Object.values(value).every(isEmpty);
}

function told(path: string, read: unknown, held: unknown): string {
  const text = (value: unknown) =>
    JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? `${inner}n` : inner));
  return `${path || 'row'}: the file has ${text(read)}, the server ${text(held)}`;
}

function first<T>(list: readonly T[], find: (one: T, index: number) => string | undefined): string | undefined {
  for (const [index, one] of list.entries()) {
    const found = find(one, index);
    if (found !== undefined) return found;
  }
  return undefined;
}
