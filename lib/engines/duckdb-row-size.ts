/** How much memory rows take while they are written, and what keeps it small. */
import { stat } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { rowsOf } from './duckdb-inspect.ts';
import { quotePath } from './duckdb-quote.ts';
import type { PublishedFile, StagedFile } from './engine.ts';

/** Rows; DuckDB's own. */
const LARGEST_GROUP = 122_880;
const VECTOR = 2_048;

/** A row group is in memory for each processor while it is written, some times as large. */
const GROUP_BYTES = 12 << 20;

/** How many rows go into a row group: in whole vectors of DuckDB's, unless already one would be too much. */
function rowGroup(rowBytes: number): number {
  const rows = Math.max(1, Math.floor(GROUP_BYTES / Math.max(1, rowBytes)));
  return rows < VECTOR ? rows : Math.min(LARGEST_GROUP, rows - (rows % VECTOR));
}

/** Of the rows of a write; the bytes are those of the journal, or of the published files where they are larger. */
export async function rowSizeOf(
  connection: DuckDBConnection,
  files: readonly StagedFile[],
  published: readonly PublishedFile[],
): Promise<RowSize> {
  const rows = rowsIn(files) + rowsIn(published);
  const sizes = await Promise.all(files.map(async ({ source }) => (await stat(source)).size));
  const received = average(sum(sizes), rowsIn(files));
  if (published.length === 0) return { rows, rowBytes: received };
  const paths = published.map(({ path }) => quotePath(path)).join(', ');
  const [stored] = await rowsOf(
    connection,
    `SELECT coalesce(sum(total_uncompressed_size), 0) AS bytes FROM parquet_metadata([${paths}])`,
  );
  return { rows, rowBytes: Math.max(received, average(Number(stored?.['bytes']), rowsIn(published))) };
}

/** Rows of which a vector would be a hundred megabytes. */
const WIDE = 64 << 10;

/** How many rows are written, and the bytes that one has on average. */
export interface RowSize {
  readonly rows: number;
  readonly rowBytes: number;
}

/** A file of so many rows is no longer looked at from its beginning to its end. */
const MANY = 1_000_000;

/**
 * The options of a COPY. To keep many rows in order, DuckDB would collect as much as it may of what comes too early:
 * those go into the file group by group as they are ready.
 */
export function groupOptions({ rows, rowBytes }: RowSize): string {
  return `ROW_GROUP_SIZE ${rowGroup(rowBytes)}, PRESERVE_ORDER ${rows <= MANY}`;
}

/** DuckDB collects what a filter or a join leaves of several vectors until it has a whole one: too much of wide rows. */
export async function expectRows(connection: DuckDBConnection, { rowBytes }: RowSize): Promise<void> {
  await connection.run(`SET enable_caching_operators = ${rowBytes < WIDE}`);
}

/** A file that was cut back to its last checkpoint may be empty. */
function average(bytes: number, rows: number): number {
  return Math.ceil(bytes / Math.max(1, rows));
}

export function rowsIn(files: readonly { readonly rows: number }[]): number {
  return sum(files.map(({ rows }) => rows));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
