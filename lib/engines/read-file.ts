/** Reads Parquet and CSV files in batches, whatever their size. */
import type { DuckDBType, DuckDBValue, DuckDBValueConverter } from '@duckdb/node-api';
import type { Row } from '../core/types.ts';
import { instantText } from '../rows/instant-text.ts';
import { quotePath } from './duckdb-quote.ts';

const READERS = {
  '.parquet': (path: string) => `read_parquet(${quotePath(path)})`,
  // Text as it stands in the file: what looks like a number may be a key with zeros in front.
  '.csv': (path: string) => `read_csv(${quotePath(path)}, header = true, all_varchar = true)`,
  '.tsv': (path: string) => `read_csv(${quotePath(path)}, header = true, all_varchar = true, delim = '\\t')`,
} as const;

export const TABLE_ENDINGS: readonly string[] = Object.keys(READERS);

/**
 * The rows of a file, some thousand at a time. Integers beyond 2^53 are `bigint`, times are ISO 8601, the values of a
 * CSV file are text, and an empty one is null.
 *
 * @param ending one of `TABLE_ENDINGS`
 */
export async function* readTable(path: string, ending: string): AsyncGenerator<readonly Row[]> {
  const { DuckDBInstance, DuckDBTimestampTZValue, DuckDBTimestampValue, JsonDuckDBValueConverter } =
    await import('@duckdb/node-api');
  const plain: DuckDBValueConverter<unknown> = (value: DuckDBValue, type: DuckDBType, converter) => {
    if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
    if (value instanceof DuckDBTimestampTZValue) return `${instantText(value.micros)}Z`;
    if (value instanceof DuckDBTimestampValue) return instantText(value.micros);
    return (JsonDuckDBValueConverter as DuckDBValueConverter<unknown>)(value, type, converter);
  };
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '1',
    memory_limit: '256MB',
    autoinstall_known_extensions: 'false',
  });
  try {
    const connection = await instance.connect();
    const result = await connection.stream(`SELECT * FROM ${READERS[ending as keyof typeof READERS](path)}`);
    for await (const rows of result.yieldConvertedRowObjects(plain)) yield rows;
  } finally {
    instance.closeSync();
  }
}
