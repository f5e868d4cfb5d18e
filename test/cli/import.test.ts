import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import { planSource } from '../../lib/api/plan-source.ts';
import { loadSource } from '../../lib/cli/load-source.ts';
import { startSampleApi, type SampleApi } from '../../lib/sample/server.ts';
import { ROOT, runCommand } from '../helpers/command.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { tool, typeCheck } from '../helpers/type-check.ts';
import { assertAllPublished, baseUrl, SAMPLE_ENV } from '../flows/sample-runs.ts';
import { API_NAMES } from '../sample/sample-client.ts';
import { SEEDS } from '../sample/seed-files.ts';

const SEED_FOLDER = join(ROOT, 'test/fixtures/seeds');

/** Everything that a text file can say and that TypeScript says otherwise. */
const ALL_KINDS = `
name: all_kinds
client:
  base_url: https://\${secret:host}/v1
  headers: { Authorization: 'Token \`\${secret:key}\` \\ $x', X-Team: '\${secret:team}' }
  auth: { token: '\${secret:key}' }
  paginator: { type: json_response, next_url_path: next }
  decoder: null
  rate_limit: { requests: 5, per: second }
resource_defaults:
  primary_key: id
  write_disposition: { disposition: merge, strategy: upsert }
  endpoint: { params: { limit: 50, until: null } }
  table_name: null
resources:
  - plain
  - name: it's "quoted"
    table_name: quoted
    primary_key: null
    write_disposition: append
    endpoint: { path: 'a "b" it''s', paginator: null, auth: null, data_selector: [a, "b.c"] }
  - name: jobs
    endpoint:
      path: jobs
      params: { big: 12345678901234567890, list: [1, x, true], since: { type: incremental, cursor_path: at, initial_value: 2024-01-01 } }
      error_handler: { retry_on_status_codes: [429], max_retries: null }
      json: { query: "line one\\nline 'two' and \\"three\\"", __proto__: { nested: [null, { a: [] }, {}] } }
      response_actions: [{ status_code: 404, action: ignore }, { status_code: 5xx, action: retry }]
  - name: documents
    include_from_parent: [title, it's]
    endpoint: { path: 'jobs/{id}/documents', params: { own: '{{ stream_partition.jobs }}' } }
  - name: more
    endpoint: 'jobs/{{ stream_partition.jobs }}/more'
  - name: resolved
    endpoint: { path: 'x/{job}', params: { job: { type: resolve, resource: jobs, field: id } } }
  - { name: given, rows: [{ id: 1 }, { id: null }], selected: true }
  - { name: ofFile, file: ids.csv }
`;

