import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError, SinkError } from '../core/errors.ts';
import { exists } from './exists.ts';
import { isBucket } from './is-bucket.ts';

/** Where everything lies in an output folder. */
export interface Folders {
  readonly out: string;
  readonly journal: string;
  /** The parents that child resources were given. */
  readonly parents: string;
  readonly rejected: string;
  readonly temporary: string;
  readonly runs: string;
  readonly state: string;
  /** How far unfinished runs got. */
  readonly checkpoint: string;
  /** What authentication keeps between runs; it is secret. */
  readonly credentials: string;
  readonly lock: string;
}

/** Throws a `ConfigError` for an output folder in a bucket, which whoever can use one knows before. */
export function foldersOf(out: string): Folders {
  if (isBucket(out))
    throw new ConfigError(`${out} is no folder`, {
      setting: 'out',
      fix: 'give the path of a folder; buckets are for run, state, report, plan, check and preview',
    });
  const own = join(out, '_millrace');
  return {
    out,
    journal: join(own, 'journal'),
    parents: join(own, 'parents'),
    rejected: join(own, 'rejected'),
    temporary: join(own, 'tmp'),
    runs: join(own, 'runs'),
    state: join(own, 'state.json'),
    checkpoint: join(own, 'checkpoint.json'),
    credentials: join(own, 'credentials.json'),
    lock: join(own, 'lock'),
  };
}

/** Makes the folders that a run writes to. Throws a `SinkError` where that is not possible. */
export async function makeFolders(out: string): Promise<Folders> {
  const folders = foldersOf(out);
  if (await exists(join(out, '_millrace', 'head.json'))) {
    throw new SinkError(`${out} is a copy of an output folder in a bucket, without its cursors and unfinished work`, {
      fix: `run into the bucket, or remove ${join(out, '_millrace')} to load everything anew and put it beside what is published`,
    });
  }
  try {
    for (const folder of [folders.journal, folders.parents, folders.rejected, folders.temporary, folders.runs]) {
      await mkdir(folder, { recursive: true });
    }
  } catch (cause) {
    throw new SinkError(`cannot make the output folder ${out}: ${(cause as Error).message}`, {
      fix: 'choose a folder that you may write to with --out',
      cause,
    });
  }
  return folders;
}
