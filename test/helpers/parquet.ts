import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, type SchemaElement } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import type { ReadRow } from './read-parquet.ts';

/**
 * All rows of a Parquet file with no digit lost, by a reader that shares no code with the writer: int64 and decimals
 * as `bigint`, instants and dates as ISO text with microseconds.
 */
export async function exactRows(path: string): Promise<ReadRow[]> {
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file);
  const decimals = metadata.schema.filter((element) => element.converted_type === 'DECIMAL');
  for (const element of decimals) asBytes(element);
  const rows = await parquetReadObjects({ file, metadata, compressors, utf8: false, parsers: PARSERS });
  return rows.map((row) => exact(row) as ReadRow);
}

const PARSERS = {
  timestampFromMicroseconds: (micros: bigint) => {
    const seconds = new Date(Number(micros / 1_000_000n) * 1000).toISOString().slice(0, 19);
    return `${seconds}.${String(micros % 1_000_000n).padStart(6, '0')}Z`;
  },
  dateFromDays: (days: number) => new Date(days * 86_400_000).toISOString().slice(0, 10),
};

/** hyparquet would make a number of it. */
function asBytes(element: SchemaElement): void {
  delete element.converted_type;
  delete element.logical_type;
}

function exact(value: unknown): unknown {
  if (value instanceof Uint8Array) return bigEndian(value);
  if (Array.isArray(value)) return value.map(exact);
  if (typeof value !== 'object' || value === null) return value ?? null;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, exact(field)]));
}

function bigEndian(bytes: Uint8Array): bigint {
  return BigInt.asIntN(bytes.length * 8, BigInt(`0x${Buffer.from(bytes).toString('hex')}`));
}

/** Rows in the order of a column that tells them apart. */
export function sortedBy(rows: readonly ReadRow[], name = 'id'): ReadRow[] {
  const text = (row: ReadRow) => String(row[name]).padStart(20, ' ');
  return [...rows].sort((a, b) => (text(a) < text(b) ? -1 : 1));
}
