import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isRecord } from '../core/is-record.ts';
import { SinkError } from '../core/errors.ts';
import { replaceText, syncPath } from '../files/replace-file.ts';
import { readSealed, seal, type SealedKind } from '../files/sealed.ts';
import { NOTHING_SAVED, type SavedProgress } from './saved.ts';

const KIND: SealedKind = {
  what: 'the checkpoint',
  version: 1,
  fix: 'remove it to fetch the unfinished resources anew; the published files are untouched',
};

/** What unfinished runs left behind. Throws a `SinkError` where the file is damaged. */
export async function readProgress(path: string): Promise<SavedProgress> {
  const found = await readSealed(path, KIND);
  if (found === undefined) return NOTHING_SAVED;
  const { runs, resources } = found;
  if (isRecord(runs) && isRecord(resources)) return { runs, resources } as unknown as SavedProgress;
  throw new SinkError(`${KIND.what} ${path} is damaged: it has no resources`, { fix: KIND.fix });
}

/** Resolves when it is on the disk. */
export function writeProgress(path: string, progress: SavedProgress): Promise<void> {
  return replaceText(path, seal(progress, KIND.version));
}

export async function removeProgress(path: string): Promise<void> {
  await rm(path, { force: true });
  await syncPath(dirname(path));
}
