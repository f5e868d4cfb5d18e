import { isRecord } from '../core/is-record.ts';

/** A list somewhere inside a body. */
export interface FoundList {
  readonly keys: readonly string[];
  readonly items: readonly unknown[];
  /** Whether an element of it is an object, so that it may be a list of rows. */
  readonly ofObjects: boolean;
}

/** All lists that are reached through at most `depth` keys of objects, in document order; lists are not entered. */
export function findLists(body: unknown, depth: number, keys: readonly string[] = []): FoundList[] {
  if (Array.isArray(body)) return [{ keys, items: body, ofObjects: body.some(isRecord) }];
  if (!isRecord(body) || keys.length === depth) return [];
  return Object.entries(body).flatMap(([key, value]) => findLists(value, depth, [...keys, key]));
}

/** For messages: `"data" (100 rows) and "meta.tags" (3)`. */
export function describeLists(lists: readonly FoundList[]): string {
  const named = lists.slice(0, 5).map(({ keys, items, ofObjects }) => {
    const count = ofObjects ? `${items.length} row${items.length === 1 ? '' : 's'}` : `${items.length}`;
    return `"${selectorText(keys)}" (${count})`;
  });
  if (lists.length > named.length) named.push(`${lists.length - named.length} more`);
  return named.length < 2 ? named.join('') : `${named.slice(0, -1).join(', ')} and ${named.at(-1)}`;
}

/** The keys as a `data_selector` writes them. */
export function selectorText(keys: readonly string[]): string {
  if (keys.length === 0) return '$';
  return keys
    .map((key, i) => {
      if (/[.[\]]/.test(key)) return `['${key}']`;
      return i === 0 ? key : `.${key}`;
    })
    .join('');
}
