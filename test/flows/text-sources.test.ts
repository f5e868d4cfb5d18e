import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import { startSampleApi, type SampleApi } from '../../lib/sample/server.ts';
import { assertNoSecret, runCommand } from '../helpers/command.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { assertPublished, SAMPLE_ENV, SAMPLE_KEY } from './sample-runs.ts';

const YAML = `# yaml-language-server: $schema=node_modules/millrace/schema/millrace.schema.json
name: generic
client:
  base_url: https://api.example.com
  auth: { type: api_key, name: api_key, api_key: '\${secret:api_key}', location: query }
resource_defaults:
  primary_key: id
  write_disposition: merge
resources:
  - name: resource_name
    endpoint:
      path: /v1/resource
      data_selector: data
      paginator: { type: offset, limit: 100 }
`;

const JSON_TEXT = JSON.stringify({
  $schema: 'node_modules/millrace/schema/millrace.schema.json',
  client: { base_url: 'https://api.example.com', auth: { token: '${secret:api_key}' } },
  resource_defaults: { primary_key: 'UUID', write_disposition: 'merge' },
  resources: [
    {
      name: 'task_list',
      endpoint: { path: '/task.api/list', data_selector: ['Response', 'TaskList', 'Task'], paginator: 'page_number' },
    },
  ],
});

describe('flows: sources in YAML and JSON', () => {
  const folder = temporaryFolder();
  let api: SampleApi;
  before(async () => {
    api = await startSampleApi({ size: 0.1 });
  });
  after(() => api.close());

  const run = async (name: string, text: string, ...more: readonly string[]) => {
    await writeFile(join(folder(), name), text);
    return runCommand(['run', name, '-o', 'out', ...more], { cwd: folder(), env: SAMPLE_ENV });
  };

  for (const name of ['my-api.yaml', 'my-api.yml']) {
    it(`runs ${name}, with --set`, async () => {
      const ended = await run(name, YAML, '--set', `client.base_url=${api.url}`);
      assert.equal(ended.status, 0, ended.stderr);
      await assertPublished(join(folder(), 'out'), api, 'generic', 'resource_name');
      await assertNoSecret(SAMPLE_KEY, ended, folder());
    });
  }

  it('runs my-api.json', async () => {
    const ended = await run('my-api.json', JSON_TEXT.replace('https://api.example.com', api.url));
    assert.equal(ended.status, 0, ended.stderr);
    await assertPublished(join(folder(), 'out'), api, 'practice-management', 'task_list');
  });

  it('reads a base URL out of a secret, and prints it nowhere', async () => {
    await writeFile(join(folder(), 'my-api.yaml'), YAML.replace('https://api.example.com', '${secret:my_host}'));
    const env = { ...SAMPLE_ENV, MY_HOST: api.url };
    const ended = await runCommand(['run', 'my-api.yaml', '-o', 'out'], { cwd: folder(), env });
    assert.equal(ended.status, 0, ended.stderr);
    await assertNoSecret(api.url, ended, folder());
  });

  it('tells everything that is wrong at once, each with its line', async () => {
    const text = YAML.replace('data_selector', 'data_selectr')
      .replace('limit: 100', 'limit: -1')
      .replace('merge', 'merg');
    const { status, stdout, stderr } = await run('my-api.yaml', text);
    assert.deepEqual([status, stdout], [2, '']);
    assert.include(stderr, 'the configuration has 3 errors');
    assert.include(
      stderr,
      'resources.resource_name.endpoint.data_selectr: there is no such key\n    at   my-api.yaml:13:7\n',
    );
    assert.include(stderr, 'did you mean data_selector?');
    assert.include(stderr, 'at   my-api.yaml:14:34');
    assert.include(stderr, 'at   my-api.yaml:8:3');
  });

  it('tells where the placeholder of a missing secret is, and where a wrong --set is', async () => {
    await writeFile(join(folder(), 'my-api.yaml'), YAML);
    const missing = await runCommand(['run', 'my-api.yaml'], { cwd: folder() });
    assert.equal(missing.status, 2);
    assert.match(missing.stderr, /the secret api_key is missing[^]*at +my-api\.yaml:5:41/);
    const set = await run('my-api.yaml', YAML, '--set', 'client.base_url=ftp://x');
    const nothing = await run('my-api.yaml', YAML, '--set', 'resources.jobs.endpoint=x');
    assert.match(nothing.stderr, /there is no resource jobs/);
    assert.notMatch(nothing.stderr, /^ +at /m);
    assert.match(set.stderr, /setting +client\.base_url\n +at +--set client\.base_url\n/);
  });

  it('plan shows them too, with secrets in texts hidden, and tells what is wrong with its line', async () => {
    const plan = async (text: string) => {
      await writeFile(join(folder(), 'my-api.yaml'), text);
      return runCommand(['plan', 'my-api.yaml'], { cwd: folder(), env: { ...SAMPLE_ENV, MY_HOST: 'example.org' } });
    };
    const secret = YAML.replace('api.example.com', '${secret:my_host}').replace('/v1/', '/${secret:my_host}/');
    const { status, stdout, stderr } = await plan(secret);
    assert.equal(status, 0, stderr);
    assert.include(stdout, 'GET https://***/***/resource');
    const wrong = await plan(YAML.replace('data_selector', 'data_selectr'));
    assert.equal(wrong.status, 2);
    assert.include(wrong.stderr, 'my-api.yaml:13:7');
  });

  it('tells a parent that there is not with its line', async () => {
    const { status, stderr } = await run('my-api.yaml', YAML.replace('/v1/resource', '/{resources.resource_nam.id}'));
    assert.equal(status, 2);
    assert.match(
      stderr,
      /there is no resource resource_nam\n[^]*at +my-api\.yaml:12:7\n[^]*did you mean resource_name/,
    );
  });
});
