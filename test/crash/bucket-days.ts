import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { assert } from 'chai';
import { fetchOwnFiles } from '../../lib/storage/fetch-folder.ts';
import { readHead } from '../../lib/storage/head-writer.ts';
import type { ObjectStore } from '../../lib/storage/object-store.ts';
import type { Days } from './days.ts';
import type { Running } from '../helpers/command.ts';
import type { Killing, ShopRun } from './shop.ts';

/** The same days as `Days`, with what is published in a bucket, and each run on a machine that has nothing. */
export class BucketDays {
  readonly days: Days;
  /** Milliseconds that a run takes. */
  whole = 2000;
  readonly #storeOf: (name: string) => Promise<ObjectStore>;
  readonly #env: Readonly<Record<string, string>>;
  readonly #bucket: string;

  /** @param env by which the command finds the server */
  constructor(
    days: Days,
    bucket: string,
    storeOf: (out: string) => Promise<ObjectStore>,
    env: Readonly<Record<string, string>>,
  ) {
    this.days = days;
    this.#bucket = bucket;
    this.#storeOf = storeOf;
    this.#env = env;
  }

  url(out: string): string {
    return `s3://${this.#bucket}/${out}`;
  }

  store(out: string): Promise<ObjectStore> {
    return this.#storeOf(this.url(out));
  }

  /** Both runs so far were of the first day: the next one is of the second. */
  async secondMorning(out: string): Promise<void> {
    this.days.shop.api.setDay(1);
    const { status, stderr } = await this.run(out);
    assert.equal(status, 0, stderr);
    this.days.shop.api.setDay(2);
  }

  /** A run in a process that finds nothing of those before on its disk, and leaves nothing there. */
  async run(out: string, { args = [], ...killing }: Killing & { args?: readonly string[] } = {}): Promise<ShopRun> {
    const machine = await mkdtemp(join(tmpdir(), 'millrace-machine-'));
    try {
      const env = { MILLRACE_UPLOAD_EVERY: '60', ...this.#env, ...killing.env, TMPDIR: machine };
      return await this.days.shop.run(this.url(out), { ...killing, env }, args);
    } finally {
      await rm(machine, { recursive: true, force: true });
    }
  }

  /** A run that goes on. */
  start(out: string, env: Readonly<Record<string, string>>): Running {
    return this.days.shop.start(this.url(out), { ...this.#env, ...env });
  }

  /** Whether nothing is unfinished, and everything is published. */
  async isOver(out: string): Promise<boolean> {
    const { files, moving } = await this.head(out);
    if (Object.keys(moving).length > 0 || Object.hasOwn(files, '_millrace/checkpoint.json')) return false;
    await this.fetch(out);
    return isDeepStrictEqual(await this.days.shop.content(out), this.days.contents[1]);
  }

  /** Whether it was killed; it may have been over before. */
  async kill(out: string, killing: Killing): Promise<boolean> {
    const { signal, status, stderr } = await this.run(out, killing);
    if (signal === 'SIGKILL') return true;
    assert.equal(status, 0, stderr);
    return false;
  }

  /** Goes on with what killed runs left, and compares with a folder into which runs went that nobody interrupted. */
  async assertFinishes(out: string): Promise<ShopRun> {
    const run = await this.run(out);
    assert.equal(run.status, 0, run.stderr);
    await this.assertComplete(out);
    return run;
  }

  async assertComplete(out: string): Promise<void> {
    const { shop, contents, cursors } = this.days;
    await this.fetch(out);
    assert.deepEqual(await shop.content(out), contents[1]);
    assert.deepEqual(await shop.cursors(out), cursors);
  }

  /** Brings all there is to a folder of the shop, as any tool that copies buckets does, and the state beside it. */
  async fetch(out: string): Promise<void> {
    const store = await this.store(out);
    const folder = this.days.shop.path(out);
    await rm(folder, { recursive: true, force: true });
    for (const { key } of await store.list('')) {
      const path = join(folder, key);
      await mkdir(dirname(path), { recursive: true });
      await store.download(key, path);
    }
    await fetchOwnFiles(store, (await readHead(store)).head, folder);
    store.close();
  }

  /** What is left when nothing is unfinished: published files, one object for the state, and what was told of runs. */
  async assertTidy(out: string): Promise<void> {
    const store = await this.store(out);
    const { head } = await readHead(store);
    assert.isUndefined(head.holder);
    assert.deepEqual(head.moving, {});
    assert.deepEqual(Object.keys(head.files), ['_millrace/state.json']);
    assert.lengthOf(await store.list('_millrace/objects/'), 1);
    store.close();
  }

  async head(out: string) {
    const store = await this.store(out);
    const found = await readHead(store);
    store.close();
    return found.head;
  }
}
