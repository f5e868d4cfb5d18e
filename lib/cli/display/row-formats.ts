import type { Row } from '../../core/types.ts';
import type { Column } from '../../rows/column-type.ts';
import { rowText } from '../../rows/row-text.ts';

/** Writes rows for another program, every digit kept; the text ends with a newline unless it is empty. */
export type RowFormat = (rows: readonly Row[], columns: readonly Column[]) => string;

export const rowFormats = {
  /** One JSON list, a row a line. */
  json: (rows) => (rows.length === 0 ? '[]\n' : `[\n${rows.map((row) => `  ${rowText(row)}`).join(',\n')}\n]\n`),
  ndjson: (rows) => rows.map((row) => `${rowText(row)}\n`).join(''),
  /** As RFC 4180, with the names in the first line; null is an empty field, an object or a list is JSON. */
  csv: (rows, columns) => {
    const names = columns.map(({ name }) => name);
    const lines = [names, ...rows.map((row) => names.map((name) => fieldText(row[name])))];
    return lines.map((fields) => `${fields.map(quoted).join(',')}\n`).join('');
  },
} as const satisfies Record<string, RowFormat>;

function fieldText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : rowText(value);
}

function quoted(field: string): string {
  return /[",\r\n]|^\s|\s$/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