describe('cli: import', function () {
  this.timeout(120_000);
  const folder = temporaryFolder();

  const importSource = (source: string, out: string, ...more: readonly string[]) =>
    runCommand(['import', source, '-o', out, ...more], { cwd: folder() });

  /** What a run of a source would do, but for where its settings are written. */
  async function planOf(file: string): Promise<unknown> {
    const { config } = await loadSource(file);
    const secrets = { env: { HOST: 'h', KEY: 'k', TEAM: 't', API_KEY: 'a', API_TOKEN: 'b' }, file: {} };
    const plan = planSource(config, { secrets, out: 'data', select: undefined, cursorOf: () => undefined });
    return JSON.parse(JSON.stringify(plan).replaceAll('"inferred"', '"written"')) as unknown;
  }

  it('writes modules that the type check and the formatter accept, and that do the same', async () => {
    await writeFile(join(folder(), 'all-kinds.yaml'), ALL_KINDS);
    await writeFile(join(folder(), 'ids.csv'), 'id\n1\n');
    const sources = [join(folder(), 'all-kinds.yaml'), ...Object.values(SEEDS).map((seed) => join(SEED_FOLDER, seed))];
    await mkdir(join(folder(), 'out'));
    for (const [index, source] of sources.entries()) {
      const ended = await importSource(source, `out/source-${index}.ts`);
      assert.equal(ended.status, 0, ended.stderr);
      const text = await readFile(join(folder(), `out/source-${index}.ts`), 'utf8');
      for (const line of text.split('\n')) assert.isAtMost(line.length, 120, line);
      assert.notInclude(text, 'stream_partition');
      assert.deepEqual(await planOf(join(folder(), `out/source-${index}.ts`)), await planOf(source), source);
    }
    assert.equal(await typeCheck(join(folder(), 'out')), '');
    const modules = sources.map((_, index) => join(folder(), `out/source-${index}.ts`));
    assert.equal(await tool('oxfmt', '-c', join(ROOT, '.oxfmtrc.json'), '--check', ...modules), '');
  });

  it('finds the files that a source names from its new place', async () => {
    await writeFile(join(folder(), 'all-kinds.yaml'), ALL_KINDS);
    await importSource('all-kinds.yaml', 'deep/er/source.ts');
    assert.include(await readFile(join(folder(), 'deep/er/source.ts'), 'utf8'), "file: '../../ids.csv'");
  });

  describe('runs', () => {
    let api: SampleApi;
    before(async () => {
      api = await startSampleApi({ size: 0.1 });
    });
    after(() => api.close());

    for (const name of API_NAMES) {
      it(`of the module of the seed of ${name} give its files`, async () => {
        const set = ['--set', `client.base_url=${baseUrl(name, api)}`];
        const imported = await importSource(join(SEED_FOLDER, SEEDS[name]), 'source.ts', ...set);
        assert.equal(imported.status, 0, imported.stderr);
        const ended = await runCommand(['run', 'source.ts', '-o', 'out'], { cwd: folder(), env: SAMPLE_ENV });
        assert.equal(ended.status, 0, ended.stderr);
        await assertAllPublished(join(folder(), 'out'), api, name, { typed: false });
      });
    }
  });

  it('writes over no file, unless it is told to', async () => {
    const seed = join(SEED_FOLDER, SEEDS.generic);
    await writeFile(join(folder(), 'mine.ts'), 'mine');
    const refused = await importSource(seed, 'mine.ts');
    assert.equal(refused.status, 2);
    assert.match(refused.stderr, /^error: mine\.ts is there already\n[^]*--force/);
    assert.equal(await readFile(join(folder(), 'mine.ts'), 'utf8'), 'mine');
    const forced = await importSource(seed, 'mine.ts', '--force');
    assert.equal(forced.status, 0, forced.stderr);
    assert.equal(forced.stdout, 'Wrote mine.ts. Run it: millrace run mine.ts\n');
    assert.include(await readFile(join(folder(), 'mine.ts'), 'utf8'), 'restApiSource');
  });

  const refused: readonly [name: string, args: readonly string[], says: RegExp][] = [
    ['a module', [join(ROOT, 'pipelines/generic.ts'), '-o', 'x.ts'], /is a module already/],
    [
      'a name that is none of a module',
      [join(SEED_FOLDER, SEEDS.generic), '-o', 'x.json'],
      /no name of a TypeScript module/,
    ],
    ['no name', [join(SEED_FOLDER, SEEDS.generic)], /--out/],
    ['a wrong source', ['wrong.yaml', '-o', 'x.ts'], /client\.base_url[^]*wrong\.yaml:1:1/],
    [
      'a wrong --set',
      [join(SEED_FOLDER, SEEDS.generic), '-o', 'x.ts', '--set', 'client.base_url=x'],
      /--set client\.base_url/,
    ],
  ];
  for (const [name, args, says] of refused) {
    it(`refuses ${name}`, async () => {
      await writeFile(join(folder(), 'wrong.yaml'), 'client: {}\nresources: [a]\n');
      const ended = await runCommand(['import', ...args], { cwd: folder() });
      assert.equal(ended.status, 2);
      assert.match(ended.stderr, says);
    });
  }
});
