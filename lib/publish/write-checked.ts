import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SinkError } from '../core/errors.ts';
import type { Engine, WriteTask, Written } from '../engines/engine.ts';
import { failpoint } from '../files/failpoint.ts';
import { checkContent } from './check-content.ts';
import { moveOf, type Move } from './moves.ts';

/**
 * Writes a file beside the one that it is to replace and reads it back. Where it is not what it should be, it is
 * removed again and this throws a `SinkError`.
 *
 * @param temporary the name of the file until it is moved; it does not end in `.parquet`, so that no reader's glob takes
 * it for a published one
 */
export async function writeChecked(
  engine: Engine,
  folder: string,
  temporary: string,
  task: Omit<WriteTask, 'target'>,
  target: string,
): Promise<Written & { readonly move: Move }> {
  const path = join(folder, temporary);
  try {
    await rm(path, { force: true });
    failpoint('publish:before-write');
    const written = await engine.write({ ...task, target: path });
    failpoint('publish:after-write');
    const found = await engine.verify(path, task.unique.by === 'key' ? task.unique.key : []);
    if (found.rows !== written.rows || found.keys !== found.rows) {
      if (found.rows === written.rows) await checkKey(engine, task, target);
      throw new SinkError(
        `${target} was not replaced: ${written.rows} rows were written, ${found.rows} rows with ${found.keys} keys were read back`,
        { fix: 'run it again, and report this with the file in _millrace/journal' },
      );
    }
    await checkContent(
      path,
      target,
      written,
      task.columns.map(({ name }) => name),
    );
    return { ...written, move: await moveOf(path, target) };
  } catch (error) {
    await rm(path, { force: true });
    throw error;
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
