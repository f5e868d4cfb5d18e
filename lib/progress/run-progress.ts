import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Observable } from 'rxjs';
import { failpoint } from '../files/failpoint.ts';
import type { Folders } from '../files/folders.ts';
import { replaceText } from '../files/replace-file.ts';
import type { State } from '../files/state.ts';
import type { Move } from '../publish/moves.ts';
import type { Published } from '../publish/publish.ts';
import { carryOut } from './carry-out.ts';
import { progressText, removeProgress, writeProgress } from './checkpoint.ts';
import { contentOf, withPaths, withUnfinished } from './content.ts';
import type { Decision, Start, Wanted } from './decide.ts';
import type { HiddenSecrets } from './hidden-secrets.ts';
import { ResourceProgress, type ResourceProgressOptions } from './resource-progress.ts';
import { PublishTurns } from './publish-turns.ts';
import { Saver } from './saver.ts';
import type { RunRequest, SavedIntent, SavedProgress, SavedResource, SavedRun } from './saved.ts';
import { sweep } from './sweep.ts';

/** A resource of a run, and how it is followed. */
export interface Followed extends Wanted {
  /** Why its pages cannot be followed on their way, where an operator of the user's own may hold them back. */
  readonly untraceable?: string;
  readonly counted: ResourceProgressOptions['counted'];
  readonly state?: ResourceProgressOptions['state'];
}

export interface RunProgressOptions {
  readonly folders: Folders;
  readonly state: State;
  readonly request: RunRequest;
  readonly resources: readonly Followed[];
  readonly saved: SavedProgress;
  readonly decision: Decision;
  readonly secrets: HiddenSecrets;
  readonly now?: () => number;
}

/** How far a run got, in memory and, about once a second and whenever something is published, on the disk. */
export class RunProgress {
  readonly #options: RunProgressOptions;
  readonly #id: string;
  readonly #run: SavedRun;
  readonly #now: () => number;
  readonly #saver = new Saver(() => this.#save());
  readonly #entries = new Map<string, Entry>();
  readonly #turns = new PublishTurns();
  #isOver = false;
  /** Those of resources that this run has nothing to do with. */
  readonly #others: ReadonlyMap<string, SavedResource>;

  private constructor(options: RunProgressOptions) {
    const { decision, saved, resources, now = Date.now } = options;
    this.#options = options;
    this.#now = now;
    this.#id = decision.id ?? randomUUID();
    this.#run = decision.run ?? { started: new Date(now()).toISOString(), request: options.request, ended: false };
    const names = new Set(resources.map(({ name }) => name));
    this.#others = new Map(Object.entries(saved.resources).filter(([name]) => !names.has(name)));
    for (const { name, fingerprint } of resources) {
      const { how, fullRefresh, saved: before, feedsChildren } = decision.starts.get(name)!;
      const status = how === 'published' || how === 'fetched' ? how : 'open';
      const at = new Date(now()).toISOString();
      const fresh = { fingerprint, fullRefresh, began: at, saved: at };
      const feeding = feedsChildren ? { feeding: true } : {};
      const { missesParents: _, ...goesOn } = before ?? {};
      this.#entries.set(name, { saved: { ...fresh, ...goesOn, run: this.#id, status, ...feeding } });
    }
  }

