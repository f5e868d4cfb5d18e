/** What a user's step returned; a wrong value would only be noticed far from where it came from, or never. */
import { isRecord } from '../core/is-record.ts';
import type { Row } from '../core/types.ts';

/** Whether a filter keeps a row, by its truth value, as in dlt. */
export function isKept(value: unknown): boolean {
  // A promise is true whatever it will say.
  if (isPromise(value)) throw new TypeError(`it returned ${nameOf(value)}, not true or false`);
  return Boolean(value);
}

export function checkedRow(value: unknown): Row {
  // Nothing of a promise or a map would be left in a file.
  if (isRecord(value) && !isPromise(value) && !(value instanceof Map) && !(value instanceof Set)) return value;
  throw new TypeError(`it returned ${nameOf(value)}, not a row`);
}

export function checkedRows(value: unknown): readonly Row[] {
  const isIterable = typeof value === 'object' && value !== null && Symbol.iterator in value;
  if (!isIterable) throw new TypeError(`it returned ${nameOf(value)}, not rows`);
  return Array.from(value as Iterable<unknown>, checkedRow);
}

function isPromise(value: unknown): boolean {
  return isRecord(value) && typeof value['then'] === 'function';
}

function nameOf(value: unknown): string {
  if (isPromise(value)) return 'a promise';
  if (Array.isArray(value)) return 'a list';
  if (value instanceof Map || value instanceof Set) return `a ${value.constructor.name}`;
  if (typeof value === 'object' && value !== null) {
    return Symbol.asyncIterator in value ? 'an asynchronous generator' : 'an object';
  }
  return String(value);
}
