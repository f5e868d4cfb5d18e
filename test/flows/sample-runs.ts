import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import type { ApiName } from '../../lib/sample/definition.ts';
import type { SampleApi } from '../../lib/sample/server.ts';
import { ROOT, runCommand, type Ended } from '../helpers/command.ts';
import { readParquet, type ReadRow } from '../helpers/read-parquet.ts';
import { difference, keyOf, withoutJsonText } from './row-difference.ts';

export const SAMPLE_KEY = 'sample-key';

/** The arguments that run a shipped pipeline against the sample API. */
export function pipelineArgs(name: ApiName, api: Pick<SampleApi, 'url'>): string[] {
  return ['run', join(ROOT, 'pipelines', `${name}.ts`), '--set', `client.base_url=${baseUrl(name, api)}`];
}

/** The address of one of the sample APIs. */
export function baseUrl(name: ApiName, api: Pick<SampleApi, 'url'>): string {
  return name === 'onboarding' ? `${api.url}/v3/` : api.url;
}

/** The secrets of the shipped pipelines. */
export const SAMPLE_ENV = { API_TOKEN: SAMPLE_KEY, API_KEY: SAMPLE_KEY };

/** Runs a shipped pipeline by the command line; its files are in `out` below `cwd`. */
export function runPipeline(
  name: ApiName,
  api: Pick<SampleApi, 'url'>,
  cwd: string,
  more: readonly string[] = [],
): Promise<Ended> {
  return runCommand([...pipelineArgs(name, api), '-o', 'out', ...more], { cwd, env: SAMPLE_ENV });
}

/** The columns that identify a row of the sample API; none for a resource of one row. */
export function sampleKey(held: readonly ReadRow[]): string[] {
  const names = Object.keys(held[0] ?? {});
  const parents = names.filter((name) => name.startsWith('_'));
  return [...parents, ...names.filter((name) => name === 'id' || name === 'UUID')];
}

/** A file has exactly the rows that the server holds, each once; `typed` says that a schema gave its columns types. */
export async function assertPublished(
  folder: string,
  api: SampleApi,
  name: ApiName,
  resource: string,
  { typed = true } = {},
): Promise<void> {
  const held = api.expected(name, resource);
  const rows = await readParquet(join(folder, `${resource}.parquet`));
  assert.lengthOf(rows, held.length, `${name}: ${resource}`);
  const key = sampleKey(held);
  assert.isTrue(key.length > 0 || held.length === 1, `${name}: ${resource} has a key`);
  const byKey = new Map(rows.map((row) => [keyOf(row, key), row]));
  assert.equal(byKey.size, rows.length, `${name}: ${resource} has each key once`);
  for (const row of held) {
    const id = keyOf(row, key);
    const found = byKey.get(id);
    assert.isDefined(found, `${name}: ${resource} ${id}`);
    const read = typed ? found : withoutJsonText(found, row);
    assert.isUndefined(difference(read, row, name === 'practice-management'), `${name}: ${resource} ${id}`);
  }
}

/** Every resource of an API is in its file, and nothing else is beside them. */
export async function assertAllPublished(
  folder: string,
  api: SampleApi,
  name: ApiName,
  options: { readonly typed?: boolean } = {},
): Promise<void> {
  const resources = api.resources(name);
  assert.sameMembers(
    await readdir(folder),
    [...resources.map((resource) => `${resource}.parquet`), '_millrace'],
    'files',
  );
  for (const resource of resources) await assertPublished(folder, api, name, resource, options);
}

/** Two folders have the same files, with the same columns. */
export async function assertSameColumns(one: string, other: string, api: SampleApi, name: ApiName): Promise<void> {
  for (const resource of api.resources(name)) {
    const [row = {}] = await readParquet(join(one, `${resource}.parquet`));
    const [same = {}] = await readParquet(join(other, `${resource}.parquet`));
    assert.sameMembers(Object.keys(row), Object.keys(same), `${name}: ${resource}`);
  }
}

/** The cursors that an output folder has. */
export async function storedCursors(folder: string): Promise<Record<string, string>> {
  const text = await readFile(join(folder, '_millrace', 'state.json'), 'utf8');
  const { cursors } = JSON.parse(text) as { cursors: Record<string, { last_value: string }> };
  return Object.fromEntries(Object.entries(cursors).map(([name, { last_value }]) => [name, last_value]));
}
