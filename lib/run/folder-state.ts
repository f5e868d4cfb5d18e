/** What an output folder knows of earlier runs. */
import { basename, join } from 'node:path';
import { ConfigError } from '../core/errors.ts';
import { exists } from '../files/exists.ts';
import { foldersOf, type Folders } from '../files/folders.ts';
import { isBucket } from '../files/is-bucket.ts';
import { lockHolder, type LockHolder } from '../files/lock.ts';
import { State } from '../files/state.ts';
import { readProgress } from '../progress/checkpoint.ts';
import { entryOf, type SavedProgress } from '../progress/saved.ts';
import { stateValue } from '../source/incremental/progress.ts';
import { lastRuns, type LastRun } from './last-runs.ts';
import { lookIntoBucket } from './look-into-bucket.ts';
import { publishedIn, type PublishedState } from './published-in.ts';

export interface CursorState {
  readonly path: string;
  /** Where the next run goes on; for a cursor of each parent, how many there are. */
  readonly value: unknown;
  readonly parents?: number;
}

export interface UnfinishedState {
  /** `open`: pages are still to be fetched; `fetched`: all pages are in the journal, it is only to be published. */
  readonly status: 'open' | 'fetched' | 'failed' | 'published';
  /** Whether the run came to its end, with failures; otherwise it was interrupted. */
  readonly ended: boolean;
  readonly pages: number;
  readonly rows: number;
  /** When it last got on, ISO 8601. */
  readonly saved: string;
}

export interface ResourceState {
  readonly resource: string;
  readonly published?: PublishedState;
  readonly lastRun?: LastRun;
  readonly cursor?: CursorState;
  readonly unfinished?: UnfinishedState;
}

export interface FolderState {
  readonly out: string;
  readonly lock: LockHolder | undefined;
  readonly resources: readonly ResourceState[];
}

/**
 * Reads an output folder, be it in a bucket. Nothing is changed. Throws a `ConfigError` where it is none, a `SinkError`
 * for damage.
 */
export async function folderState(out: string): Promise<FolderState> {
  if (!isBucket(out)) return stateIn(out);
  return lookIntoBucket(out, 'state', async (folder, lock) => ({ ...(await stateIn(folder)), lock }));
}

async function stateIn(out: string): Promise<FolderState> {
  const folders = await outputFolders(out);
  const state = await State.read(folders.state);
  const progress = await readProgress(folders.checkpoint);
  const runs = await lastRuns(folders);
  const published = await publishedIn(out);
  const tables = new Map([...runs].flatMap(([name, { file }]) => (file ? [[name, basename(file)] as const] : [])));
  const named = new Set([...runs.keys(), ...state.resources, ...Object.keys(progress.resources)]);
  const spoken = new Set([...tables.values(), ...[...named].map((name) => `${name}.parquet`)]);
  // A file of which no run tells is shown by its own name.
  const others = [...published.keys()].filter((file) => !spoken.has(file) && !named.has(file));
  const resources = [...named, ...others.map((file) => file.replace(/\.parquet$/, ''))].toSorted();
  return {
    out,
    lock: await lockHolder(folders.lock),
    resources: resources.map((resource): ResourceState => {
      const file =
        published.get(tables.get(resource) ?? '') ?? published.get(`${resource}.parquet`) ?? published.get(resource);
      const last = runs.get(resource)?.last;
      const cursor = cursorOf(state.cursor(resource));
      const unfinished = unfinishedOf(progress, resource);
      return {
        resource,
        ...(file && { published: file }),
        ...(last && { lastRun: last }),
        ...(cursor && { cursor }),
        ...(unfinished && { unfinished }),
      };
    }),
  };
}

/** The folders of an output folder that is there. Throws a `ConfigError` where runs have never written to it. */
export async function outputFolders(out: string): Promise<Folders> {
  const folders = foldersOf(out);
  if (await exists(join(out, '_millrace'))) return folders;
  const message = (await exists(out)) ? `${out} is no output folder: it has no _millrace` : `there is no folder ${out}`;
  throw new ConfigError(message, { fix: 'give the folder that runs write to, as in run --out' });
}

function cursorOf(stored: unknown): CursorState | undefined {
  const { cursor_path: path, last_value: value, parents } = stateValue(stored);
  if (path === undefined) return undefined;
  return { path, value: value ?? null, ...(parents && { parents: Object.keys(parents).length }) };
}

function unfinishedOf(progress: SavedProgress, resource: string): UnfinishedState | undefined {
  const entry = entryOf(progress, resource);
  if (entry === undefined) return undefined;
  const { pages = 0, rows = 0 } = entry.work?.counted ?? entry.counted ?? {};
  return { status: entry.status, ended: progress.runs[entry.run]?.ended ?? false, pages, rows, saved: entry.saved };
}
