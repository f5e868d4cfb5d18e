import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isRecord } from '../core/is-record.ts';
import { SinkError } from '../core/errors.ts';
import { replaceText, syncPath } from '../files/replace-file.ts';
import { readSealed, readUndamaged, seal, type SealedKind } from '../files/sealed.ts';
import { NOTHING_SAVED, type SavedProgress } from './saved.ts';

const KIND: SealedKind = {
  what: 'the checkpoint',
  version: 1,
  fix: 'fetch everything anew with --fresh; the published files are untouched',
};

/**
 * What unfinished runs left behind. Throws a `SinkError` where the file is damaged.
 *
 * @param ifDamaged `drop` takes a damaged file for none
 */
export async function readProgress(path: string, ifDamaged: 'fail' | 'drop' = 'fail'): Promise<SavedProgress> {
  const found = await (ifDamaged === 'drop' ? readUndamaged : readSealed)(path, KIND);
  if (found === undefined) return NOTHING_SAVED;
  const { runs, resources } = found;
  if (isRecord(runs) && isRecord(resources)) return { runs, resources } as unknown as SavedProgress;
  throw new SinkError(`${KIND.what} ${path} is damaged: it has no resources`, { fix: KIND.fix });
}

/** The text of a checkpoint. */
export function progressText(progress: SavedProgress): string {
  return seal(progress, KIND.version);
}

/** Resolves when it is on the disk. */
export function writeProgress(path: string, progress: SavedProgress): Promise<void> {
  return replaceText(path, progressText(progress));
}

export async function removeProgress(path: string): Promise<void> {
  await rm(path, { force: true });
  await syncPath(dirname(path));
}
