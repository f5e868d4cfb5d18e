import { join } from 'node:path';
import type { Folders } from '../files/folders.ts';
import type { State } from '../files/state.ts';
import { canFinish, finishMoves } from '../publish/moves.ts';
import type { SavedProgress, SavedResource } from './saved.ts';

/**
 * Completes what was being published when a run was killed: its files are put in their places, its cursor is moved.
 * Where a finished file is gone, the resource is to be published again from its journal.
 */
export async function rollForward(saved: SavedProgress, folders: Folders, state: State): Promise<SavedProgress> {
  const resources: [string, SavedResource][] = [];
  for (const [name, entry] of Object.entries(saved.resources)) {
    resources.push([name, await completed(name, entry, folders, state)]);
  }
  return { ...saved, resources: Object.fromEntries(resources) };
}

async function completed(name: string, entry: SavedResource, folders: Folders, state: State): Promise<SavedResource> {
  const { intent, ...rest } = entry;
  if (intent === undefined) return entry;
  const absolute = (path: string) => join(folders.out, path);
  const moves = intent.moves.map((move) => ({ ...move, from: absolute(move.from), to: absolute(move.to) }));
  if (!(await canFinish(moves))) return rest;
  await finishMoves(moves);
  if (intent.movesCursor) await state.saveCursor(name, intent.cursor);
  const { work, given: _, startsOver: __, ...published } = rest;
  return {
    ...published,
    status: 'published',
    published: intent.published,
    ...(work && { counted: work.counted }),
    ...(work?.state !== undefined && { state: work.state }),
  };
}
