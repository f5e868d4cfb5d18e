import { rm } from 'node:fs/promises';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { SinkError } from '../core/errors.ts';
import { Observation } from '../rows/observation.ts';
import { RowColumns, type StoredColumn } from '../rows/row-columns.ts';
import { columnTypeOf } from './duckdb-types.ts';
import { quoteName, quoteText, stageRows, standingRows, writeFile } from './duckdb-sql.ts';
import type { Engine, PublishedFile, WriteTask, Written } from './engine.ts';

export interface DuckDbOptions {
  /** Where DuckDB spills what does not fit into memory; a folder of its own. */
  readonly spillFolder: string;
  /** How much memory DuckDB may take, in its own words, e.g. `512MB`. */
  readonly memoryLimit?: string;
}

/**
 * DuckDB, embedded. The library is loaded and the database opened by the first call, so that a run which fails
 * before it publishes anything does not wait for it; `warmUp` starts that early.
 */
export class DuckDbEngine implements Engine {
  readonly name = 'duckdb';
  readonly #options: DuckDbOptions;
  #instance: Promise<DuckDBInstance> | undefined;

  constructor(options: DuckDbOptions) {
    this.#options = options;
  }

  /** Loads DuckDB in the background. A failure shows in the first call that needs it. */
  warmUp(): void {
    this.#open().catch(() => undefined);
  }

  async inspect(path: string): Promise<PublishedFile> {
    return this.#connected(async (connection) => {
      const file = quoteText(path);
      const [counted] = await rowsOf(connection, `SELECT num_rows FROM parquet_file_metadata(${file})`);
      const described = await rowsOf(connection, `DESCRIBE SELECT * FROM read_parquet(${file})`);
      const metadata = await rowsOf(
        connection,
        `SELECT decode(value) AS value FROM parquet_kv_metadata(${file}) WHERE decode(key) = 'millrace'`,
      );
      const columns = new RowColumns();
      if (metadata[0] !== undefined) {
        columns.merge((JSON.parse(String(metadata[0]['value'])) as { columns: readonly StoredColumn[] }).columns);
      } else {
        for (const row of described) {
          columns.at(String(row['column_name'])).merge(Observation.ofType(columnTypeOf(String(row['column_type']))));
        }
      }
      return { path, rows: Number(counted?.['num_rows']), columns: columns.columns, stored: columns.toJSON() };
    }, `cannot read ${path}`);
  }

  async write(task: WriteTask): Promise<Written> {
    return this.#connected(async (connection) => {
      const stage = task.incoming.paths.length > 0 ? `${task.target}.stage` : undefined;
      try {
        let duplicates = 0;
        if (stage !== undefined) {
          const staged = await changes(connection, stageRows(task.incoming, task.columns, stage));
          await connection.run(standingRows(stage, task));
          const [standing] = await rowsOf(connection, 'SELECT count(*) AS n FROM standing');
          duplicates = staged - Number(standing?.['n']);
        }
        const rows = await changes(connection, writeFile(stage, task));
        return { rows, duplicates };
      } finally {
        if (stage !== undefined) await rm(stage, { force: true });
      }
    }, `cannot write ${task.target}`);
  }

  async verify(path: string, key: readonly string[]): Promise<{ rows: number; keys: number }> {
    return this.#connected(async (connection) => {
      const keys = key.length === 0 ? 'count(*)' : `count(DISTINCT ${keyExpression(key)})`;
      const [counted] = await rowsOf(
        connection,
        `SELECT count(*) AS rows, ${keys} AS keys FROM read_parquet(${quoteText(path)})`,
      );
      return { rows: Number(counted?.['rows']), keys: Number(counted?.['keys']) };
    }, `cannot read ${path} back`);
  }

  async close(): Promise<void> {
    const instance = await this.#instance?.catch(() => undefined);
    instance?.closeSync();
    await rm(this.#options.spillFolder, { recursive: true, force: true });
  }

  #open(): Promise<DuckDBInstance> {
    this.#instance ??= import('@duckdb/node-api').then(({ DuckDBInstance }) =>
      DuckDBInstance.create(':memory:', {
        memory_limit: this.#options.memoryLimit ?? '512MB',
        temp_directory: this.#options.spillFolder,
        // Everything millrace needs is built in; nothing is ever downloaded.
        autoinstall_known_extensions: 'false',
      }),
    );
    return this.#instance;
  }

  async #connected<T>(work: (connection: DuckDBConnection) => Promise<T>, failure: string): Promise<T> {
    let connection: DuckDBConnection | undefined;
    try {
      connection = await (await this.#open()).connect();
      await connection.run("SET TimeZone = 'UTC'");
      return await work(connection);
    } catch (cause) {
      throw new SinkError(`${failure}: ${firstLine(cause)}`, { cause, fix: fixFor(cause) });
    } finally {
      connection?.closeSync();
    }
  }
}

function keyExpression(key: readonly string[]): string {
  return key.length === 1 ? quoteName(key[0]!) : `(${key.map(quoteName).join(', ')})`;
}

async function rowsOf(connection: DuckDBConnection, sql: string): Promise<Record<string, unknown>[]> {
  return (await connection.runAndReadAll(sql)).getRowObjects();
}

/** Runs a statement that writes rows and returns how many. */
async function changes(connection: DuckDBConnection, sql: string): Promise<number> {
  const [row] = (await connection.runAndReadAll(sql)).getRows();
  return Number(row?.[0]);
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0]!;
}

function fixFor(error: unknown): string | undefined {
  const message = error instanceof Error ? error.message : '';
  if (/No space left|disk.*full/i.test(message)) return 'make room on the disk; the published files are untouched';
  if (/Permission denied/i.test(message)) return 'make the folder writable, or choose another one with --out';
  if (/Out of Memory/i.test(message)) return 'close other programs, or publish fewer columns or rows at a time';
  return undefined;
}
