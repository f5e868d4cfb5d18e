/** Reading the published file of a table. */
import type { Column } from '../rows/column-type.ts';
import { castSql } from './duckdb-cast.ts';
import { quoteName, quotePath, quoteText } from './duckdb-quote.ts';
import type { PublishedFile, PublishedPart } from './engine.ts';

/** Folders such as `day=5` on the way to a file are no columns of it. */
export const NO_HIVE = 'hive_partitioning = false';

/** Reads a Parquet file with the columns that it has itself. */
export function readParquet(path: string): string {
  return `read_parquet(${quotePath(path)}, ${NO_HIVE})`;
}

/** A column of the new file as the published one has it. */
export function publishedValue(published: PublishedFile, columns: readonly Column[], name: string): string {
  const { type } = columns.find((column) => column.name === name)!;
  const constant = constantOf(published, name);
  if (constant === null) return castSql('NULL', { kind: 'null' }, type);
  if (constant !== undefined) return castSql(quoteText(constant), { kind: 'string' }, type);
  const before = published.columns.find((column) => column.name === name);
  return castSql(quoteName(name), before?.type ?? { kind: 'null' }, type);
}

/** The value of a partition column, which is not in the file. */
function constantOf(published: PublishedFile, name: string): string | null | undefined {
  const { layout, part } = published as Partial<PublishedPart>;
  if (layout === undefined || !('columns' in layout)) return undefined;
  const i = layout.columns.indexOf(name);
  return i < 0 ? undefined : (JSON.parse(part!) as (string | null)[])[i];
}

/** Expressions over the rows of all files of a table. */
export function fromAll(files: readonly PublishedFile[], select: (file: PublishedFile, i: number) => string): string {
  return `(${files.map((file, i) => `SELECT ${select(file, i)} FROM ${readParquet(file.path)}`).join(' UNION ALL ')})`;
}
