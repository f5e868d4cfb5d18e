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
export function rowGroup(rowBytes: number): number {
  const rows = Math.max(1, Math.floor(GROUP_BYTES / Math.max(1, rowBytes)));
  return rows < VECTOR ? rows : Math.min(LARGEST_GROUP, rows - (rows % VECTOR));
}

/** The bytes of a row on average: those of the journal, or of the published files where they are larger. */
export async function rowBytesOf(
  connection: DuckDBConnection,
  files: readonly StagedFile[],
  published: readonly PublishedFile[],
): Promise<number> {
  const sizes = await Promise.all(files.map(async ({ source }) => (await stat(source)).size));
  const received = average(sum(sizes), sum(files.map(({ rows }) => rows)));
  if (published.length === 0) return received;
  const paths = published.map(({ path }) => quotePath(path)).join(', ');
  const [stored] = await rowsOf(
    connection,
    `SELECT coalesce(sum(total_uncompressed_size), 0) AS bytes FROM parquet_metadata([${paths}])`,
  );
  return Math.max(received, average(Number(stored?.['bytes']), sum(published.map(({ rows }) => rows))));
}

/** Rows of which a vector would be a hundred megabytes. */
const WIDE = 64 << 10;

/** DuckDB collects what a filter or a join leaves of several vectors until it has a whole one: too much of wide rows. */
export async function expectRows(connection: DuckDBConnection, rowBytes: number): Promise<void> {
  await connection.run(`SET enable_caching_operators = ${rowBytes < WIDE}`);
}

/** A file that was cut back to its last checkpoint may be empty. */
function average(bytes: number, rows: number): number {
  return Math.ceil(bytes / Math.max(1, rows));
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
