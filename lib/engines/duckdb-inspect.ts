/** What published files say of themselves. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Partitioning } from '../core/types.ts';
import { Observation } from '../rows/observation.ts';
import { RowColumns, type StoredColumn } from '../rows/row-columns.ts';
import { quotePath } from './duckdb-quote.ts';
import { readParquet } from './duckdb-read.ts';
import { wholeColumnType } from './duckdb-types.ts';
import type { PublishedFile, PublishedPart } from './engine.ts';

/** What millrace writes into the metadata of a file. */
interface Metadata {
  readonly columns: readonly StoredColumn[];
  /** For a file of a table that is spread over several. */
  readonly layout?: Partitioning;
  readonly part?: string;
}

export async function readFacts(connection: DuckDBConnection, path: string): Promise<PublishedFile> {
  const file = quotePath(path);
  const [counted] = await rowsOf(connection, `SELECT num_rows FROM parquet_file_metadata(${file})`);
  const described = await rowsOf(connection, `DESCRIBE SELECT * FROM ${readParquet(path)}`);
  const [metadata] = await rowsOf(connection, metadataOf(file));
  const columns = new RowColumns();
  if (metadata !== undefined) {
    columns.merge((JSON.parse(String(metadata['value'])) as Metadata).columns);
  } else {
    for (const row of described) {
      columns.at(String(row['column_name'])).merge(Observation.ofType(wholeColumnType(String(row['column_type']))));
    }
  }
  return { path, rows: Number(counted?.['num_rows']), columns: columns.columns, stored: columns.toJSON() };
}

export async function readParts(
  connection: DuckDBConnection,
  paths: readonly string[],
): Promise<readonly PublishedPart[]> {
  const files = `[${paths.map(quotePath).join(', ')}]`;
  const counted = await rowsOf(connection, `SELECT file_name, num_rows FROM parquet_file_metadata(${files})`);
  const found = await rowsOf(connection, metadataOf(files));
  const metadata = new Map(found.map((row) => [row['file_name'], JSON.parse(String(row['value'])) as Metadata]));
  return counted.map((row): PublishedPart => {
    const path = String(row['file_name']);
    const { columns: stored, layout, part } = metadata.get(path) ?? {};
    if (stored === undefined || layout === undefined || part === undefined) {
      throw new Error(`${path} is no file of a table with partition_by`);
    }
    const columns = new RowColumns();
    columns.merge(stored);
    return { path, rows: Number(row['num_rows']), columns: columns.columns, stored, layout, part };
  });
}

function metadataOf(files: string): string {
  return `SELECT file_name, decode(value) AS value FROM parquet_kv_metadata(${files}) WHERE decode(key) = 'millrace'`;
}

export async function rowsOf(connection: DuckDBConnection, sql: string): Promise<Record<string, unknown>[]> {
  return (await connection.runAndReadAll(sql)).getRowObjects();
}
