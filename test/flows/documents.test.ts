import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import type { ApiName } from '../../lib/sample/definition.ts';
import { startSampleApi, type SampleApi } from '../../lib/sample/server.ts';
import { assertNoSecret, ROOT, runCommand } from '../helpers/command.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { API_NAMES } from '../sample/sample-client.ts';
import { SEEDS } from '../sample/seed-files.ts';
import { assertAllPublished, assertSameColumns, baseUrl, runPipeline, SAMPLE_ENV, SAMPLE_KEY } from './sample-runs.ts';

describe('flows: documents', () => {
  const folder = temporaryFolder();
  let api: SampleApi;
  before(async () => {
    api = await startSampleApi({ size: 0.3 });
  });
  after(() => api.close());

  const runSeed = (name: ApiName, ...more: readonly string[]) =>
    runCommand(
      [
        'run',
        join(ROOT, 'test/fixtures/seeds', SEEDS[name]),
        '-o',
        'seed',
        '--set',
        `client.base_url=${baseUrl(name, api)}`,
        ...more,
      ],
      {
        cwd: folder(),
        env: SAMPLE_ENV,
      },
    );

  for (const name of API_NAMES) {
    it(`the seed of ${name} runs as it is written, and gives the files of its pipeline`, async () => {
      const ended = await runSeed(name);
      assert.equal(ended.status, 0, ended.stderr + ended.stdout);
      await assertAllPublished(join(folder(), 'seed'), api, name, { typed: false });
      await assertNoSecret(SAMPLE_KEY, ended, folder());
      const pipeline = await runPipeline(name, api, folder());
      assert.equal(pipeline.status, 0, pipeline.stderr);
      await assertSameColumns(join(folder(), 'seed'), join(folder(), 'out'), api, name);
    });
  }

  it('reads a secret from the .env file beside the document', async () => {
    await mkdir(join(folder(), 'mine'));
    await copyFile(join(ROOT, 'test/fixtures/seeds', SEEDS.generic), join(folder(), 'mine/api.md'));
    await writeFile(join(folder(), 'mine/.env'), `API_KEY=${SAMPLE_KEY}\n`);
    const ended = await runCommand(['run', 'mine/api.md', '--set', `client.base_url=${api.url}`], { cwd: folder() });
    assert.equal(ended.status, 0, ended.stderr);
  });

  it('tells what is wrong with a document by its lines, without requesting anything', async () => {
    const seed = await readFile(join(ROOT, 'test/fixtures/seeds', SEEDS.generic), 'utf8');
    const broken = seed.replace('"limit": 100', '"limit": 10 ** 2').replace('"merge"', 'lambda: 1');
    await writeFile(join(folder(), 'api.md'), broken);
    const before = api.requests.total;
    const ended = await runCommand(['run', 'api.md', '--set', `client.base_url=${api.url}`], { cwd: folder() });
    assert.equal(ended.status, 2);
    const lineOf = (text: string) => broken.slice(0, broken.indexOf(text)).split('\n').length;
    assert.include(ended.stderr, 'the configuration has 2 errors');
    assert.match(ended.stderr, new RegExp(`at +api\\.md:${lineOf('10 ** 2')}:\\d+`));
    assert.match(ended.stderr, new RegExp(`at +api\\.md:${lineOf('lambda')}:\\d+`));
    assert.equal(api.requests.total, before);
  });
});
