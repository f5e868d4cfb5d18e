import { ConfigError } from '../core/errors.ts';
import { resourceAdvice } from '../core/nearest.ts';
import { makeFolders } from '../files/folders.ts';
import { isBucket } from '../files/is-bucket.ts';
import { takeLock } from '../files/lock.ts';
import { State } from '../files/state.ts';
import { readProgress, removeProgress, writeProgress } from '../progress/checkpoint.ts';
import { contentOf, withUnfinished } from '../progress/content.ts';
import { rollForward } from '../progress/roll-forward.ts';
import { sweep } from '../progress/sweep.ts';
import { inBucket } from './in-bucket.ts';
import { folderState, outputFolders, type CursorState, type UnfinishedState } from './folder-state.ts';

/** What was taken away of one resource; neither where there was nothing. */
export interface ResetResource {
  readonly resource: string;
  readonly cursor?: CursorState;
  readonly unfinished?: UnfinishedState;
}

/**
 * Takes away where loading got to: the cursors of resources and their unfinished work. What is published stays. What
 * was being put in its place when a run was killed is completed first. Throws a `ConfigError` for names that are not
 * there, and a `SinkError` while a run has the folder; then nothing is changed.
 *
 * @param names the resources, or all
 */
export async function resetState(out: string, names: readonly string[] | 'all'): Promise<readonly ResetResource[]> {
  if (!isBucket(out)) return resetIn(out, names);
  // What is published stays as it is, but its names say which resources there are.
  const needs = { isTable: () => true, isNeeded: () => false, onEvent: () => undefined };
  return inBucket(out, needs, (folder) => resetIn(folder, names));
}

async function resetIn(out: string, names: readonly string[] | 'all'): Promise<readonly ResetResource[]> {
  const { lock } = await outputFolders(out);
  const unlock = await takeLock(lock);
  try {
    const { resources } = await folderState(out);
    const known = resources.map(({ resource }) => resource);
    const wanted = names === 'all' ? known : [...new Set(names)];
    const unknown = wanted.filter((name) => !known.includes(name));
    if (unknown.length > 0) {
      throw new ConfigError(
        unknown.map((name) => ({
          path: '--reset',
          message: `${out} knows no resource ${name}`,
          fix: resourceAdvice(name, known),
        })),
      );
    }
    await takeAway(out, new Set(wanted));
    return wanted.map((name) => {
      const { resource, cursor, unfinished } = resources.find((one) => one.resource === name)!;
      return { resource, ...(cursor && { cursor }), ...(unfinished && { unfinished }) };
    });
  } finally {
    await unlock();
  }
}

async function takeAway(out: string, names: ReadonlySet<string>): Promise<void> {
  const folders = await makeFolders(out);
  const state = await State.read(folders.state);
  const { runs, resources } = await rollForward(await readProgress(folders.checkpoint), folders, state);
  const left = new Map(Object.entries(resources).filter(([name]) => !names.has(name)));
  const content = contentOf(runs, withUnfinished(left));
  if (Object.keys(content.resources).length > 0) await writeProgress(folders.checkpoint, content);
  else await removeProgress(folders.checkpoint);
  await sweep(folders, content, true);
  // Last: a cursor stands for rows that are published.
  for (const name of names) if (state.cursor(name) !== undefined) await state.saveCursor(name, undefined);
}
