/** Reads Parquet files without a native library. */
import type { FileMetaData, ParquetParsers, SchemaElement } from 'hyparquet';
import { SinkError } from '../core/errors.ts';
import type { ColumnType } from '../rows/column-type.ts';
import { Observation } from '../rows/observation.ts';
import { RowColumns, type StoredColumn } from '../rows/row-columns.ts';
import type { PublishedFile } from './engine.ts';
import type { StoredRow } from './parquet-values.ts';

/** Rows are read this many at a time. */
const BATCH = 50_000;

/** As they are stored: a Date has no microseconds. */
const PARSERS: Partial<ParquetParsers> = {
  timestampFromMilliseconds: (millis) => millis * 1000n,
  timestampFromMicroseconds: (micros) => micros,
  timestampFromNanoseconds: (nanos) => nanos / 1000n,
  dateFromDays: (days) => days,
};

async function open(path: string) {
  const [{ asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, parquetSchema }, { compressors }] =
    await Promise.all([import('hyparquet'), import('hyparquet-compressors')]);
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file);
  return { file, metadata, compressors, parquetReadObjects, parquetSchema };
}

export async function inspectFile(path: string): Promise<PublishedFile> {
  const { metadata, parquetSchema } = await open(path);
  const columns = new RowColumns();
  const own = metadata.key_value_metadata?.find(({ key }) => key === 'millrace')?.value;
  if (own === undefined) {
    for (const { element, children } of parquetSchema(metadata).children) {
      if (children.length > 0) throw foreign(path, element.name);
      columns.at(element.name).merge(Observation.ofType(typeOf(element)));
    }
  } else {
    columns.merge((JSON.parse(own) as { columns: readonly StoredColumn[] }).columns);
  }
  return { path, rows: Number(metadata.num_rows), columns: columns.columns, stored: columns.toJSON() };
}

/** The rows of a file, batch by batch, their values as they are stored. Decimals are refused: they would be rounded. */
export async function* storedRows(path: string, columns?: readonly string[]): AsyncGenerator<readonly StoredRow[]> {
  const { file, metadata, compressors, parquetReadObjects } = await open(path);
  refuseDecimals(path, metadata);
  for (let rowStart = 0; rowStart < Number(metadata.num_rows); rowStart += BATCH) {
    yield await parquetReadObjects({
      file,
      metadata,
      compressors,
      parsers: PARSERS,
      // Bytes are no text.
      utf8: false,
      rowStart,
      rowEnd: Math.min(rowStart + BATCH, Number(metadata.num_rows)),
      ...(columns && { columns: [...columns] }),
    });
  }
}

export async function rowCount(path: string): Promise<number> {
  return Number((await open(path)).metadata.num_rows);
}

function refuseDecimals(path: string, { schema }: FileMetaData): void {
  const decimal = schema.find(({ converted_type: type }) => type === 'DECIMAL');
  if (decimal === undefined) return;
  throw new SinkError(`the engine parquetjs cannot read the decimals of column "${decimal.name}" in ${path} exactly`, {
    fix: 'use --engine duckdb',
  });
}

function foreign(path: string, name: string): SinkError {
  return new SinkError(`the engine parquetjs cannot go on from column "${name}" of ${path}, which it did not write`, {
    fix: 'use --engine duckdb, or move the file away',
  });
}

function typeOf({ type, converted_type: converted, logical_type: logical }: SchemaElement): ColumnType {
  if (converted === 'DATE') return { kind: 'date' };
  if (converted === 'TIME_MICROS' || logical?.type === 'TIME') return { kind: 'time' };
  if (converted?.startsWith('TIMESTAMP') || logical?.type === 'TIMESTAMP') return { kind: 'timestamp' };
  switch (type) {
    case 'BOOLEAN':
      return { kind: 'bool' };
    case 'INT32':
    case 'INT64':
      return { kind: 'int64' };
    case 'FLOAT':
    case 'DOUBLE':
      return { kind: 'double' };
    case 'BYTE_ARRAY':
      return { kind: converted === undefined && logical === undefined ? 'binary' : 'string' };
    default:
      return { kind: 'string' };
  }
}
