import type { Row } from '../../core/types.ts';
import type { Column } from '../../rows/column-type.ts';
import { rowText } from '../../rows/row-text.ts';
import { typeText } from '../../rows/type-text.ts';
import { painter } from './paint.ts';
import { printable } from './printable.ts';
import { plural } from '../../core/quantities.ts';
import { layoutTable, type Cell, type Column as TableColumn } from './table.ts';
import { wrapText } from './wrap-text.ts';

export interface PreviewTableOptions {
  readonly width: number;
  readonly colour: boolean;
  /** Columns that stay, however narrow the terminal is. */
  readonly key: readonly string[];
}

/** A value may be cut to this width; columns that have no room even so are left out. */
const NARROWEST = 20;

/**
 * Rows as a table, the types under the names, without a newline at the end. Where the width does not do for all columns,
 * the last ones are named below it.
 */
export function previewTable(rows: readonly Row[], columns: readonly Column[], options: PreviewTableOptions): string {
  const { width, colour, key } = options;
  const paint = painter(colour);
  const layout = columns.map((column, index): TableColumn<Row | 'types'> => ({
    label: printable(column.name),
    rank: key.includes(column.name) ? 0 : index + 1,
    min: NARROWEST,
    right: ['int64', 'double', 'decimal'].includes(column.type.kind),
    cell: (row) => (row === 'types' ? { text: typeText(column.type), style: 'dim' } : cellOf(row[column.name])),
  }));
  const { lines, shown } = layoutTable(layout, ['types', ...rows], { width, paint });
  const left = columns.filter(({ name }) => !shown.includes(printable(name)));
  if (left.length === 0) return lines.join('\n');
  const named = left.map(({ name, type }) => `${printable(name)} ${typeText(type)}`).join(', ');
  const hint = `${plural(left.length, 'more column')}, which --format json shows: ${named}`;
  return [...lines, '', ...wrapText(hint, width, '  ')].join('\n');
}

function cellOf(value: unknown): Cell {
  if (value === null || value === undefined) return { text: 'null', style: 'dim' };
  return { text: printable(typeof value === 'string' ? value : rowText(value)) };
}
