import { randomUUID } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ReplaySubject, type Observable } from 'rxjs';
import { SinkError } from '../core/errors.ts';
import { failpoint } from '../files/failpoint.ts';
import { foldersOf, type Folders } from '../files/folders.ts';
import { namesIn } from '../files/names-in.ts';
import { HISTORIES, HISTORY_ENDING } from '../history/run-files.ts';
import { CREDENTIALS_KEY } from './fetch-folder.ts';
import { keysIn, type Head, type StoredFile, type StoredPart } from './head.ts';
import type { HeadWriter } from './head-writer.ts';
import { ConditionFailed, type ObjectStore, type Readable } from './object-store.ts';
import { ownFiles, readExactly, type OwnFile } from './own-files.ts';
import { storeFile } from './store-file.ts';
import { withLimit } from './with-limit.ts';

const OBJECTS = '_millrace/objects/';
const RUNS = '_millrace/runs/';
const AT_ONCE = 4;

/** Runs what is given while nothing is being published; not at all where the run is over. */
export type AtRest = (work: () => Promise<void>) => Promise<void>;

const NEVER_AT_REST: AtRest = async () => undefined;

/** A published file, open, so that it stays what it was. */
interface PublishedFile extends Readable {
  readonly path: string;
  readonly close: () => Promise<void>;
}

interface Snapshot {
  readonly own: readonly OwnFile[];
  readonly published: readonly PublishedFile[];
}

/**
 * Takes an output folder into a bucket, again and again while a run goes on. What was published is first written under
 * names that nobody reads; the one writing of the head that then makes it count, together with cursors and checkpoints,
 * is the commit. After it the files are copied to their own names, by this run or, where it is gone, by the next.
 */
export class BucketFolder {
  readonly #store: ObjectStore;
  readonly #writer: HeadWriter;
  readonly #folders: Folders;
  readonly #failed = new ReplaySubject<unknown>(1);
  #atRest: AtRest = NEVER_AT_REST;
  #changed = new Set<string>();
  #running: Promise<unknown> = Promise.resolve();
  #queued: Promise<void> | undefined;
  #failure: unknown;

  /** @param folder laid out as any other output folder */
  constructor(store: ObjectStore, writer: HeadWriter, folder: string) {
    this.#store = store;
    this.#writer = writer;
    this.#folders = foldersOf(folder);
  }

  /** Completes what a run before was publishing, and removes what it left behind. To be called first. */
  async recover(): Promise<void> {
    if (Object.keys(this.#writer.head.moving).length > 0) await this.#finishMoving(new Set());
    const known = keysIn(this.#writer.head);
    const own = this.#objectKey('');
    const objects = await this.#store.list(OBJECTS);
    // None of a later run is removed, should this one have lost its lock: its objects have names that come later.
    await this.#store.remove(objects.map(({ key }) => key).filter((key) => key < own && !known.has(key)));
  }

  /** Who says from now on when the folder is to be looked at. Before that it is left alone. */
  follow(atRest: AtRest): void {
    this.#atRest = atRest;
  }

  /** Leaves the folder alone from now on. Resolves when nothing is under way. */
  async rest(): Promise<void> {
    this.#atRest = NEVER_AT_REST;
    await this.#queued?.catch(() => undefined);
    await this.#running;
  }

  /** Emits when something could not be taken into the bucket; nothing is from then on. */
  get failed(): Observable<unknown> {
    return this.#failed;
  }

  /** Says which files were published; the next commit takes them. To be called before the folder is found at rest. */
  changed(paths: readonly string[]): void {
    for (const path of paths) this.#changed.add(path);
  }

  /** Resolves when the folder as it is now is in the bucket. */
  commit(): Promise<void> {
    // Whoever comes while a commit waits for the one before is served by the same.
    this.#queued ??= this.#afterRunning();
    return this.#queued;
  }

  /** Takes nothing more, for this reason. */
  fail(error: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    this.#failed.next(error);
  }

  /**
   * Takes the folder as it is at the end, with the summaries of runs, and gives the lock back. Throws where something
   * could not be taken, now or before.
   *
   * @param isWhole false where the folder is not what there is
   * @param change what is written of the texts of summaries
   */
  async end(isWhole: boolean, change: (text: string) => string): Promise<void> {
    let histories: readonly string[] = [];
    try {
      this.#atRest = isWhole ? (work) => work() : NEVER_AT_REST;
      await this.commit();
      if (isWhole) histories = await this.#saveRuns(change);
      failpoint('bucket:before-release');
    } catch (error) {
      await this.#release().catch(() => undefined);
      throw error;
    }
    await this.#release(histories, isWhole);
  }

  /**
   * @param added histories of runs
   * @param knowsFiles whether everything in the folder was taken
   */
  async #release(added: readonly string[] = [], knowsFiles = false): Promise<void> {
    const all = [...(this.#writer.head.histories ?? []), ...added];
    const histories = all.slice(-HISTORIES);
    await this.#writer.update((head) => {
      const { holder: _, ...free } = head;
      return { ...free, histories, ...(knowsFiles && { knowsFiles }) };
    });
    await this.#store.remove(all.slice(0, -HISTORIES).map((name) => `${RUNS}${name}`));
  }

  /** What authentication keeps is taken at once: a token that was replaced is worth nothing. */
  readonly saveCredentials = async (): Promise<void> => {
    await this.#store.write(CREDENTIALS_KEY, await readFile(this.#folders.credentials));
  };

  /** Resolves to the histories among them. */
  async #saveRuns(change: (text: string) => string): Promise<readonly string[]> {
    const { runs } = this.#folders;
    const names = await namesIn(runs);
    for (const name of names) {
      await this.#store.write(`${RUNS}${name}`, change(await readFile(join(runs, name), 'utf8')));
    }
    return names.filter((name) => name.endsWith(HISTORY_ENDING));
  }

  async #afterRunning(): Promise<void> {
    await this.#running;
    this.#queued = undefined;
    const committing = this.#commit();
    this.#running = committing.catch((error: unknown) => this.fail(error));
    return committing;
  }

