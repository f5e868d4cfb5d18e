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
  for (const name of await readdir(folders.journal)) {
    if (entries.get(name)?.work?.journal === undefined) await remove(folders.journal, name);
  }
  for (const name of await readdir(folders.parents)) {
    if (entries.get(name)?.given === undefined) await remove(folders.parents, name);
  }
  if (temporary) for (const name of await readdir(folders.temporary)) await remove(folders.temporary, name);
}

function remove(folder: string, name: string): Promise<void> {
  return rm(join(folder, name), { recursive: true, force: true });
}