  /** Begins or goes on with a run. Nothing that the last checkpoint speaks of is removed before there is a new one. */
  static async open(options: RunProgressOptions): Promise<RunProgress> {
    const progress = new RunProgress(options);
    if (Object.keys(options.saved.resources).length > 0) await progress.#saver.now();
    await sweep(options.folders, progress.#content, true);
    for (const resource of options.resources) await progress.#follow(resource);
    return progress;
  }

  /** Emits where a checkpoint cannot be written. */
  get broken(): Observable<unknown> {
    return this.#saver.failed;
  }

  start(resource: string): Start {
    return this.#options.decision.starts.get(resource)!;
  }

  /** When the loading of a resource began, be it in an earlier run, in milliseconds since 1970. */
  began(resource: string): number {
    return Date.parse(this.#entries.get(resource)!.saved.began);
  }

  /** What an interrupted run has published of a resource. */
  published(resource: string): Published | undefined {
    const { published } = this.#entries.get(resource)!.saved;
    return published && withPaths(published, (path) => join(this.#options.folders.out, path));
  }

  /** Throws where what there is of a resource cannot be read; `undefined` where there is nothing to fetch of it. */
  of(resource: string): ResourceProgress | undefined {
    const { progress, failure } = this.#entries.get(resource)!;
    if (failure !== undefined) throw failure;
    return progress;
  }

  /** Says that all pages of a resource are in its journal and with its children. */
  fetched(resource: string): void {
    const entry = this.#entries.get(resource)!;
    const { feeding: _, ...rest } = entry.saved;
    entry.saved = rest;
    entry.progress?.fetched();
    this.#change(resource, { status: 'fetched' });
  }

  /**
   * Puts what is published in its place, and moves the cursor with it. Once it has begun, a crash does not stop it: the
   * next run completes it first.
   *
   * @param cursor in a list of one, or an empty list where the cursor stays
   * @param onMoved called before anybody can find the folder at rest
   */
  async publish(
    resource: string,
    moves: readonly Move[],
    published: Published,
    cursor: readonly unknown[],
    onMoved?: () => void,
  ): Promise<void> {
    const { folders, state } = this.#options;
    const entry = this.#entries.get(resource)!;
    const inFolder = (path: string) => relative(folders.out, path);
    const intent: SavedIntent = {
      moves: moves.map((move) => ({ ...move, from: inFolder(move.from), to: inFolder(move.to) })),
      published: withPaths(published, inFolder),
      movesCursor: cursor.length > 0,
      ...(cursor.length > 0 && { cursor: cursor[0] }),
    };
    const withIntent = (now: SavedIntent | undefined) => {
      entry.intent = now;
      return this.#saver.now();
    };
    const giveBack = await this.#turns.publishing();
    try {
      await carryOut(moves, { save: () => withIntent(intent), withdraw: () => withIntent(undefined) });
      failpoint('publish:before-cursor');
      if (cursor.length > 0) await state.saveCursor(resource, cursor[0]);
      failpoint('publish:after-cursor');
      const { counted, state: known } = entry.progress ?? {};
      await entry.progress?.close();
      delete entry.progress;
      delete entry.intent;
      const { work: _, given: __, startsOver: ___, ...rest } = entry.saved;
      entry.saved = {
        ...rest,
        published: intent.published,
        ...(counted && { counted }),
        ...(known !== undefined && { state: known }),
      };
      this.#change(resource, { status: 'published' });
      onMoved?.();
    } finally {
      giveBack();
    }
  }

  /**
   * Does something while nothing is being published and the last checkpoint says all that is known now; what is in the
   * folder then is what a run goes on from. Does nothing where the run is over.
   */
  async atRest(work: () => Promise<void>): Promise<void> {
    const giveBack = await this.#turns.resting();
    try {
      if (this.#isOver) return;
      await this.#saver.now();
      await work();
    } finally {
      giveBack();
    }
  }

  /** @param missesParents its parent goes on without it, and so gives parents that it does not know */
  fail(resource: string, { missesParents }: { missesParents: boolean }): void {
    this.#change(resource, { status: 'failed', ...(missesParents && { missesParents }) });
  }

  /** Writes the last checkpoint; of a run that was not interrupted, only what failed is kept for the next one. */
  async end(interrupted: boolean): Promise<void> {
    const { folders } = this.#options;
    this.#isOver = true;
    await this.#saver.stop();
    try {
      failpoint('run:before-end');
      if (interrupted) await this.#saver.now();
      else await this.#saveFailures();
      failpoint('run:after-end');
    } finally {
      for (const { progress } of this.#entries.values()) await progress?.close();
    }
    await sweep(folders, this.#content);
  }

  async #follow({ name, parent, published, untraceable, counted, state }: Followed): Promise<void> {
    const entry = this.#entries.get(name)!;
    const { how, saved, feedsChildren = false } = this.start(name);
    if (how === 'published' && !feedsChildren) return;
    const above = parent === undefined ? undefined : this.start(parent);
    const { folders, secrets } = this.#options;
    try {
      entry.progress = await ResourceProgress.open({
        journalFolder: join(folders.journal, name),
        parentsFolder: join(folders.parents, name),
        journaled: published && how !== 'published',
        ...(saved && how !== 'published' && { saved }),
        parentStartsOver: above && (above.how === 'anew' || above.feedsChildren === true),
        secrets,
        ...(untraceable !== undefined && { untraceable }),
        counted,
        ...(state && { state }),
        onChange: () => this.#change(name, {}),
      });
    } catch (error) {
      entry.failure = error;
    }
  }

  #change(resource: string, change: Partial<SavedResource>): void {
    const entry = this.#entries.get(resource)!;
    // One that only feeds its children stays published, and as old as that is.
    const isPublished = entry.saved.status === 'published';
    if (!isPublished) entry.saved = { ...entry.saved, ...change, saved: new Date(this.#now()).toISOString() };
    this.#saver.soon();
  }

  get #content(): SavedProgress {
    const own = [...this.#entries].map(([name, { saved, progress, intent }]) => {
      const { work: _, given: __, startsOver: ___, intent: ____, ...rest } = saved;
      const isOpen = progress !== undefined && saved.status !== 'published';
      const now = isOpen ? { ...rest, ...progress.save() } : saved;
      return [name, intent === undefined ? now : { ...now, intent }] as const;
    });
    return contentOf({ ...this.#options.saved.runs, [this.#id]: this.#run }, [...this.#others, ...own]);
  }

  async #save(): Promise<number> {
    const begun = performance.now();
    // All of it at once, so that it fits together.
    const text = progressText(this.#content);
    const cost = performance.now() - begun;
    failpoint('checkpoint:before-sync');
    // What is being published needs its journal no more: its file is on the disk.
    const open = [...this.#entries.values()].filter(({ intent }) => intent === undefined);
    await Promise.all(open.map(async ({ progress }) => progress?.sync()));
    failpoint('checkpoint:before-write');
    await replaceText(this.#options.folders.checkpoint, text);
    failpoint('checkpoint:after-write');
    return cost;
  }

  async #saveFailures(): Promise<void> {
    const { folders, saved } = this.#options;
    const { resources } = this.#content;
    const failed = Object.entries(resources).filter(
      ([name, { status }]) => this.#entries.has(name) && status === 'failed',
    );
    const content = contentOf({ ...saved.runs, [this.#id]: { ...this.#run, ended: true } }, [
      ...withUnfinished(this.#others),
      ...failed,
    ]);
    await Promise.all(failed.map(async ([name]) => this.#entries.get(name)!.progress?.sync()));
    if (Object.keys(content.resources).length > 0) await writeProgress(folders.checkpoint, content);
    else await removeProgress(folders.checkpoint);
    // What is left behind is what is written.
    for (const name of this.#entries.keys()) if (!Object.hasOwn(content.resources, name)) await this.#forget(name);
  }

  async #forget(name: string): Promise<void> {
    const { folders } = this.#options;
    await this.#entries.get(name)!.progress?.close();
    this.#entries.delete(name);
    for (const folder of [folders.journal, folders.parents]) {
      await rm(join(folder, name), { recursive: true, force: true });
    }
  }
}

interface Entry {
  /** What was saved last, but for what `progress` and `intent` know better. */
  saved: SavedResource;
  progress?: ResourceProgress;
  intent?: SavedIntent | undefined;
  failure?: unknown;
}