  async #commit(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    const snapshot = await this.#snapshot();
    if (snapshot === undefined) return;
    const { own, published } = snapshot;
    const { files: before } = this.#writer.head;
    const files: Record<string, StoredFile> = {};
    const moving: Record<string, StoredPart> = {};
    try {
      await withLimit(AT_ONCE, [...published, ...own], async (file) => {
        if (!('checksum' in file)) {
          const key = this.#objectKey(randomUUID());
          await this.#store.upload(key, file);
          moving[file.path] = { key, bytes: file.bytes };
        } else {
          files[file.path] = await storeFile(this.#store, file, before[file.path], () => this.#objectKey(randomUUID()));
        }
      });
    } finally {
      await Promise.all(published.map((file) => file.close()));
    }
    if (published.length === 0 && isSame(before, files)) return;
    failpoint('bucket:before-commit');
    const old = keysIn(this.#writer.head);
    await this.#writer.update((head) => ({ ...head, files, moving, knowsFiles: true }));
    failpoint('bucket:after-commit');
    if (published.length > 0) await this.#finishMoving(old);
    else await this.#removeOld(old);
  }

  /** What there is in the folder, at a moment in which it all fits together. */
  async #snapshot(): Promise<Snapshot | undefined> {
    let snapshot: Snapshot | undefined;
    await this.#atRest(async () => {
      const changed = [...this.#changed];
      this.#changed = new Set();
      const own = await ownFiles(this.#folders);
      snapshot = { own, published: await Promise.all(changed.map((path) => this.#open(path))) };
    });
    return snapshot;
  }

  async #open(path: string): Promise<PublishedFile> {
    const handle = await open(join(this.#folders.out, path), 'r');
    const { size: bytes } = await handle.stat();
    return {
      path,
      bytes,
      read: (start, length) => readExactly(handle, start, length),
      close: () => handle.close(),
    };
  }

  /** Copies what is committed to its own names. @param old objects that were needed before */
  async #finishMoving(old: ReadonlySet<string>): Promise<void> {
    const { moving } = this.#writer.head;
    await withLimit(AT_ONCE, Object.entries(moving), ([path, part]) => this.#copy(part, path));
    failpoint('bucket:after-copy');
    await this.#writer.update((head) => ({ ...head, moving: {} }));
    // Whoever lost its lock in the middle of copying finds nothing to copy any more.
    await this.#removeOld(new Set([...old, ...Object.values(moving).map(({ key }) => key)]));
    failpoint('bucket:after-remove');
  }

  async #copy(part: StoredPart, path: string): Promise<void> {
    try {
      await this.#store.copy(part, path);
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      // Throws where the lock is lost, which is why it is gone.
      await this.#writer.update((head) => head);
      throw new SinkError(`cannot publish ${this.#store.url}/${path}: ${part.key} is gone`, {
        fix: 'see that nothing but millrace removes what is below _millrace, and run it again',
        cause: error,
      });
    }
  }

  async #removeOld(old: ReadonlySet<string>): Promise<void> {
    const known = keysIn(this.#writer.head);
    await this.#store.remove([...old].filter((key) => !known.has(key)));
  }

  #objectKey(name: string): string {
    return `${OBJECTS}${String(this.#writer.head.epoch).padStart(10, '0')}/${name}`;
  }
}

function isSame(before: Head['files'], now: Head['files']): boolean {
  const paths = Object.keys(now);
  return paths.length === Object.keys(before).length && paths.every((path) => before[path] === now[path]);
}
