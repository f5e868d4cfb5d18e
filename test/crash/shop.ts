import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assert } from 'chai';
import { State } from '../../lib/files/state.ts';
import { readProgress } from '../../lib/progress/checkpoint.ts';
import type { SavedProgress } from '../../lib/progress/saved.ts';
import { startCommand, type Ended, type Running } from '../helpers/command.ts';
import { exactRows } from '../helpers/parquet.ts';
import { shopSource, startShopApi, type ShopApi } from './shop-api.ts';

export const RESOURCES = [
  'jobs',
  'tasks',
  'notes',
  'visits',
  'events',
  'settings',
  'changes',
  'audit',
  'parts',
] as const;
export type Resource = (typeof RESOURCES)[number];

/** What is published: the rows of each resource as texts, sorted. */
export type Content = Readonly<Record<string, readonly string[]>>;

/** One run of the real command, and what it asked for. */
export interface ShopRun extends Ended {
  /** Milliseconds that it took. */
  readonly ms: number;
  readonly asked: Readonly<Record<Resource, number>>;
}

export interface Killing {
  /** The step at which it is killed, e.g. `publish:before-rename@2`. */
  readonly failpoint?: string;
  /** Milliseconds after which it is killed. */
  readonly after?: number;
  /** Of the environment of the command. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The command line in a process of its own, against an API, with the folders that it publishes to. */
export class Shop {
  readonly folder: string;
  readonly api: ShopApi;

  private constructor(folder: string, api: ShopApi) {
    this.folder = folder;
    this.api = api;
  }

  static async open(): Promise<Shop> {
    const folder = await mkdtemp(join(tmpdir(), 'millrace-crash-'));
    const api = await startShopApi();
    await writeFile(join(folder, 'shop.json'), JSON.stringify(shopSource(api.url)));
    return new Shop(folder, api);
  }

  async close(): Promise<void> {
    await this.api.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  start(out: string, env: Readonly<Record<string, string>>, args: readonly string[] = []): Running {
    return startCommand(['run', 'shop.json', '-o', out, '--progress', 'plain', '--concurrency', '4', ...args], {
      cwd: this.folder,
      env: { MILLRACE_SAVE_EVERY: '25', ...env },
    });
  }

  async run(out: string, { failpoint, after, env }: Killing = {}, args: readonly string[] = []): Promise<ShopRun> {
    this.api.forget();
    const started = performance.now();
    const running = this.start(
      out,
      { ...(failpoint !== undefined && { MILLRACE_FAILPOINT: failpoint }), ...env },
      args,
    );
    const timer = after === undefined ? undefined : setTimeout(() => running.child.kill('SIGKILL'), after);
    const ended = await running.ended;
    clearTimeout(timer);
    const asked = Object.fromEntries(RESOURCES.map((name) => [name, this.api.asked.get(name) ?? 0]));
    return { ...ended, asked: asked as Record<Resource, number>, ms: performance.now() - started };
  }

  path(out: string, ...names: readonly string[]): string {
    return join(this.folder, out, ...names);
  }

  /** Makes `to` what `from` is. */
  async copy(from: string, to: string): Promise<void> {
    await rm(this.path(to), { recursive: true, force: true });
    await cp(this.path(from), this.path(to), { recursive: true });
  }

  /** All that a reader could see, and what was rejected. */
  async content(out: string): Promise<Content> {
    const content: Record<string, readonly string[]> = {};
    for (const name of RESOURCES) content[name] = await rowsAt(this.path(out, name));
    content['rejected jobs'] = await rowsAt(this.path(out, '_millrace', 'rejected', 'jobs'));
    return content;
  }

  async cursors(out: string): Promise<Readonly<Record<string, unknown>>> {
    const state = await State.read(this.path(out, '_millrace', 'state.json'));
    return Object.fromEntries(RESOURCES.map((name) => [name, state.cursor(name)]));
  }

  checkpoint(out: string): Promise<SavedProgress> {
    return readProgress(this.path(out, '_millrace', 'checkpoint.json'));
  }

  /** A run that is over leaves nothing behind but what it published and what it has to know. */
  async assertTidy(out: string): Promise<void> {
    const own = await readdir(this.path(out, '_millrace'));
    assert.sameMembers(own, ['journal', 'parents', 'rejected', 'runs', 'state.json', 'tmp']);
    for (const name of ['journal', 'parents', 'tmp']) {
      assert.isEmpty(await readdir(this.path(out, '_millrace', name)), name);
    }
  }
}

/** The rows of a file, or of a folder of files; none where there is nothing. */
export async function rowsAt(path: string): Promise<readonly string[]> {
  const files = await filesAt(path);
  const rows = (await Promise.all(files.map((file) => exactRows(file)))).flat();
  return rows
    .map((row) => JSON.stringify(row, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value)))
    .sort();
}

async function filesAt(path: string): Promise<readonly string[]> {
  const names = await readdir(path).catch(() => undefined);
  if (names !== undefined) return names.map((name) => join(path, name));
  const file = `${path}.parquet`;
  return readFile(file).then(
    () => [file],
    () => [],
  );
}
