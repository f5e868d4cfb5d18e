import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { assert } from 'chai';
import { prepare } from '../../lib/api/prepare.ts';
import { replaySecrets } from '../../lib/api/replay-secrets.ts';
import { loadSource } from '../../lib/cli/load-source.ts';
import { run, type RunOptions } from '../../lib/run/run.ts';
import { startSampleApi, type SampleApi } from '../../lib/sample/server.ts';
import { baseUrl } from '../flows/sample-runs.ts';
import { ROOT } from '../helpers/command.ts';
import { exactRows } from '../helpers/parquet.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { API_NAMES } from '../sample/sample-client.ts';

/** It has what is written otherwise in a URL, in JSON and in a form. */
const KEY = 'k3y of/the "tests"+=';

/** Every form in which the key could be found in a file. */
const FORMS = [
  KEY,
  encodeURIComponent(KEY),
  new URLSearchParams({ k: KEY }).toString().slice(2),
  JSON.stringify(KEY).slice(1, -1),
  Buffer.from(KEY).toString('base64'),
  Buffer.from(KEY).toString('base64url'),
  Buffer.from(KEY).toString('hex'),
];

describe('recording: the five pipelines', () => {
  const folder = temporaryFolder();
  let api: SampleApi;
  before(async () => {
    // What is sent again is recorded again.
    api = await startSampleApi({ key: KEY, size: 0.05, faults: { rateLimit: 3, reset: 5, retryAfter: 0 } });
  });
  after(() => api.close());

  for (const name of API_NAMES) {
    it(`${name} is replayed without the API and its secret, and gives equal files`, async function () {
      this.timeout(60_000);
      const { config } = await loadSource(join(ROOT, 'pipelines', `${name}.ts`));
      const handler = 'error_handler={"retry_on_status_codes":[429],"max_retries":3,"backoff_factor":0}';
      const set = [`client.base_url=${baseUrl(name, api)}`, `resource_defaults.endpoint.${handler}`];
      const recorded = join(folder(), 'recording');
      const at = (out: string, more: RunOptions): RunOptions => ({ out: join(folder(), out), ...more });

      const first = prepare(config, { set, secrets: { env: { API_TOKEN: KEY, API_KEY: KEY }, file: {} } });
      const summary = await run(first, at('recorded', { record: recorded }));
      const asked = api.requests.total;
      const second = prepare(config, { set, secrets: replaySecrets });
      const replayed = await run(second, at('replayed', { replay: recorded }));

      assert.equal(api.requests.total, asked, 'a replay asks for nothing');
      const outcomes = ({ resources }: typeof summary) =>
        resources.map((outcome) => ({ ...outcome, ms: 0, file: '', bytes: 0 }));
      assert.deepEqual(outcomes(replayed), outcomes(summary));
      assert.deepEqual(
        summary.resources.flatMap(({ error }) => error?.message ?? []),
        [],
      );
      if (name !== 'generic')
        assert.isAbove(
          summary.resources.reduce((sum, { retries }) => sum + retries, 0),
          0,
          'something was sent again',
        );
      for (const resource of api.resources(name)) {
        const rows = (out: string) => sortedRows(join(folder(), out, `${resource}.parquet`));
        assert.deepEqual(await rows('replayed'), await rows('recorded'), resource);
      }
      await assertNowhere(recorded);
    });
  }
});

/** Children come in the order in which their parents were answered. */
async function sortedRows(path: string): Promise<string[]> {
  const text = (_: string, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value);
  return (await exactRows(path)).map((row) => JSON.stringify(row, text)).sort();
}

async function assertNowhere(folder: string): Promise<void> {
  let seen = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    seen += 1;
    const path = join(entry.parentPath, entry.name);
    const bytes = await readFile(path);
    for (const content of path.endsWith('.gz') ? [bytes, gunzipSync(bytes)] : [bytes]) {
      for (const form of FORMS) assert.isFalse(content.includes(form), `${path} has ${form}`);
    }
  }
  assert.isAtLeast(seen, 2);
}
