/** Rows told apart by what is in them. */
import { hash } from 'node:crypto';
import { compilePath } from '../../core/path.ts';
import { isRecord } from '../../core/is-record.ts';
import type { Row } from '../../core/types.ts';
import { rowText } from '../../rows/row-text.ts';

export type RowHash = (row: Row) => string;

/** 128 bits of a row, whatever the order of its columns. */
export const wholeRowHash: RowHash = (row) => digest(row);

/** The hash of some columns; of the whole row where it lacks one, unless `onMissing` throws. */
export function keyHash(columns: readonly string[], onMissing?: (column: string, row: Row) => never): RowHash {
  const paths = columns.map((column) => compilePath([column]));
  return (row) => {
    const values = paths.map((path) => path.read(row));
    const missing = values.findIndex((value) => value === undefined || value === null);
    if (missing < 0) return digest(values);
    onMissing?.(columns[missing]!, row);
    return wholeRowHash(row);
  };
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
