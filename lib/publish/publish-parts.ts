/** Publishing tables that are spread over several files. */
import { isDeepStrictEqual } from 'node:util';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SinkError } from '../core/errors.ts';
import type { Partitioning, ResourceInfo } from '../core/types.ts';
import type { Engine, PublishedFile, PublishedPart, StagedFile, WriteTask } from '../engines/engine.ts';
import type { Folders } from '../files/folders.ts';
import { RowColumns } from '../rows/row-columns.ts';
import { checkContent } from './check-content.ts';
import { moveOf, removeFinished, type Move } from './moves.ts';
import { makeFolderFor, partFiles, partPath } from './part-paths.ts';

/** A published table with its files, as the publish step looks at it. */
export interface PublishedTable extends PublishedFile {
  readonly parts: readonly PublishedPart[];
}

/** Reads the files of a table, `undefined` where there are none. Throws a `SinkError` where they are spread otherwise. */
export async function tableBefore(
  engine: Engine,
  path: string,
  { name }: ResourceInfo,
  layout: Partitioning,
): Promise<PublishedTable | undefined> {
  const parts = await engine.inspectParts(await partFiles(path));
  if (parts.length === 0) return undefined;
  if (parts.some((part) => !isDeepStrictEqual(part.layout, layout))) {
    throw new SinkError(`${path} was published with another partition_by, ${JSON.stringify(parts[0]!.layout)}`, {
      resource: name,
      setting: `resources.${name}.partition_by`,
      fix: 'set it back, move the folder away, or set table_name to publish beside it',
    });
  }
  const columns = new RowColumns();
  for (const { stored } of parts) columns.merge(stored);
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  return { path, rows, columns: columns.columns, stored: columns.toJSON(), parts };
}

export interface WrittenTable {
  readonly moves: readonly Move[];
  readonly rows: number;
  readonly bytes: number;
  readonly duplicates: number;
  readonly repeated?: readonly string[] | undefined;
}

/** Writes the files of a table that change beside the old ones, and reads them back. Throws a `SinkError`. */
export async function writeTable(
  engine: Engine,
  folders: Folders,
  resource: ResourceInfo,
  task: Omit<WriteTask, 'target'> & { readonly staged: readonly StagedFile[] },
  layout: Partitioning,
  before: PublishedTable | undefined,
): Promise<WrittenTable> {
  const folder = join(folders.out, resource.table);
  checkColumns(resource, task, layout);
  // Where nothing goes on, the files of before are emptied, those without new rows as well.
  const goingOn = task.published === undefined ? [] : (before?.parts ?? []);
  const stale = task.published === undefined ? (before?.parts ?? []).map(({ part }) => part) : [];
  const all = goingOn.some((part) => !isDeepStrictEqual(part.stored, task.stored));
  const target = join(folders.temporary, `${resource.table}.part`);
  const moves: Move[] = [];
  const written = new Map<string, { rows: number; bytes: number }>();
  let duplicates = 0;
  let repeated: readonly string[] | undefined;
  try {
    const result = await engine.writeParts({ ...task, target, layout, published: goingOn, stale, all });
    ({ duplicates, repeated } = result);
    const names = task.columns.map(({ name }) => name).filter((name) => !isInPath(layout, name));
    const key = task.unique.by === 'key' ? task.unique.key.filter((name) => !isInPath(layout, name)) : [];
    for (const { part, path, rows, leaves } of result.parts) {
      const place = join(folder, partPath(layout, part));
      const found = await engine.verify(path, key);
      const rowKeys = key.length === 0 && task.unique.by === 'key' ? Math.min(1, found.rows) : found.keys;
      if (found.rows !== rows || (task.unique.by === 'key' && rowKeys !== rows)) {
        throw new SinkError(
          `${place} was not replaced: ${rows} rows were written, ${found.rows} rows with ${rowKeys} keys were read back`,
          { resource: resource.name, fix: 'run it again, and report this with the files in _millrace/journal' },
        );
      }
      await checkContent(path, place, { rows, leaves }, names);
      await makeFolderFor(place);
      const move = await moveOf(path, place);
      moves.push(move);
      written.set(part, { rows, bytes: move.bytes });
    }
  } catch (error) {
    await removeFinished(moves);
    await removeNumbered(target);
    throw error;
  }
  const kept = (before?.parts ?? []).filter(({ part }) => !written.has(part));
  const sizes = await Promise.all(kept.map(async ({ path }) => (await stat(path)).size));
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
  return {
    moves,
    duplicates,
    repeated,
    rows: sum([...kept.map(({ rows }) => rows), ...[...written.values()].map(({ rows }) => rows)]),
    bytes: sum([...sizes, ...[...written.values()].map(({ bytes }) => bytes)]),
  };
}

function isInPath(layout: Partitioning, name: string): boolean {
  return 'columns' in layout && layout.columns.includes(name);
}

const SPREADABLE = new Set(['null', 'bool', 'int64', 'decimal', 'string', 'date', 'timestamp']);

function checkColumns({ name }: ResourceInfo, { columns }: Pick<WriteTask, 'columns'>, layout: Partitioning): void {
  if (!('columns' in layout)) return;
  const refuse = (message: string, fix: string): never => {
    throw new SinkError(message, { resource: name, setting: `resources.${name}.partition_by`, fix });
  };
  for (const wanted of layout.columns) {
    const type = columns.find((column) => column.name === wanted)?.type.kind;
    if (type === undefined) refuse(`no row has the column "${wanted}"`, 'name columns of the rows');
    else if (!SPREADABLE.has(type)) {
      refuse(
        `a ${type} such as "${wanted}" names no folder`,
        'name columns of texts, dates, whole numbers or booleans',
      );
    }
  }
  if (columns.every((column) => layout.columns.includes(column.name))) {
    refuse('every column is a partition column, so that the files would have none', 'leave at least one column out');
  }
}

async function removeNumbered(target: string): Promise<void> {
  for (let i = 0; ; i++) {
    const path = `${target}.${i}`;
    if (!(await stat(path).catch(() => undefined))) return;
    await rm(path, { force: true });
  }
}
