import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Puts a finished file in the place of another, so that a reader sees the old one or the new one, whole, and a
 * crash leaves one of the two: the data is on the disk before the name changes, and the change of the name before
 * this resolves.
 */
export async function replaceFile(finished: string, target: string): Promise<void> {
  await syncPath(finished);
  await rename(finished, target);
  await syncPath(dirname(target));
}

/** Writes a small text file in the same way. */
export async function replaceText(path: string, text: string): Promise<void> {
  const temporary = `${path}.new`;
  try {
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(text);
    } finally {
      await file.close();
    }
    await replaceFile(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
