import { rowText } from '../../rows/row-text.ts';
import { painter } from './paint.ts';
import { layoutTable, type Column } from './table.ts';

/** Rows as a table, one column for each key of the first row; numbers stand at the right. */
export function formatTable(rows: readonly Record<string, unknown>[], width = 100, colour = false): string {
  const columns = Object.keys(rows[0] ?? {}).map((key): Column<Record<string, unknown>> => {
    const right = rows.every((row) => /^(?:-?[\d.]+)?$/.test(textOf(row[key])));
    return { label: key, rank: 0, right, min: key.length, cell: (row) => ({ text: textOf(row[key]) }) };
  });
  return layoutTable(columns, rows, { width, paint: painter(colour) }).lines.join('\n');
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : rowText(value);
}
