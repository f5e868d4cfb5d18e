import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catchError, defer, EMPTY, merge, repeat, timer } from 'rxjs';
import type { OnEvent } from '../core/events.ts';
import { lockHolder, takeLock } from '../files/lock.ts';
import { BucketFolder } from '../storage/bucket-folder.ts';
import { signsOfLife, takeBucketLock } from '../storage/bucket-lock.ts';
import { fetchCredentials, fetchOwnFiles, fetchPublished, publishedObjects } from '../storage/fetch-folder.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import { openStore } from '../storage/open-store.ts';
import { Relocation } from './relocation.ts';

/** Milliseconds between checkpoints that are taken to the bucket. The variable is for tests. */
const CHECKPOINT_EVERY = Number(process.env['MILLRACE_UPLOAD_EVERY'] ?? 30_000);
/** One that takes long is followed by a pause of so many times that. */
const PAUSE_FACTOR = 5;
const FOLDER = 'millrace-bucket-';
/** In such a folder, whose it is. */
const OWNER = '.owner';

/** What of the published files is brought. */
export interface Needs {
  /** Which folders at the top of the bucket are tables. */
  readonly isTable: (name: string) => boolean;
  /** Which files are needed, by their paths; of others only the names are. */
  readonly isNeeded: (path: string) => boolean;
  readonly onEvent: OnEvent;
}

/**
 * Takes the lock of an output folder in a bucket, has work done in a folder of this machine that is the same, and takes
 * what was done there to the bucket. Nothing stays on this machine.
 */
export async function inBucket<T>(
  out: string,
  needs: Needs,
  work: (folder: string, bucket: BucketFolder, relocation: Relocation) => Promise<T>,
): Promise<T> {
  return withStore(out, (store, folder, relocation) => {
    const here = (bucket: BucketFolder) => work(folder, bucket, relocation);
    return locked(store, folder, relocation, needs, here);
  });
}

/** A store and an empty folder, for as long as the work takes. Errors that name the folder name the bucket instead. */
export async function withStore<T>(
  out: string,
  work: (store: ObjectStore, folder: string, relocation: Relocation) => Promise<T>,
): Promise<T> {
  const store = await openStore(out);
  await removeLeftBehind();
  const folder = await mkdtemp(join(tmpdir(), FOLDER));
  await takeLock(join(folder, OWNER));
  const relocation = new Relocation(folder, store.url);
  try {
    return await work(store, folder, relocation);
  } catch (error) {
    throw relocation.error(error);
  } finally {
    await rm(folder, { recursive: true, force: true });
    store.close();
  }
}

async function locked<T>(
  store: ObjectStore,
  folder: string,
  relocation: Relocation,
  { isTable, isNeeded, onEvent }: Needs,
  work: (bucket: BucketFolder) => Promise<T>,
): Promise<T> {
  const { writer, takenOver } = await takeBucketLock(store);
  if (takenOver !== undefined) onEvent({ type: 'warning', message: takenOver });
  const bucket = new BucketFolder(store, writer, folder);
  let began = 0;
  const checkpoints = defer(() => ((began = performance.now()), bucket.commit())).pipe(
    repeat({ delay: () => timer(Math.max(CHECKPOINT_EVERY, PAUSE_FACTOR * (performance.now() - began))) }),
    // It is told by `failed`.
    catchError(() => EMPTY),
  );
  const watching = merge(signsOfLife(writer), checkpoints).subscribe({ error: (error: unknown) => bucket.fail(error) });
  // What was not brought as a whole is not to be taken for what there is.
  let isWhole = false;
  try {
    await bucket.recover();
    // Where runs have written before, the folder is an output folder, be it an empty one.
    if (writer.head.epoch > 1) await mkdir(join(folder, '_millrace'));
    await fetchOwnFiles(store, writer.head, folder);
    await fetchCredentials(store, folder);
    await fetchPublished(store, await publishedObjects(store, isTable), isNeeded, folder);
    isWhole = true;
    return await work(bucket);
  } finally {
    watching.unsubscribe();
    await bucket.rest();
    await bucket.end(isWhole, (text) => relocation.text(text));
  }
}

/** The folders of runs that are gone. */
async function removeLeftBehind(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(FOLDER)) continue;
    const left = join(tmpdir(), name);
    const holder = await lockHolder(join(left, OWNER)).catch(() => undefined);
    if (holder?.gone) await rm(left, { recursive: true, force: true });
  }
}
