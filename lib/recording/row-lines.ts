import { isRecord } from '../core/is-record.ts';
import type { Row } from '../core/types.ts';
import { jsonText } from '../http/json-text.ts';

/**
 * Rows as lines of JSON that are the same for the same rows, whatever the order of rows and columns: the key comes first,
 * then the other columns by their names. Null is left out.
 */
export function rowLines(rows: readonly Row[], key: readonly string[]): string[] {
  return rows
    .map((row) => ({ key: key.map((name) => row[name]), line: lineOf(row, key) }))
    .sort((a, b) => compareKeys(a.key, b.key) || compare(a.line, b.line))
    .map(({ line }) => line);
}

function lineOf(row: Row, key: readonly string[]): string {
  const names = [
    ...key,
    ...Object.keys(row)
      .filter((name) => !key.includes(name))
      .sort(),
  ];
  const entries = names.filter((name) => row[name] !== null && row[name] !== undefined);
  return jsonText(Object.fromEntries(entries.map((name) => [name, ordered(row[name])])));
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((name) => [name, ordered(value[name])]),
  );
}

function compareKeys(a: readonly unknown[], b: readonly unknown[]): number {
  for (const [i, value] of a.entries()) {
    const order = compare(value, b[i]);
    if (order !== 0) return order;
  }
  return 0;
}

/** Numbers as numbers; anything else as text. */
function compare(a: unknown, b: unknown): number {
  const isNumber = (value: unknown) => typeof value === 'number' || typeof value === 'bigint';
  if (isNumber(a) && isNumber(b)) return (a as number) < (b as number) ? -1 : Number((a as number) > (b as number));
  const [one, other] = [String(a), String(b)];
  return one < other ? -1 : Number(one > other);
}
