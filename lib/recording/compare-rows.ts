import { isDeepStrictEqual } from 'node:util';
import type { Row } from '../core/types.ts';

/** How the rows of a table are not the expected ones. Of each kind the first few are kept, all are counted. */
export interface RowDifferences {
  /** Rows that are as expected. */
  readonly same: number;
  readonly changed: number;
  readonly missing: number;
  readonly added: number;
  /** By column: in how many of the changed rows it differs. */
  readonly columns: Readonly<Record<string, number>>;
  readonly examples: readonly Example[];
}

export type Example =
  | { readonly kind: 'changed'; readonly row: Row; readonly values: readonly ChangedValue[] }
  | { readonly kind: 'missing' | 'added'; readonly row: Row };

export interface ChangedValue {
  readonly column: string;
  /** `undefined` for null. */
  readonly expected: unknown;
  readonly found: unknown;
}

/** Of each kind. */
const EXAMPLES = 3;

/**
 * Compares rows as lines of JSON, in whatever order. Rows with the same key are compared with each other; without a key a
 * row is there or not.
 */
export function compareRows(
  expected: readonly string[],
  found: readonly string[],
  key: readonly string[],
): RowDifferences {
  const left = withoutCommon(expected, found);
  const more = byKey(left.found, key);
  const columns: Record<string, number> = {};
  const examples: Example[] = [];
  const counts = { changed: 0, missing: 0, added: 0 };
  const tell = (example: Example) => {
    counts[example.kind] += 1;
    if (counts[example.kind] <= EXAMPLES) examples.push(example);
  };
  for (const line of left.expected) {
    const row = JSON.parse(line) as Row;
    const other = key.length === 0 ? undefined : more.get(keyText(row, key))?.shift();
    if (other === undefined) {
      tell({ kind: 'missing', row });
      continue;
    }
    const values = changedValues(row, other);
    for (const { column } of values) columns[column] = (columns[column] ?? 0) + 1;
    tell({ kind: 'changed', row: other, values });
  }
  for (const rows of more.values()) for (const row of rows) tell({ kind: 'added', row });
  return { same: expected.length - left.expected.length, ...counts, columns, examples };
}

/** What is left of two lists when each line that both have is taken out of both. */
function withoutCommon(expected: readonly string[], found: readonly string[]) {
  const counts = new Map<string, number>();
  for (const line of found) counts.set(line, (counts.get(line) ?? 0) + 1);
  const take = (line: string): boolean => {
    const count = counts.get(line) ?? 0;
    if (count > 0) counts.set(line, count - 1);
    return count > 0;
  };
  const onlyExpected = expected.filter((line) => !take(line));
  const onlyFound = found.filter(take);
  return { expected: onlyExpected, found: onlyFound };
}

function byKey(lines: readonly string[], key: readonly string[]): Map<string, Row[]> {
  const rows = new Map<string, Row[]>();
  for (const line of lines) {
    const row = JSON.parse(line) as Row;
    const text = keyText(row, key);
    rows.set(text, [...(rows.get(text) ?? []), row]);
  }
  return rows;
}

function keyText(row: Row, key: readonly string[]): string {
  return JSON.stringify(key.map((name) => row[name]));
}

function changedValues(expected: Row, found: Row): ChangedValue[] {
  const names = [...new Set([...Object.keys(expected), ...Object.keys(found)])];
  return names
    .filter((column) => !isDeepStrictEqual(expected[column], found[column]))
    .map((column) => ({ column, expected: expected[column], found: found[column] }));
}
