import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import type { PlanDescription } from '../../lib/run/describe-plan.ts';
import { userFlow } from '../flows/user-flow.ts';
import { exists } from '../../lib/files/exists.ts';
import { State } from '../../lib/files/state.ts';

const SOURCE = [
  `name: 'jobs', endpoint: { path: '/v1/jobs', data_selector: 'data', paginator: { type: 'page_number', base_page: 1 },
      params: { status: 'open' } }`,
  `name: 'logs', selected: false, endpoint: '/v1/jobs/{resources.jobs.id}/logs', write_disposition: 'replace'`,
  `name: 'users', table_name: 'people', endpoint: { incremental: { cursor_path: 'at', start_param: 'since' } }`,
];

const TREE = `shop: http://127.0.0.1:1
auth               bearer ← client
secret             api_key is missing: set API_KEY

jobs → data/jobs.parquet
│  request            GET http://127.0.0.1:1/v1/jobs?status=open&page=1 ← endpoint
│  params             status ← endpoint, page ← paginator
│  paginator          page_number {base_page: 1…} ← endpoint
│  data_selector      data ← endpoint
│  primary_key        id ← defaults
│  write_disposition  merge ← defaults
│
└─ logs (left out)
      parent             jobs, asked once for each id ← written
      request            GET http://127.0.0.1:1/v1/jobs/{resources.jobs.id}/logs ← endpoint
      paginator          single_page ← client
      data_selector      found in the first answer ← auto
      primary_key        id ← defaults, beside _jobs_id ← parent
      write_disposition  replace ← resource

users → data/people.parquet
   request            GET http://127.0.0.1:1/users ← its name
   paginator          single_page ← client
   data_selector      found in the first answer ← auto
   primary_key        id ← defaults
   write_disposition  merge ← defaults
   incremental        at ← endpoint, sent as since, from the beginning
   table_name         people ← resource
`;

describe('cli: plan', () => {
  const flow = userFlow();
  const plan = (args: readonly string[] = [], env: Record<string, string> = {}) =>
    flow.millrace(['plan', 'source.ts', ...args], { env });

  it('shows every resource as a tree, with where each decision was made; it needs no secret and writes nothing', async () => {
    await flow.source(...SOURCE);
    const { status, stdout, stderr } = await plan();
    assert.deepEqual([status, stderr], [0, '']);
    // A paginator may come to have more options that have defaults.
    assert.equal(stdout.replace(/(page_number \{base_page: 1).*\}/, '$1…}'), TREE);
    assert.isFalse(await exists(join(flow.folder(), 'data')));
  });

  it('says where a secret is, and never what it is', async () => {
    await flow.source(`name: 'jobs', endpoint: { params: { echo: secret('api_key') } }`);
    const without = await plan();
    assert.equal(without.status, 0, without.stderr);
    assert.include(without.stdout, '?echo=***');
    const env = await plan([], { SHOP__API_KEY: 'k3y-of-the-tests' });
    assert.match(env.stdout, /^secret +api_key ← SHOP__API_KEY in the environment$/m);
    assert.include(env.stdout, '?echo=***');
    await writeFile(join(flow.folder(), '.env'), 'API_KEY=k3y-of-the-tests\n');
    assert.match((await plan()).stdout, /^secret +api_key ← API_KEY in \.env$/m);
  });

  it('shows what was selected and what that needs', async () => {
    await flow.source(...SOURCE);
    const { stdout } = await plan(['--select', 'logs', '--set', 'client.base_url=http://127.0.0.1:9000']);
    assert.match(stdout, /^jobs \(fetched for its children, not published\)$/m);
    assert.match(stdout, /^└─ logs → data\/logs\.parquet$/m);
    assert.include(stdout, 'GET http://127.0.0.1:9000/v1/jobs?');
    assert.notInclude(stdout, 'users');
    const wrong = await plan(['--select', 'job']);
    assert.deepEqual([wrong.status, wrong.stdout], [2, '']);
    assert.include(wrong.stderr, 'did you mean jobs?');
  });

  it('says where a cursor goes on', async () => {
    await flow.source(...SOURCE);
    await mkdir(join(flow.folder(), 'out/_millrace'), { recursive: true });
    const state = await State.read(join(flow.folder(), 'out/_millrace/state.json'));
    await state.saveCursor('users', { cursor_path: 'at', last_value_func: 'max', last_value: '2025-05-05' });
    const { stdout } = await plan(['--out', 'out', '--select', 'users']);
    assert.include(stdout, 'GET http://127.0.0.1:1/users?since=2025-05-05');
    assert.include(stdout, 'from 2025-05-05 ← state');
  });

  it('is JSON for programs', async () => {
    await flow.source(...SOURCE);
    const { status, stdout } = await plan(['--format', 'json']);
    assert.equal(status, 0);
    const { resources, secrets } = JSON.parse(stdout) as PlanDescription;
    assert.deepEqual(
      resources.map(({ name, role, parent }) => [name, role, parent?.resource]),
      [
        ['jobs', 'published', undefined],
        ['logs', 'left out', 'jobs'],
        ['users', 'published', undefined],
      ],
    );
    assert.deepInclude(resources[0], { dataSelector: { value: 'data', from: 'endpoint' } });
    assert.deepEqual(secrets[0]!.settings, ['client.auth.token']);
  });

  it('is a Mermaid flowchart for documents', async () => {
    await flow.source(...SOURCE, `name: 'a "b" #c <d>'`);
    const { stdout } = await plan(['--format', 'mermaid', '--select', 'logs,a "b" #c <d>']);
    assert.equal(
      stdout,
      `flowchart LR
  r0["jobs<br/>GET /v1/jobs<br/>page_number, merge by id"]
  r1["logs<br/>GET /v1/jobs/{resources.jobs.id}/logs<br/>single_page, replace by id"]
  r1 --> r1f[("logs.parquet")]
  r0 -- "each id" --> r1
  r2["a #quot;b#quot; #35;c #lt;d#gt;<br/>GET a #quot;b#quot; #35;c #lt;d#gt;<br/>single_page, merge by id"]
  r2 --> r2f[("a #quot;b#quot; #35;c #lt;d#gt;.parquet")]
`,
    );
  });

  it('says what is wrong with a configuration', async () => {
    await flow.source(`name: 'jobs', primry_key: 'id'`);
    const { status, stdout, stderr } = await plan();
    assert.deepEqual([status, stdout], [2, '']);
    assert.include(stderr, 'did you mean primary_key?');
  });
});
