import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SinkError } from '../core/errors.ts';
import type { ResourceInfo } from '../core/types.ts';
import type { Engine, PublishedFile, StagedFile, WriteTask } from '../engines/engine.ts';
import type { Journal } from '../journal/journal.ts';
import { exists } from '../files/exists.ts';
import { failpoint } from '../files/failpoint.ts';
import type { Folders } from '../files/folders.ts';
import { missingKey, planPublish } from './plan-publish.ts';
import { replaceFile } from '../files/replace-file.ts';

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
  /** What the user should know about how it was published. */
  readonly warnings: readonly string[];
}

export function publishedPath(folders: Folders, resource: ResourceInfo): string {
  return join(folders.out, `${resource.table}.parquet`);
}

function rejectedPath(folders: Folders, resource: ResourceInfo): string {
  return join(folders.rejected, `${resource.name}.parquet`);
}

/** The published file of a resource, or `undefined` where there is none yet. */
export async function publishedBefore(engine: Engine, path: string): Promise<PublishedFile | undefined> {
  return (await exists(path)) ? engine.inspect(path) : undefined;
}

/**
 * Publishes what a journal holds: rejected rows first, then the resource's own file, which is written beside the old
 * one, read back, and only then put in its place.
 *
 * @param staged the files of the journal that the engine has read ahead
 */
export async function publish(
  engine: Engine,
  folders: Folders,
  resource: ResourceInfo,
  journal: Journal,
  staged: readonly StagedFile[] = [],
): Promise<Published> {
  const target = publishedPath(folders, resource);
  const before = await publishedBefore(engine, target);
  const plan = planPublish(resource, journal, before);
  if (plan.rejectsKeyless) await journal.rejectKeyless(missingKey(resource));
  await journal.flush();
  await publishRejected(engine, folders, resource, journal);
  const rejected = journal.count('rejected');
  const rejects = {
    rejected,
    ...(rejected > 0 && { rejectedFile: rejectedPath(folders, resource), rejectedReason: journal.firstReason }),
  };
  const warnings = plan.warning === undefined ? [] : [plan.warning];
  const told = { ...rejects, replacedWhole: warnings.length > 0, warnings };
  if (plan.task === undefined) {
    const bytes = before === undefined ? 0 : (await stat(target)).size;
    return { file: before && target, bytes, rows: before?.rows ?? 0, duplicates: 0, ...told };
  }
  const written = await writeChecked(engine, folders, resource.table, { ...plan.task, staged }, target);
  return { file: target, bytes: (await stat(target)).size, ...written, ...told };
}

async function writeChecked(
  engine: Engine,
  folders: Folders,
  name: string,
  task: Omit<WriteTask, 'target'>,
  target: string,
): Promise<{ rows: number; duplicates: number }> {
  // The ending is not `.parquet`, so that no reader's glob takes it for a published file.
  const temporary = join(folders.temporary, `${name}.new`);
  try {
    await rm(temporary, { force: true });
    const written = await engine.write({ ...task, target: temporary });
    const found = await engine.verify(temporary, task.unique.by === 'key' ? task.unique.key : []);
    if (found.rows !== written.rows || found.keys !== found.rows) {
      if (found.rows === written.rows) await checkKey(engine, task, target);
      throw new SinkError(
        `${target} was not replaced: ${written.rows} rows were written, ${found.rows} rows with ${found.keys} keys were read back`,
        { fix: 'run it again, and report this with the file in _millrace/journal' },
      );
    }
    failpoint('publish:before-rename');
    await replaceFile(temporary, target);
    failpoint('publish:after-rename');
    return written;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Throws where it is the rows published before that the key does not tell apart. */
async function checkKey(engine: Engine, task: Omit<WriteTask, 'target'>, target: string): Promise<void> {
  if (task.published === undefined || task.unique.by !== 'key') return;
  const { key } = task.unique;
  const names = key.map((name) => `"${name}"`).join(', ');
  const before = new Set(task.published.columns.map((column) => column.name));
  if (key.every((name) => before.has(name))) {
    const { rows, keys } = await engine.verify(task.published.path, key);
    if (rows === keys) return;
  }
  throw new SinkError(`${target} was not replaced: the key ${names} does not tell its rows apart`, {
    fix: 'it was published with another key or write_disposition: move it away, or set table_name to publish beside it',
  });
}

async function publishRejected(
  engine: Engine,
  folders: Folders,
  resource: ResourceInfo,
  journal: Journal,
): Promise<void> {
  if (journal.count('rejected') === 0) return;
  const target = rejectedPath(folders, resource);
  const before = await publishedBefore(engine, target);
  const columns = journal.columns.rejected;
  await writeChecked(
    engine,
    folders,
    `${resource.name}.rejected`,
    {
      incoming: journal.rowFiles('rejected'),
      columns: columns.columns,
      stored: columns.toJSON(),
      unique: { by: 'key', key: ['reason', 'row'] },
      ...(before && { published: before }),
    },
    target,
  );
}
