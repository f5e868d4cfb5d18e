import { isDeepStrictEqual } from 'node:util';
import { isRecord } from '../core/is-record.ts';
import type { PackedRows, Page, Row } from '../core/types.ts';
import { rowText } from '../rows/row-text.ts';

/** Pages are told apart by this many rows, evenly spread; where those are equal, all rows are compared. */
const ROWS_COMPARED = 10;

/**
 * A user's step may have changed the rows of the page before in place, so that it cannot be compared any more. Where
 * the samples agree this often in a row, the pages are taken to be the same.
 */
const SAMPLES_TRUSTED = 3;

/**
 * How a page compares with the one before: `repeated` where it has the same rows, `alike` where its rows have the same
 * keys. The latter is looked for only where it is asked for.
 */
export type Comparison = 'repeated' | 'alike' | 'new';

/** Compares each page of a chain with the one before. */
export class RepeatedRows {
  #before: Seen | undefined;
  #equalSamples = 0;

  compare(page: Page, wantsAlike: boolean): Comparison {
    const now = seen(page);
    const before = this.#before;
    this.#before = now;
    if (before === undefined || now.count === 0) return 'new';
    if (this.#equal(now, before)) return 'repeated';
    return wantsAlike && sameKeys(now.rows(), before.rows(), page.resource.primaryKey) ? 'alike' : 'new';
  }

  #equal(now: Seen, before: Seen): boolean {
    if (now.packed && before.packed) return Buffer.compare(now.packed.lines, before.packed.lines) === 0;
    this.#equalSamples = now.sample() === before.sample() ? this.#equalSamples + 1 : 0;
    const trusted = this.#equalSamples >= SAMPLES_TRUSTED;
    return this.#equalSamples > 0 && (trusted || isDeepStrictEqual(now.rows(), before.rows()));
  }
}

/** What is remembered of a page. */
interface Seen {
  readonly count: number;
  readonly packed: PackedRows | undefined;
  readonly rows: () => readonly Row[];
  readonly sample: () => string;
}

function seen(page: Page): Seen {
  const { packed } = page;
  if (packed !== undefined) {
    return { count: packed.count, packed, rows: () => page.rows, sample: () => sampleOf(page.rows) };
  }
  const { rows } = page;
  const sample = sampleOf(rows);
  return { count: rows.length, packed, rows: () => rows, sample: () => sample };
}

function sampleOf(rows: readonly Row[]): string {
  const step = Math.max(1, Math.ceil(rows.length / ROWS_COMPARED));
  const sample = rows.filter((_, i) => i % step === 0 || i === rows.length - 1);
  return `${rows.length}\n${sample.map(rowText).join('\n')}`;
}

/** Whether two pages have rows of the same keys, in the same order, whatever else is in them. */
function sameKeys(now: readonly Row[], before: readonly Row[], primaryKey: readonly string[]): boolean {
  const columns = primaryKey.length > 0 ? primaryKey : ['id'];
  const keyOf = (row: unknown) => (isRecord(row) ? columns.map((column) => row[column]) : []);
  const keys = now.map(keyOf);
  if (keys.flat().some((value) => value == null) || now.length !== before.length) return false;
  return isDeepStrictEqual(keys, before.map(keyOf));
}
