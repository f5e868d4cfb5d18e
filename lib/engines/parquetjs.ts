import { MillraceError, SinkError } from '../core/errors.ts';
import { json } from '../decoders/json.ts';
import { readLines } from '../files/read-lines.ts';
import type { Column } from '../rows/column-type.ts';
import type { RowFiles } from '../rows/row-files.ts';
import type { Engine, PublishedFile, StagedFile, WriteTask, Written } from './engine.ts';
import { inspectFile, rowCount, storedRows } from './hyparquet-file.ts';
import { fetchedRow, storedRow, type StoredRow } from './parquet-values.ts';
import { ParquetFileWriter } from './parquetjs-writer.ts';
import { keyText } from './row-keys.ts';
import { standingRows } from './standing-rows.ts';

/**
 * parquetjs-lite, for places where a native library is not wanted. Slower than DuckDB, its files are larger, and the
 * keys of a table have to fit into memory. What it cannot write exactly it refuses.
 */
export class ParquetJsEngine implements Engine {
  readonly name = 'parquetjs';

  async inspect(path: string): Promise<PublishedFile> {
    return named(`cannot read ${path}`, () => inspectFile(path));
  }

  /** There is nothing to gain by reading ahead. */
  async stage(files: RowFiles): Promise<StagedFile> {
    return Promise.resolve({ source: files.paths[0]!, path: files.paths[0]!, rows: 0, columns: files.columns });
  }

  async write(task: WriteTask): Promise<Written> {
    return named(`cannot write ${task.target}`, async () => {
      if (task.history !== undefined) throw refused('write_disposition merge with strategy scd2');
      const { columns, stored, incoming, published, replaced } = task;
      const came = () => journalRows(incoming, columns);
      const before = () => publishedRows(published, columns);
      const gone = () => journalRows(replaced, columns);
      const standing = await standingRows(task, came, before, gone);
      const writer = await ParquetFileWriter.create(task.target, columns);
      let line = 0;
      for await (const row of came()) if (standing.lines.has(line++) && !isDeleted(row, task)) await writer.append(row);
      for await (const row of before()) if (standing.goesOn(row)) await writer.append(row);
      await writer.close(JSON.stringify({ version: 1, columns: stored }));
      return { rows: writer.rows, duplicates: standing.incoming - standing.lines.size };
    });
  }

  async inspectParts(paths: readonly string[]): Promise<never[]> {
    if (paths.length === 0) return [];
    return Promise.reject(refused('partition_by'));
  }

  async writeParts(): Promise<never> {
    return Promise.reject(refused('partition_by'));
  }

  async verify(path: string, key: readonly string[]): Promise<{ rows: number; keys: number }> {
    return named(`cannot read ${path} back`, async () => {
      const rows = await rowCount(path);
      if (key.length === 0) return { rows, keys: rows };
      const keys = new Set<string>();
      for await (const batch of storedRows(path, key)) for (const row of batch) keys.add(keyText(row, key));
      return { rows, keys: keys.size };
    });
  }

  async close(): Promise<void> {
    return Promise.resolve();
  }
}

/** The rows of journal files, in order, as they are stored. */
async function* journalRows(files: RowFiles | undefined, columns: readonly Column[]): AsyncGenerator<StoredRow> {
  for (const path of files?.paths ?? []) {
    for await (const line of readLines(path)) yield storedRow(json.decode(line) as StoredRow, columns);
  }
}

/** The rows of the published file as they are stored in the new one. */
async function* publishedRows(
  published: PublishedFile | undefined,
  columns: readonly Column[],
): AsyncGenerator<StoredRow> {
  if (published === undefined) return;
  for await (const batch of storedRows(published.path)) {
    for (const row of batch) yield storedRow(fetchedRow(row, published.columns, columns), columns);
  }
}

function isDeleted(row: StoredRow, { deleted, columns }: WriteTask): boolean {
  if (deleted === undefined) return false;
  const value = row[deleted];
  const isFlag = columns.find(({ name }) => name === deleted)?.type.kind === 'bool';
  return isFlag ? value === true : value !== null && value !== undefined;
}

function refused(what: string): SinkError {
  return new SinkError(`the engine parquetjs has no ${what}`, { fix: 'use --engine duckdb' });
}

async function named<T>(failure: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof MillraceError) throw cause;
    throw new SinkError(`${failure}: ${(cause as Error).message}`, {
      fix: 'use --engine duckdb; the published files are untouched',
      cause,
    });
  }
}
