import { open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SinkError } from '../core/errors.ts';

/**
 * Puts a finished file in the place of another, so that a reader sees the old one or the new one, whole, and a
 * crash leaves one of the two: the data is on the disk before the name changes, and the change of the name before
 * this resolves. Throws a `SinkError`.
 */
export async function replaceFile(finished: string, target: string): Promise<void> {
  try {
    await syncPath(finished);
    await rename(finished, target);
    await syncPath(dirname(target));
  } catch (cause) {
    throw replaceError(target, cause);
  }
}

/**
 * Writes a small text file in the same way.
 *
 * @param mode who may read it, e.g. 0o600 for its owner alone
 */
export async function replaceText(path: string, text: string, mode = 0o666): Promise<void> {
  const temporary = `${path}.new`;
  try {
    // One that a crash left behind would keep its own mode.
    await rm(temporary, { force: true });
    await writeFile(temporary, text, { mode });
    await replaceFile(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw cause instanceof SinkError ? cause : replaceError(path, cause);
  }
}

/** What a failure to put a file in its place means to the user. */
export function replaceError(path: string, cause: unknown): SinkError {
  return new SinkError(`cannot replace ${path}: ${(cause as Error).message}`, {
    fix: 'make room and see that the folder can be written to, or choose another one with --out',
    cause,
  });
}

/** Resolves when the content of a file, or the names in a folder, are on the disk. */
export async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
