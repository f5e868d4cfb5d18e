import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Folders } from '../files/folders.ts';
import type { SavedProgress } from './saved.ts';

/**
 * Removes what runs left behind that no checkpoint speaks of.
 *
 * @param temporary also what is half written; for when nothing is being written
 */
export async function sweep(folders: Folders, { resources }: SavedProgress, temporary = false): Promise<void> {
  const entries = new Map(Object.entries(resources));
  for (const name of await namesIn(folders.journal)) {
    if (entries.get(name)?.work?.journal === undefined) await remove(folders.journal, name);
  }
  for (const name of await namesIn(folders.parents)) {
    if (entries.get(name)?.given === undefined) await remove(folders.parents, name);
  }
  if (temporary) for (const name of await namesIn(folders.temporary)) await remove(folders.temporary, name);
}

/** None where somebody has removed the folder, which whoever writes to it tells. */
async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function remove(folder: string, name: string): Promise<void> {
  return rm(join(folder, name), { recursive: true, force: true });
}
