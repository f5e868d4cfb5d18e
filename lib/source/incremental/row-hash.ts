/** Rows told apart by what is in them. */
import { hash } from 'node:crypto';
import { compilePath } from '../../core/path.ts';
import { isRecord } from '../../core/is-record.ts';
import type { Row } from '../../core/types.ts';
import { rowText } from '../../rows/row-text.ts';

/** 128 bits that stand for a row. */
export interface RowHash {
  readonly of: (row: Row) => string;
  /** The columns that count; without them all do. */
  readonly by?: readonly string[];
}

/** Whatever the order of the columns. */
export const wholeRowHash: RowHash = { of: (row) => digest(row) };

/** The hash of some columns; of the whole row where it lacks one, unless `onMissing` throws. */
export function keyHash(by: readonly string[], onMissing?: (column: string, row: Row) => never): RowHash {
  const paths = by.map((column) => compilePath([column]));
  const of = (row: Row): string => {
    const values = paths.map((path) => path.read(row));
    const missing = values.findIndex((value) => value === undefined || value === null);
    if (missing < 0) return digest(values);
    onMissing?.(by[missing]!, row);
    return wholeRowHash.of(row);
  };
  return { of, by };
}

function digest(value: unknown): string {
  return hash('sha256', rowText(inOrder(value)), 'base64url').slice(0, 22);
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (!isRecord(value) || value instanceof Date) return value;
  const keys = Object.keys(value).sort();
  return keys.map((key) => [key, inOrder(value[key])]);
}
