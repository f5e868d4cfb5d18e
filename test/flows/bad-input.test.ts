import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import type { Ended } from '../helpers/command.ts';
import { writeSource } from './test-source.ts';
import { userFlow } from './user-flow.ts';

/** Wrong usage or configuration: the status says so, one message on stderr, nothing on stdout. */
function assertRefused({ status, stdout, stderr }: Ended, ...says: readonly (string | RegExp)[]): void {
  assert.equal(status, 2, stderr);
  assert.equal(stdout, '');
  assert.match(stderr, /^error: /);
  assert.lengthOf(stderr.match(/^error: /gm)!, 1, stderr);
  for (const part of says) {
    if (typeof part === 'string') assert.include(stderr, part);
    else assert.match(stderr, part);
  }
}

describe('flows: bad input', () => {
  const flow = userFlow();
  const write = (name: string, text: string) => writeFile(join(flow.folder(), name), text);

  /** Nothing was requested, and no output folder was made. */
  async function assertNothingDone(asked: readonly unknown[]): Promise<void> {
    assert.isEmpty(asked, 'requests');
    const made = await access(join(flow.folder(), 'data')).then(
      () => true,
      () => false,
    );
    assert.isFalse(made, 'the output folder');
  }

  describe('a source that cannot be loaded', () => {
    it('says that there is no such file', async () => {
      assertRefused(await flow.millrace(['run', 'nothing.ts']), 'there is no file nothing.ts', /^ {2}fix /m);
    });

    it('says that a file is no source', async () => {
      await write('data.xlsx', 'x');
      assertRefused(await flow.millrace(['run', 'data.xlsx']), 'data.xlsx', /^ {2}fix .*\.ts/m);
      await mkdir(join(flow.folder(), 'folder'));
      assertRefused(await flow.millrace(['run', 'folder']), 'folder');
    });

    it('says that a module exports no source, and what to write', async () => {
      await write('empty.ts', 'export const jobs = 1;\n');
      assertRefused(await flow.millrace(['run', 'empty.ts']), 'empty.ts', 'export default restApiSource(');
    });

    it('says where a module is wrong', async () => {
      await write('syntax.ts', "import { secret } from 'millrace';\nexport default {\n");
      assertRefused(await flow.millrace(['run', 'syntax.ts']), 'cannot load syntax.ts');
    });

    it('says what a module threw or could not import', async () => {
      await write('throws.ts', "throw new Error('no such region: mars');\n");
      assertRefused(await flow.millrace(['run', 'throws.ts']), 'cannot load throws.ts', 'no such region: mars');
      await write('imports.ts', "import nothing from 'a-package-that-is-not-there';\nexport default nothing;\n");
      assertRefused(await flow.millrace(['run', 'imports.ts']), 'imports.ts', 'a-package-that-is-not-there');
    });
  });

  describe('a configuration with a mistake', () => {
    it('names the key that was meant', async () => {
      const api = await flow.api();
      await flow.source(`name: 'jobs', endpoint: { path: '/jobs', pagniator: 'offset' } as object`);
      assertRefused(await flow.run(api), 'resources.jobs.endpoint.pagniator', 'did you mean paginator?');
      await assertNothingDone(api.asked);
    });

    it('names all mistakes at once', async () => {
      const api = await flow.api();
      await flow.source(`name: 'jobs', primry_key: 'id'`, `name: 'users', write_disposition: 'merg'`);
      assertRefused(await flow.run(api), '2 errors', 'did you mean primary_key?', /users\.write_disposition.*"merg"/);
      await assertNothingDone(api.asked);
    });

    it('knows no such paginator', async () => {
      const api = await flow.api();
      await flow.source(`name: 'jobs', endpoint: { paginator: 'page_numbr' }`);
      assertRefused(
        await flow.run(api),
        '"page_numbr"',
        'resources.jobs.endpoint.paginator',
        'did you mean page_number?',
      );
      await assertNothingDone(api.asked);
    });

    it('cannot merge without a key', async () => {
      const api = await flow.api();
      await flow.source(`name: 'jobs', primary_key: []`);
      assertRefused(await flow.run(api), 'merge', 'resources.jobs.primary_key', /^ {2}fix .*primary_key/m);
      await assertNothingDone(api.asked);
    });

    it('has a child of a parent that is not there', async () => {
      const api = await flow.api();
      await flow.source(`name: 'jobs'`, `name: 'logs', endpoint: '/jobs/{resources.job.id}/logs'`);
      assertRefused(await flow.run(api), 'resources.logs.endpoint.path', 'did you mean jobs?');
      await assertNothingDone(api.asked);
    });
  });

  describe('a missing secret', () => {
    it('is named, with the variables and the file that were looked at', async () => {
      const api = await flow.api();
      await flow.source(`name: 'jobs'`);
      const ended = await flow.run(api, [], { env: {} });
      assertRefused(ended, 'api_key', 'API_KEY', 'SHOP__API_KEY', join(flow.folder(), '.env'), 'client.auth.token');
      await assertNothingDone(api.asked);
    });

    it('is missing where its variable is empty', async () => {
      const api = await flow.api();
      await flow.source(`name: 'jobs'`);
      assertRefused(await flow.run(api, [], { env: { API_KEY: '' } }), 'API_KEY');
      await assertNothingDone(api.asked);
    });

    it('does not hide a mistake in the configuration', async () => {
      const api = await flow.api();
      await flow.source(`name: 'jobs', endpoint: '/jobs/{resources.job.id}'`);
      assertRefused(await flow.run(api, [], { env: {} }), 'did you mean jobs?');
    });
  });

  describe('a wrong command line', () => {
    const cases: readonly (readonly [title: string, args: readonly string[], ...says: (string | RegExp)[]])[] = [
      ['a typo in --set', ['--set', 'client.base_ulr=http://127.0.0.1:1'], 'client.base_ulr', 'did you mean base_url?'],
      ['a typo in a resource of --set', ['--set', 'resources.jbos.endpoint.path=/x'], 'jbos', 'did you mean jobs?'],
      ['a --set without a value', ['--set', 'client.base_url'], 'client.base_url', 'path=value'],
      [
        'a --set of another type',
        ['--set', 'client.error_handler.max_retries=many'],
        'client.error_handler.max_retries',
      ],
      ['a typo in --select', ['--select', 'job'], '--select', 'did you mean jobs?'],
      ['an unknown option', ['--ouput', 'x'], "'--ouput'", 'did you mean --out?'],
      ['a limit of nothing', ['--limit', '0'], '--limit', 'at least 1'],
      ['a concurrency that is no number', ['--concurrency', 'all'], '--concurrency', 'whole number'],
      ['an unknown progress display', ['--progress', 'fancy'], 'plain, json'],
    ];
    for (const [title, args, ...says] of cases) {
      it(`says what is wrong with ${title}`, async () => {
        const api = await flow.api();
        await flow.source(`name: 'jobs'`);
        assertRefused(await flow.run(api, args), ...says);
        await assertNothingDone(api.asked);
      });
    }

    it('says which command was meant', async () => {
      assertRefused(await flow.millrace(['rnu', 'source.ts']), "'rnu'", 'did you mean run?');
    });

    it('asks for the source', async () => {
      assertRefused(await flow.millrace(['run']), "'source'");
    });

    it('knows the faults of the sample API', async () => {
      assertRefused(await flow.millrace(['sample-api', '--faults', 'rate_limt']), 'did you mean rate_limit?');
    });
  });

  it('finds a source in a folder whose name needs care', async () => {
    const api = await flow.api({ '/jobs': [{ id: 1 }] });
    const name = "it's 100% #1 ünïcode";
    await mkdir(join(flow.folder(), name));
    await writeSource(join(flow.folder(), name), { resources: [`name: 'jobs'`] });
    const ended = await flow.millrace([
      'run',
      join(name, 'source.ts'),
      '--set',
      `client.base_url=${api.url}`,
      '-o',
      name,
    ]);
    assert.equal(ended.status, 0, ended.stderr);
  });
});
