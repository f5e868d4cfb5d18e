import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { assert } from 'chai';
import { startSampleApi, type SampleApi } from '../../lib/sample/server.ts';
import { ROOT, runCommand } from '../helpers/command.ts';
import { readParquet } from '../helpers/read-parquet.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { SEEDS } from '../sample/seed-files.ts';

const run = promisify(execFile);

const LIBRARY = `import { restApiSource } from 'millrace';
const source = restApiSource({
  client: {
    base_url: process.argv[2],
    auth: { type: 'api_key', name: 'api_key', api_key: 'sample-key', location: 'query' },
  },
  resources: [
    {
      name: 'items',
      primary_key: 'id',
      endpoint: { path: '/v1/resource', data_selector: 'data', paginator: { type: 'offset', limit: 100 } },
    },
  ],
});
const { resources } = await source.run({ out: 'own' });
console.log(resources[0].status);
`;

/** As `npm install` leaves it: built, without TypeScript on the way, in another project's `node_modules`. */
describe('cli: installed', () => {
  const folder = temporaryFolder();
  let api: SampleApi;
  before(async () => {
    api = await startSampleApi({ size: 0.05 });
  });
  after(() => api.close());

  it('runs from a build, and lets a module of the user import it', async () => {
    const modules = join(folder(), 'node_modules');
    const own = join(modules, 'millrace');
    await mkdir(own, { recursive: true });
    const build = ['--import', 'tsx', join(ROOT, 'scripts/build.ts'), join(own, 'dist')];
    await run(process.execPath, build, { cwd: ROOT });
    await symlink(join(ROOT, 'node_modules'), join(own, 'node_modules'));
    for (const name of ['package.json', 'pipelines']) await cp(join(ROOT, name), join(own, name), { recursive: true });
    const { bin } = JSON.parse(await readFile(join(own, 'package.json'), 'utf8')) as { bin: { millrace: string } };
    const main = join(own, bin.millrace);
    assert.match(await readFile(main, 'utf8'), /^#!\/usr\/bin\/env node\n/);

    const { status, stdout, stderr } = await runCommand(
      ['run', 'node_modules/millrace/pipelines/generic.ts', '--set', `client.base_url=${api.url}`],
      { cwd: folder(), env: { API_KEY: 'sample-key' }, program: [process.execPath, main] },
    );
    assert.equal(status, 0, stdout + stderr);
    const rows = await readParquet(join(folder(), 'data/resource_name.parquet'));
    assert.lengthOf(rows, api.expected('generic', 'resource_name').length);

    // What reads YAML and documents is loaded when it is needed.
    const seed = join(ROOT, 'test/fixtures/seeds', SEEDS.generic);
    await writeFile(join(folder(), 'jobs.yaml'), 'client: { base_url: https://api.example.com }\nresources: [jobs]\n');
    for (const [args, says] of [
      [['plan', seed], 'resource_name'],
      [['plan', 'jobs.yaml'], 'jobs'],
      [['import', seed, '-o', 'own.ts'], 'Wrote own.ts'],
    ] as const) {
      const ended = await runCommand(args, { cwd: folder(), program: [process.execPath, main] });
      assert.equal(ended.status, 0, ended.stderr);
      assert.include(ended.stdout, says);
    }

    // The library, imported by plain JavaScript.
    await writeFile(join(folder(), 'library.mjs'), LIBRARY);
    const library = await runCommand([api.url], {
      cwd: folder(),
      program: [process.execPath, join(folder(), 'library.mjs')],
    });
    assert.deepEqual(library, { status: 0, signal: null, stdout: 'published\n', stderr: '' });
    assert.lengthOf(await readParquet(join(folder(), 'own/items.parquet')), rows.length);
  });
});
