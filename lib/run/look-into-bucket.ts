/** What is known of an output folder in a bucket, without its lock and without changing anything. */
import { mkdir, open, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { foldersOf } from '../files/folders.ts';
import { isBucket } from '../files/is-bucket.ts';
import type { LockHolder } from '../files/lock.ts';
import { State } from '../files/state.ts';
import { HISTORY_ENDING, runOfSummary } from '../history/run-files.ts';
import { isAbandoned } from '../storage/bucket-lock.ts';
import { fetchOwnFiles, publishedObjects } from '../storage/fetch-folder.ts';
import type { Head } from '../storage/head.ts';
import { readHead } from '../storage/head-writer.ts';
import type { ObjectStore, StoredObject } from '../storage/object-store.ts';
import { withLimit } from '../storage/with-limit.ts';
import { withStore } from './in-bucket.ts';

const AT_ONCE = 8;
const RUNS = '_millrace/runs/';
/** More than these are not looked at. */
const SUMMARIES = 200;
/** What tells of a Parquet file is at its end: the length of it in four bytes, and four more. */
const PARQUET_END = 8;
const FIRST_LOOK = 1 << 16;

/** The state of an output folder, be it in a bucket. */
export async function readState(out: string): Promise<State> {
  if (!isBucket(out)) return State.read(foldersOf(out).state);
  return withStore(out, async (store, folder) => {
    await fetchOwnFiles(store, (await readHead(store)).head, folder, (path) => path === '_millrace/state.json');
    return State.read(foldersOf(folder).state);
  });
}

/** What is looked at: the state with what is published, or the histories of runs; the summaries always are. */
export type Sight = 'state' | 'histories';

/**
 * Has work done in a folder that tells of itself what the bucket would: of the published files, only the ends are there.
 *
 * @param work also gets who has the lock
 */
export async function lookIntoBucket<T>(
  out: string,
  sight: Sight,
  work: (folder: string, lock: LockHolder | undefined) => Promise<T>,
): Promise<T> {
  return withStore(out, async (store, folder, relocation) => {
    const { head, etag, age } = await readHead(store);
    if (etag !== undefined) await mkdir(join(folder, '_millrace', 'runs'), { recursive: true });
    if (sight === 'state') await fetchState(store, head, folder);
    const names = (await store.list(RUNS)).map(({ key }) => key.slice(RUNS.length)).toSorted();
    const summaries = names.filter((name) => runOfSummary(name) !== undefined).slice(-SUMMARIES);
    const histories = sight === 'histories' ? names.filter((name) => name.endsWith(HISTORY_ENDING)) : [];
    await withLimit(AT_ONCE, [...summaries, ...histories], (name) =>
      store.download(`${RUNS}${name}`, join(folder, RUNS, name)),
    );
    const { holder } = head;
    const lock = holder && {
      pid: holder.pid,
      host: holder.host,
      since: holder.since,
      gone: isAbandoned(holder, age),
    };
    return relocation.value(await work(folder, lock));
  });
}

async function fetchState(store: ObjectStore, head: Head, folder: string): Promise<void> {
  await fetchOwnFiles(store, head, folder, (path) => !/^_millrace\/(?:journal|parents)\//.test(path));
  const published = await publishedObjects(store, () => true);
  await withLimit(AT_ONCE, published, (object) => fetchEnd(store, object, join(folder, object.key)));
}

/** A file of the right length of which only that is there which says how many rows it has. */
async function fetchEnd(store: ObjectStore, { key, bytes }: StoredObject, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, '');
  let end = await store.readEnd(key, Math.min(bytes, FIRST_LOOK));
  const needed = end.length < PARQUET_END ? 0 : end.readUInt32LE(end.length - PARQUET_END) + PARQUET_END;
  if (needed > end.length && needed <= bytes) end = await store.readEnd(key, needed);
  const file = await open(path, 'r+');
  try {
    // A reader looks at the first four bytes as well.
    await file.write('PAR1', 0);
    await file.write(end, 0, end.length, bytes - end.length);
  } finally {
    await file.close();
  }
}
