import type { Paint, Style } from './paint.ts';
import { cut, textWidth } from './text-width.ts';

/** What stands in one field of a table. */
export interface Cell {
  readonly text: string;
  /** What to show where `text` does not fit; without it, `text` is cut. */
  readonly short?: string | undefined;
  readonly style?: Style | undefined;
}

export interface Column<R> {
  readonly label: string;
  /** Columns with the highest rank are left out first; those of rank 0 stay. */
  readonly rank: number;
  readonly cell: (row: R) => Cell;
  /** Numbers stand at the right. */
  readonly right?: boolean;
  /** The column may be cut to this width; without it, it is shown whole. */
  readonly min?: number;
  /** Spaces before the column, by default 2. */
  readonly gap?: number;
}

export interface TableOptions {
  /** Columns of the terminal. */
  readonly width: number;
  readonly paint: Paint;
}

export interface Table {
  /** The labels, then one line a row; none is wider than asked for. */
  readonly lines: string[];
  /** The labels of the columns that are shown. */
  readonly shown: readonly string[];
  /** Whether the columns of rank 0 had room. */
  readonly fits: boolean;
}

interface Sized<R> {
  readonly column: Column<R>;
  readonly rows: readonly Cell[];
  readonly least: number;
  readonly natural: number;
  width: number;
}

/** Lays out rows in aligned columns: the least important ones are left out, the ones with a `min` are shortened. */
export function layoutTable<R>(columns: readonly Column<R>[], rows: readonly R[], options: TableOptions): Table {
  const sized = columns.map((column) => measure(column, rows));
  const shown = choose(sized, options.width);
  let spare = options.width - total(shown);
  for (const one of shown) {
    const more = Math.max(0, Math.min(spare, one.natural - one.width));
    one.width += more;
    spare -= more;
  }
  const labels = shown.map(({ column }) => ({ text: column.label, style: 'dim' as const }));
  const body = rows.map((_, index) => shown.map((one) => one.rows[index] ?? { text: '' }));
  return {
    lines: [labels, ...body].map((cells) => line(shown, cells, options)),
    shown: shown.map(({ column }) => column.label),
    fits: spare >= 0,
  };
}

function measure<R>(column: Column<R>, rows: readonly R[]): Sized<R> {
  const cells = rows.map((row) => column.cell(row));
  const natural = Math.max(textWidth(column.label), ...cells.map((cell) => textWidth(cell.text)));
  const least = Math.min(natural, column.min ?? natural);
  return { column, rows: cells, least, natural, width: least };
}

function choose<R>(sized: readonly Sized<R>[], width: number): Sized<R>[] {
  const byRank = sized.toSorted((a, b) => a.column.rank - b.column.rank);
  let chosen: Sized<R>[] = [];
  for (const one of byRank) {
    const wider = [...chosen, one];
    if (one.column.rank > 0 && total(inOrder(sized, wider)) > width) break;
    chosen = wider;
  }
  return inOrder(sized, chosen);
}

function inOrder<R>(sized: readonly Sized<R>[], chosen: readonly Sized<R>[]): Sized<R>[] {
  return sized.filter((one) => chosen.includes(one));
}

function total<R>(shown: readonly Sized<R>[]): number {
  return shown.reduce((sum, one, index) => sum + one.width + gapOf(one, index), 0);
}

function gapOf<R>(one: Sized<R>, index: number): number {
  return index === 0 ? 0 : (one.column.gap ?? 2);
}

function line<R>(shown: readonly Sized<R>[], cells: readonly Cell[], { width, paint }: TableOptions): string {
  let text = '';
  let used = 0;
  // Spaces wait until something follows them, so that no line ends in any.
  let pending = 0;
  for (const [index, one] of shown.entries()) {
    const cell = cells[index] ?? { text: '' };
    const content = fitted(cell, one.width);
    const padding = Math.max(0, one.width - textWidth(content));
    pending += gapOf(one, index) + (one.column.right ? padding : 0);
    const visible = cut(content, width - used - pending);
    if (visible !== '') {
      text += ' '.repeat(pending) + paint(visible, cell.style);
      used += pending + textWidth(visible);
      pending = 0;
    }
    pending += one.column.right ? 0 : padding;
  }
  return text;
}

function fitted(cell: Cell, width: number): string {
  return cut(textWidth(cell.text) > width ? (cell.short ?? cell.text) : cell.text, width);
}
