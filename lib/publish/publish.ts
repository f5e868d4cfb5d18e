import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Discarded } from '../core/contract.ts';
import type { PublishedColumn, RejectedExample } from '../core/events.ts';
import type { ResourceInfo } from '../core/types.ts';
import { SinkError } from '../core/errors.ts';
import type { Engine, PublishedFile, StagedFile, WriteTask } from '../engines/engine.ts';
import type { Journal } from '../journal/journal.ts';
import { exists } from '../files/exists.ts';
import type { Folders } from '../files/folders.ts';
import type { Column } from '../rows/column-type.ts';
import type { RowColumns } from '../rows/row-columns.ts';
import { fullTypeText } from '../rows/type-text.ts';
import { moveAll, removeFinished, type Move } from './moves.ts';
import { partFiles } from './part-paths.ts';
import { missingKey, planPublish } from './plan-publish.ts';
import { rejectedExamples } from './rejected-examples.ts';
import { tableBefore, writeTable, type PublishedTable, type WrittenTable } from './publish-parts.ts';
import { writeChecked } from './write-checked.ts';

/** What a resource has published. Sizes in bytes. */
export interface Published {
  /** None where a resource without rows has no columns to publish either. */
  readonly file: string | undefined;
  readonly bytes: number;
  /** Rows in the file, those of earlier runs included. */
  readonly rows: number;
  /** Rows of this run that an equal key, or an equal row, replaced. */
  readonly duplicates: number;
  readonly rejected: number;
  /** Whether nothing of the file before could go on, since no row has a key. */
  readonly replacedWhole: boolean;
  /** Where the rejected rows are, and why the first of them is there. */
  readonly rejectedFile?: string;
  readonly rejectedReason?: string;
  /** What `schema_contract` has left out. */
  readonly discarded?: Discarded;
  /** What the user should know about how it was published. */
  readonly warnings: readonly string[];
}

/** What is told of it, and not kept with it. */
export interface PublishedFacts {
  readonly columns: readonly PublishedColumn[];
  /** Some of the rejected rows. */
  readonly rejects: readonly RejectedExample[];
  /** Some of the keys of rows that others replaced, as JSON. */
  readonly repeated: readonly string[];
}

export function publishedPath(folders: Folders, { table, partitionBy }: ResourceInfo): string {
  return join(folders.out, partitionBy === undefined ? `${table}.parquet` : table);
}

function rejectedPath(folders: Folders, resource: ResourceInfo): string {
  return join(folders.rejected, `${resource.name}.parquet`);
}

async function fileBefore(engine: Engine, path: string): Promise<PublishedFile | undefined> {
  return (await exists(path)) ? engine.inspect(path) : undefined;
}

/** What is published of a resource, or `undefined` where there is nothing yet. */
export async function publishedBefore(
  engine: Engine,
  folders: Folders,
  resource: ResourceInfo,
): Promise<PublishedFile | PublishedTable | undefined> {
  const { name, table, partitionBy } = resource;
  const path = publishedPath(folders, resource);
  const other = publishedPath(folders, { ...resource, partitionBy: partitionBy ? undefined : { buckets: 1 } });
  if (partitionBy === undefined ? (await partFiles(other)).length > 0 : await exists(other)) {
    throw new SinkError(`${table} was published ${partitionBy ? 'without' : 'with'} partition_by, as ${other}`, {
      resource: name,
      setting: `resources.${name}.partition_by`,
      fix: 'set it back, move what was published away, or set table_name to publish beside it',
    });
  }
  return partitionBy === undefined ? fileBefore(engine, path) : tableBefore(engine, path, resource, partitionBy);
}

/** Puts what is published in its place; where this throws before anything of it was, nothing was published. */
export type Commit = (moves: readonly Move[], published: Published) => Promise<void>;

export interface PublishOptions {
  /** The files of the journal that the engine has read ahead. */
  readonly staged?: readonly StagedFile[];
  /** True where nothing of the published file goes on, its column types included. */
  readonly replacesAll?: boolean;
  readonly commit?: Commit;
  /** Told before the file is put in its place. */
  readonly onFacts?: ((facts: PublishedFacts) => void) | undefined;
}

/**
 * Publishes what a journal holds. The resource's own file and that of its rejected rows are written beside the old
 * ones, read back, and only then put in their places.
 */
