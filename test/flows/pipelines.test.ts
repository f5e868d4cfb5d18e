import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import type { ApiName } from '../../lib/sample/definition.ts';
import { startSampleApi, type SampleApi } from '../../lib/sample/server.ts';
import { assertNoSecret } from '../helpers/command.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { API_NAMES } from '../sample/sample-client.ts';
import { assertAllPublished, runPipeline, SAMPLE_KEY, storedCursors } from './sample-runs.ts';

describe('flows: pipelines', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  let api: SampleApi;
  let small: SampleApi;
  before(async () => {
    api = await startSampleApi();
    small = await startSampleApi({ size: 0.15 });
  });
  after(() => Promise.all([api.close(), small.close()]));

  async function assertRuns(name: ApiName, api: SampleApi): Promise<void> {
    const ended = await runPipeline(name, api, folder());
    assert.equal(ended.status, 0, `${ended.stdout}${ended.stderr}`);
    await assertAllPublished(join(folder(), 'out'), api, name);
    await assertNoSecret(SAMPLE_KEY, ended, folder());
    assert.include(ended.stdout, `Published ${api.resources(name).length} of ${api.resources(name).length}`);
  }

  for (const name of API_NAMES) {
    it(`${name} publishes every row of every resource`, () => assertRuns(name, api));

    it(`${name} publishes again into the same files`, async () => {
      for (let turn = 0; turn < 2; turn++) await assertRuns(name, small);
    });
  }

  it('keeps the highest cursor of each resource', async () => {
    const highest = (resource: string) =>
      api
        .expected('onboarding', resource)
        .map((row) => String(row['updated_at']))
        .sort()
        .at(-1);
    const expected = Object.fromEntries(api.resources('onboarding').map((one) => [one, highest(one)]));
    const out = join(folder(), 'out');
    for (const turn of ['first', 'second']) {
      assert.equal((await runPipeline('onboarding', api, folder())).status, 0);
      assert.deepEqual(await storedCursors(out), expected, `${turn} run`);
    }
  });

  it('takes from the second run on only what changed since the cursor', async () => {
    await runPipeline('onboarding', api, folder(), ['--select', 'changes']);
    const { stdout } = await runPipeline('onboarding', api, folder(), ['--select', 'changes', '--progress', 'json']);
    const { resources } = JSON.parse(stdout) as { resources: { rowsRead: number; rowsPublished: number }[] };
    const held = api.expected('onboarding', 'changes');
    const last = (await storedCursors(join(folder(), 'out')))['changes'];
    assert.equal(resources[0]!.rowsRead, held.filter((row) => row['updated_at'] === last).length);
    assert.equal(resources[0]!.rowsPublished, held.length);
  });

  it('publishes a selected child, and fetches its parent without publishing it', async () => {
    const ended = await runPipeline('web-scraper', api, folder(), ['--select', 'sitemap_detail', '--limit', '7']);
    assert.equal(ended.status, 0, ended.stderr);
    const out = join(folder(), 'out');
    const summary = await readFile(join(out, 'sitemap_detail.parquet'));
    assert.isAbove(summary.length, 0);
    await assertMissing(join(out, 'sitemap_list.parquet'));
  });
});

async function assertMissing(path: string): Promise<void> {
  const found = await readFile(path).then(
    () => true,
    () => false,
  );
  assert.isFalse(found, `${path} is not there`);
}
