import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { assert } from 'chai';
import type { ApiName } from '../../lib/sample/definition.ts';
import { ask, withSampleApi } from './sample-client.ts';

const PATHS: readonly (readonly [name: ApiName, path: string])[] = [
  ['web-scraper', '/api/v1/scraping-jobs?page=3'],
  ['generic', '/v1/resource?offset=400&limit=100'],
  ['field-operations', '/v1/transactional/registrations'],
  ['onboarding', '/v3/analyze/responses?offset=50&limit=50'],
  ['practice-management', '/client.api/list?page=2&per_page=100'],
];

const run = promisify(execFile);

async function digest(env: Readonly<Record<string, string>>): Promise<string> {
  const script = fileURLToPath(new URL('print-digest.ts', import.meta.url));
  const { stdout } = await run(process.execPath, ['--import', 'tsx', script], { env: { ...process.env, ...env } });
  return stdout.trim();
}

describe('sample: determinism', () => {
  it('gives the same bodies from two servers, in whatever order they are asked', () =>
    withSampleApi({}, (one) =>
      withSampleApi({}, async (other) => {
        const bodies = new Map<string, string>();
        for (const [name, path] of PATHS) bodies.set(path, await (await ask(one, name, path)).text());
        for (const [name, path] of PATHS.toReversed()) {
          assert.equal(await (await ask(other, name, path)).text(), bodies.get(path));
          assert.isAbove(bodies.get(path)!.length, 10_000);
        }
      }),
    ));

  it('depends on neither time zone nor language nor process', async () => {
    const [here, there] = await Promise.all([
      digest({ TZ: 'UTC', LANG: 'C' }),
      digest({ TZ: 'Pacific/Auckland', LANG: 'tr_TR.UTF-8' }),
    ]);
    assert.match(here, /^[0-9a-f]{64}$/);
    assert.equal(here, there);
  });
});
