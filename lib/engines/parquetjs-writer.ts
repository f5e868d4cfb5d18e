// oxlint-disable-next-line typescript/triple-slash-reference -- the types are found wherever the file is compiled from
/// <reference path="./parquetjs-lite.d.ts" />
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { ParquetWriter } from 'parquetjs-lite';
import type { Column, ColumnType } from '../rows/column-type.ts';
import { fieldsOf } from './parquetjs-columns.ts';
import type { StoredRow } from './parquet-values.ts';

/** A row group is kept in memory until it is written. */
const ROW_GROUP = 50_000;

/** Values come as they are stored, so that parquetjs-lite has nothing to convert: it would round and refuse some. */
const EXACT = ['INT64', 'TIMESTAMP_MICROS', 'DATE'];

/** Writes one Parquet file, row by row. */
export class ParquetFileWriter {
  readonly #writer: ParquetWriter;
  readonly #failed: Promise<never>;
  readonly #columns: readonly Column[];
  #rows = 0;

  private constructor(writer: ParquetWriter, failed: Promise<never>, columns: readonly Column[]) {
    this.#writer = writer;
    this.#failed = failed;
    this.#columns = columns;
  }

  static async create(path: string, columns: readonly Column[]): Promise<ParquetFileWriter> {
    const [{ default: parquet }, { default: types }] = await Promise.all([
      import('parquetjs-lite'),
      import('parquetjs-lite/lib/types.js'),
    ]);
    for (const name of EXACT) types.PARQUET_LOGICAL_TYPES[name]!.toPrimitive = (value) => value;
    const schema = new parquet.ParquetSchema(fieldsOf(columns));
    const stream = createWriteStream(path);
    // Without page indexes, which it writes without their required parts, and with pages that every reader knows.
    const options = { useDataPageV2: false, pageIndex: false, rowGroupSize: ROW_GROUP };
    const failed = finished(stream).then(() => new Promise<never>(() => undefined));
    failed.catch(() => undefined);
    return new ParquetFileWriter(await parquet.ParquetWriter.openStream(schema, stream, options), failed, columns);
  }

  get rows(): number {
    return this.#rows;
  }

  async append(row: StoredRow): Promise<void> {
    this.#rows += 1;
    await asError(this.#writer.appendRow(shaped(row, this.#columns)));
  }

  async close(metadata: string): Promise<void> {
    this.#writer.setMetadata('millrace', metadata);
    // It waits for ever for the end of a stream that has failed.
    await asError(Promise.race([this.#writer.close(), this.#failed]));
  }
}

/** parquetjs-lite throws texts. */
async function asError<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof Error ? error : new Error(String(error));
  }
}

/** Lists in the three levels of Parquet. */
function shaped(row: StoredRow, columns: readonly Column[]): StoredRow {
  const shapes = Object.create(null) as StoredRow;
  for (const { name, type } of columns) shapes[name] = shapedValue(row[name], type);
  return shapes;
}

function shapedValue(value: unknown, type: ColumnType): unknown {
  if (value === null || value === undefined) return null;
  if (type.kind === 'struct') return shaped(value as StoredRow, type.fields);
  if (type.kind !== 'list') return value;
  const list = (value as readonly unknown[]).map((item) => ({ element: shapedValue(item, type.element) }));
  return { list };
}