export async function publish(
  engine: Engine,
  folders: Folders,
  resource: ResourceInfo,
  journal: Journal,
  { staged = [], replacesAll = false, commit = moveOnly, onFacts }: PublishOptions = {},
): Promise<Published> {
  const target = publishedPath(folders, resource);
  const before = await publishedBefore(engine, folders, resource);
  const parts = ['rows', 'keyless'] as const;
  // The columns stay where there is no row that would show others.
  const isEmpty = parts.every((part) => journal.count(part) === 0);
  if (replacesAll && isEmpty) for (const part of parts) journal.columns[part].merge(before?.stored ?? []);
  const goingOn = replacesAll ? undefined : before;
  if (goingOn !== undefined) for (const part of parts) takeColumns(journal.columns[part], goingOn, resource);
  const plan = planPublish(resource, journal, goingOn);
  if (plan.rejectsKeyless) await journal.rejectKeyless(missingKey(resource));
  await journal.flush();
  const rejectedMoves = await writeRejected(engine, folders, resource, journal);
  const rejected = journal.count('rejected');
  const rejects = {
    rejected,
    ...(rejected > 0 && { rejectedFile: rejectedPath(folders, resource), rejectedReason: journal.firstReason }),
  };
  const columns = plan.task?.columns ?? before?.columns ?? [];
  const facts = { columns: columns.map(columnFacts), rejects: rejected > 0 ? await rejectedExamples(journal) : [] };
  const discarded = journal.discards.counted;
  const told = {
    ...rejects,
    ...(discarded && { discarded }),
    replacedWhole: plan.replacesWhole,
    warnings: plan.warnings,
  };
  if (plan.task === undefined) {
    const bytes = before === undefined ? 0 : await sizeOf(before);
    onFacts?.({ ...facts, repeated: [] });
    const published = { file: before && target, bytes, rows: before?.rows ?? 0, duplicates: 0, ...told };
    await commit(rejectedMoves, published);
    return published;
  }
  const task = { ...plan.task, staged };
  const { partitionBy } = resource;
  const writing =
    partitionBy === undefined
      ? writeWhole(engine, folders, resource, task, target)
      : writeTable(engine, folders, resource, task, partitionBy, before && 'parts' in before ? before : undefined);
  const {
    moves,
    repeated = [],
    ...written
  } = await writing.catch(async (error: unknown) => {
    await removeFinished(rejectedMoves);
    throw error;
  });
  onFacts?.({ ...facts, repeated });
  const published = { file: target, ...written, ...told };
  await commit([...rejectedMoves, ...moves], published);
  return published;
}

function columnFacts({ name, type }: Column): PublishedColumn {
  return { name, type: fullTypeText(type) };
}

/** Another resource that shares the file may have published columns since the journal was opened. */
function takeColumns(columns: RowColumns, { path, stored }: PublishedFile, { name }: ResourceInfo): void {
  columns.merge(stored);
  const renamed = stored.find(({ key, column }) => columns.nameOf(key) !== column);
  if (renamed === undefined) return;
  throw new SinkError(
    `${path} has the column ${renamed.column} for ${renamed.key}, whose name is taken in these rows`,
    {
      resource: name,
      setting: `resources.${name}.table_name`,
      fix: 'names that differ by case only cannot come from several resources; give them different table names',
    },
  );
}

async function writeWhole(
  engine: Engine,
  folders: Folders,
  { table }: ResourceInfo,
  task: Omit<WriteTask, 'target'>,
  target: string,
): Promise<WrittenTable> {
  const written = await writeChecked(engine, folders.temporary, `${table}.new`, task, target);
  const { move, rows, duplicates, repeated } = written;
  return { moves: [move], bytes: move.bytes, rows, duplicates, repeated };
}

async function sizeOf(before: PublishedFile | PublishedTable): Promise<number> {
  const files = 'parts' in before ? before.parts : [before];
  const sizes = await Promise.all(files.map(async ({ path }) => (await stat(path)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function moveOnly(moves: readonly Move[]): Promise<void> {
  try {
    await moveAll(moves);
  } catch (error) {
    await removeFinished(moves);
    throw error;
  }
}

async function writeRejected(
  engine: Engine,
  folders: Folders,
  resource: ResourceInfo,
  journal: Journal,
): Promise<readonly Move[]> {
  if (journal.count('rejected') === 0) return [];
  const target = rejectedPath(folders, resource);
  const before = await fileBefore(engine, target);
  const columns = journal.columns.rejected;
  const task = {
    incoming: journal.rowFiles('rejected'),
    columns: columns.columns,
    stored: columns.toJSON(),
    unique: { by: 'key' as const, key: ['reason', 'row'] },
    ...(before && { published: before }),
  };
  const { move } = await writeChecked(engine, folders.temporary, `${resource.name}.rejects`, task, target);
  return [move];
}
