/** From a bucket to a folder that looks like any other output folder. */
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { SinkError } from '../core/errors.ts';
import { foldersOf } from '../files/folders.ts';
import type { Head, StoredFile } from './head.ts';
import type { ObjectStore, StoredObject } from './object-store.ts';
import { bytesOf } from './store-file.ts';
import { withLimit } from './with-limit.ts';

const AT_ONCE = 4;
export const CREDENTIALS_KEY = '_millrace/credentials.json';
const REJECTED = '_millrace/rejected/';
const OWNER_ONLY = 0o600;

/** What a folder has that was copied into the bucket. */
const COPIED = ['_millrace/state.json', '_millrace/checkpoint.json', '_millrace/journal/', '_millrace/parents/'];

/**
 * Brings what millrace keeps for itself; at first that may be what a folder had that was copied into the bucket. Throws
 * a `SinkError` where it is not as it was written.
 */
export async function fetchOwnFiles(
  store: ObjectStore,
  { files, knowsFiles }: Head,
  folder: string,
  isWanted: (path: string) => boolean = () => true,
): Promise<void> {
  if (!knowsFiles) return fetchCopied(store, folder, isWanted);
  const wanted = Object.entries(files).filter(([path]) => isWanted(path));
  await withLimit(AT_ONCE, wanted, ([path, file]) => fetchFile(store, path, file, join(folder, path)));
}

async function fetchCopied(store: ObjectStore, folder: string, isWanted: (path: string) => boolean): Promise<void> {
  await withLimit(AT_ONCE, COPIED, async (prefix) => {
    for (const { key } of await store.list(prefix)) {
      if (!isWanted(key)) continue;
      await mkdir(dirname(join(folder, key)), { recursive: true });
      await store.download(key, join(folder, key));
    }
  });
}

/** What authentication keeps; its file is readable for its owner alone. */
export async function fetchCredentials(store: ObjectStore, folder: string): Promise<void> {
  const found = await store.read(CREDENTIALS_KEY);
  if (found === undefined) return;
  const { credentials } = foldersOf(folder);
  await mkdir(dirname(credentials), { recursive: true });
  await writeFile(credentials, found.body, { mode: OWNER_ONLY });
}

/**
 * The published files and those of rejected rows.
 *
 * @param isTable which folders are tables
 */
export async function publishedObjects(
  store: ObjectStore,
  isTable: (name: string) => boolean,
): Promise<readonly StoredObject[]> {
  const { objects, folders } = await store.listTop();
  const tables = folders.filter((name) => name !== '_millrace' && isTable(name)).map((name) => `${name}/`);
  const found: StoredObject[] = [...objects];
  await withLimit(AT_ONCE, [REJECTED, ...tables], async (prefix) => found.push(...(await store.list(prefix))));
  return found.filter(({ key }) => key.endsWith('.parquet'));
}

/** Brings published files; of those that are not needed, only their names. */
export async function fetchPublished(
  store: ObjectStore,
  objects: readonly StoredObject[],
  isNeeded: (key: string) => boolean,
  folder: string,
): Promise<void> {
  await withLimit(AT_ONCE, objects, async ({ key }) => {
    const path = join(folder, key);
    await mkdir(dirname(path), { recursive: true });
    if (isNeeded(key)) await store.download(key, path);
    else await writeFile(path, '');
  });
}

async function fetchFile(store: ObjectStore, path: string, stored: StoredFile, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, '');
  let checksum = 0;
  let bytes = 0;
  for (const part of stored.parts) {
    const found = await store.read(part.key);
    if (found === undefined) throw damaged(store, path, `${part.key} is gone`);
    checksum = crc32(found.body, checksum);
    bytes += found.body.length;
    await appendFile(target, found.body);
  }
  if (bytes !== bytesOf(stored) || checksum !== stored.checksum)
    throw damaged(store, path, 'its checksum does not fit');
}

function damaged({ url }: ObjectStore, path: string, why: string): SinkError {
  return new SinkError(`${path} of ${url} is damaged: ${why}`, {
    fix: `restore what was removed below ${url}/_millrace; or remove ${url}/_millrace/head.json to load everything anew: the published files are untouched`,
  });
}
