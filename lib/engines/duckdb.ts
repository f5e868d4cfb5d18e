import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { availableParallelism } from 'node:os';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { SinkError } from '../core/errors.ts';
import type { Column } from '../rows/column-type.ts';
import type { RowFiles } from '../rows/row-files.ts';
import { fileType, readType } from './duckdb-types.ts';
import { quoteName } from './duckdb-quote.ts';
import { readFacts, readParts, rowsOf } from './duckdb-inspect.ts';
import { expectRows, rowsIn, rowSizeOf } from './duckdb-row-size.ts';
import { writtenBy } from './duckdb-stats.ts';
import { FRESH_PARTS, freshRows, touchedParts, writePart } from './duckdb-parts.ts';
import { readParquet } from './duckdb-read.ts';
import { goneRows, repeatedKeys, stageRows, writeFile, type Stage } from './duckdb-sql.ts';
import type {
  Engine,
  PartsTask,
  PublishedFile,
  PublishedPart,
  StagedFile,
  WriteTask,
  WrittenPart,
  Written,
} from './engine.ts';

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
    return this.#connected((connection) => readFacts(connection, path), `cannot read ${path}`);
  }

  async stage(files: RowFiles): Promise<StagedFile> {
    return this.#connected(
      async (connection) => {
        // The other processors are for those who fetch the rows that are still to come.
        await connection.run('SET threads = 1');
        return stageFile(connection, files);
      },
      `cannot read the journal ${files.paths.join(', ')}`,
    );
  }

  async write(task: WriteTask): Promise<Written> {
    return this.#connected(async (connection) => {
      await connection.run(`SET threads = ${availableParallelism()}`);
      const files = await stageAll(connection, task);
      const published = task.published ? [task.published] : [];
      const size = await rowSizeOf(connection, files, published);
      await expectRows(connection, size);
      if (files.length === 0) {
        return { ...(await writtenBy(connection, writeFile(undefined, task, true, size))), duplicates: 0 };
      }
      const stage = stageOf(files);
      const gone = await findGone(connection, stage, files, task, published);
      return { ...(await writtenBy(connection, writeFile(stage, task, gone.duplicates === 0, size))), ...gone };
    }, `cannot write ${task.target}`);
  }

  async inspectParts(paths: readonly string[]): Promise<readonly PublishedPart[]> {
    if (paths.length === 0) return [];
    return this.#connected(
      (connection) => readParts(connection, paths),
      `cannot read the files of ${dirname(paths[0]!)}`,
    );
  }

  async writeParts(task: PartsTask): ReturnType<Engine['writeParts']> {
    return this.#connected(async (connection) => {
      await connection.run(`SET threads = ${availableParallelism()}`);
      const files = await stageAll(connection, task);
      const size = await rowSizeOf(connection, files, task.published);
      await expectRows(connection, size);
      const stage = files.length === 0 ? undefined : stageOf(files);
      const gone =
        stage === undefined ? { duplicates: 0 } : await findGone(connection, stage, files, task, task.published);
      const changed = new Set([...task.stale, ...(task.all ? task.published.map(({ part }) => part) : [])]);
      if (stage !== undefined) {
        await connection.run(freshRows(stage, task));
        for (const row of await rowsOf(connection, FRESH_PARTS)) changed.add(String(row['part']));
      }
      const touched = task.published.length === 0 ? undefined : touchedParts(stage, task);
      if (touched !== undefined) {
        for (const row of await rowsOf(connection, touched)) changed.add(task.published[Number(row['i'])]!.part);
      }
      const parts: WrittenPart[] = [];
      for (const part of changed) {
        const target = `${task.target}.${parts.length}`;
        const before = task.published.find((file) => file.part === part);
        parts.push({
          part,
          path: target,
          ...(await writtenBy(connection, writePart(stage, task, { part, target, before }, size))),
        });
      }
      return { parts, ...gone };
    }, `cannot write ${task.target}`);
  }

  async verify(path: string, key: readonly string[]): Promise<{ rows: number; keys: number }> {
    return this.#connected(async (connection) => {
      const file = readParquet(path);
      const [counted] = await rowsOf(connection, `SELECT count(*) AS n FROM ${file}`);
      const total = Number(counted?.['n']);
      if (key.length === 0) return { rows: total, keys: total };
      const names = key.map(quoteName).join(', ');
      const slices = slicesFor(total);
      const found = { rows: 0, keys: 0 };
      for (let i = 0; i < slices; i++) {
        // Groups are spilled to disk where they do not fit into memory, which `count(DISTINCT ...)` does not do.
        const groups = `SELECT count(*) AS n FROM ${file} WHERE hash(${names}) % ${slices} = ${i} GROUP BY ${names}`;
        const [slice] = await rowsOf(
          connection,
          `SELECT coalesce(sum(n), 0) AS rows, count(*) AS keys FROM (${groups})`,
        );
        found.rows += Number(slice?.['rows']);
        found.keys += Number(slice?.['keys']);
      }
      return found;
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

/** Every incoming file as a stage, those that were read ahead as they are. */
async function stageAll(
  connection: DuckDBConnection,
  { incoming, staged, columns }: Pick<WriteTask, 'incoming' | 'staged' | 'columns'>,
): Promise<readonly StagedFile[]> {
  const files: StagedFile[] = [];
  for (const source of incoming.paths) {
    const ahead = staged?.find((file) => file.source === source && stillFits(file, columns));
    files.push(ahead ?? (await stageFile(connection, { ...incoming, paths: [source], columns })));
  }
  return files;
}

function stageOf(files: readonly StagedFile[]): Stage {
  return { paths: files.map(({ path }) => path), columns: Math.max(...files.map(({ columns }) => columns.length)) };
}

/** How many keys of rows that do not stand are told. */
const EXAMPLES = 5;

/** Finds the staged rows that do not stand. */
async function findGone(
  connection: DuckDBConnection,
  stage: Stage,
  files: readonly StagedFile[],
  task: Pick<WriteTask, 'unique' | 'columns'>,
  published: readonly PublishedFile[],
): Promise<Pick<Written, 'duplicates' | 'repeated'>> {
  const slices = slicesFor(rowsIn(files));
  for (const statement of goneRows(stage, task, published, slices)) await connection.run(statement);
  const [gone] = await rowsOf(connection, 'SELECT count(*) AS n FROM gone');
  const duplicates = Number(gone?.['n']);
  if (duplicates === 0 || task.unique.by !== 'key') return { duplicates };
  const keys = await rowsOf(connection, repeatedKeys(stage, task.columns, task.unique.key, EXAMPLES));
  return { duplicates, repeated: keys.map((row) => String(row['key'])) };
}

/** Each slice reads the keys of all rows again; beyond this many, larger slices that are spilled take less time. */
const MOST_SLICES = 16;

/** In how many slices rows are compared, so that the keys of one take some ten megabytes. */
function slicesFor(rows: number): number {
  return Math.min(MOST_SLICES, Math.max(1, Math.ceil(rows / 250_000)));
}

/** The staged file lies beside the journal file, and goes with it. */
async function stageFile(connection: DuckDBConnection, files: RowFiles): Promise<StagedFile> {
  const source = files.paths[0]!;
  const path = `${source}.stage`;
  const rows = await changes(connection, stageRows(files, path));
  return { source, path, rows, columns: files.columns };
}

/** Whether the columns of a staged file are still what they were; further ones do not matter. */
function stillFits(file: StagedFile, columns: readonly Column[]): boolean {
  return file.columns.every(({ type }, i) => {
    const now = columns[i]!.type;
    return readType(now) === readType(type) && fileType(now) === fileType(type);
  });
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
