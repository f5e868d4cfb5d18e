import type { SortColumn } from '../core/types.ts';
import { rowText } from '../rows/row-text.ts';
import type { StoredRow } from './parquet-values.ts';

/** What tells stored rows apart by these columns. */
export function keyText(row: StoredRow, names: readonly string[]): string {
  return rowText(names.map((name) => row[name]));
}

/** Whether a row with the value `a` comes before one with `b`; null is worst. Equal values are not better. */
export function isBetter(a: unknown, b: unknown, order: SortColumn['order']): boolean {
  if (a === null || a === undefined) return false;
  if (b === null || b === undefined) return true;
  const compared = compare(a, b);
  return order === 'desc' ? compared > 0 : compared < 0;
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return (a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0;
}
