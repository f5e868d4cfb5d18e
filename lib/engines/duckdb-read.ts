/** Reading the published file of a table. */
import type { Column } from '../rows/column-type.ts';
import { castSql } from './duckdb-cast.ts';
import { quoteName, quotePath } from './duckdb-quote.ts';
import type { PublishedFile } from './engine.ts';

/** Folders such as `day=5` on the way to a file are no columns of it. */
export const NO_HIVE = 'hive_partitioning = false';

/** Reads a Parquet file with the columns that it has itself. */
export function readParquet(path: string): string {
  return `read_parquet(${quotePath(path)}, ${NO_HIVE})`;
}

/** A column of the new file as the published one has it. */
export function publishedValue(published: PublishedFile, columns: readonly Column[], name: string): string {
  const before = published.columns.find((column) => column.name === name);
  const { type } = columns.find((column) => column.name === name)!;
  return castSql(quoteName(name), before?.type ?? { kind: 'null' }, type);
}
