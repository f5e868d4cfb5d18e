import { join } from 'node:path';
import { assert } from 'chai';
import { readParquet } from '../helpers/read-parquet.ts';
import { send, sendText } from './test-api.ts';
import { TEST_KEY } from './test-source.ts';
import { userFlow } from './user-flow.ts';

const USERS = [{ id: 1 }, { id: 2 }];
const HTML = '<!doctype html><html><head><title>Sign in</title></head><body>Please sign in.</body></html>';

describe('flows: bad answers', () => {
  const flow = userFlow();

  /** The run says that `jobs` failed and why; `users` is published all the same. */
  async function assertOnlyJobsFail(
    answer: Parameters<typeof flow.api>[0],
    endpoint: string,
    says: readonly string[],
  ): Promise<string> {
    const api = await flow.api({ ...answer, '/users': USERS });
    await flow.source(`name: 'jobs', endpoint: { path: '/jobs', ${endpoint} }`, `name: 'users'`);
    const { status, stdout, stderr } = await flow.run(api);
    assert.equal(status, 1, stdout + stderr);
    assert.include(stdout, 'Published 1 of 2 resources');
    const [, report = ''] = /^jobs\n(error: [\s\S]*?)\n\n/m.exec(stdout) ?? [];
    for (const part of ['jobs', ...says]) assert.include(report.replaceAll(/\s+/g, ' '), part, stdout);
    assert.match(stderr, /^jobs: failed/m);
    assert.lengthOf(await flow.rows('users'), 2);
    return report;
  }

  it('names the resource and the setting where the secret is refused', async () => {
    const report = await assertOnlyJobsFail(
      // A server that repeats what it was sent.
      { '/jobs': (response, { headers }) => send(response, { error: `not ${String(headers.authorization)}` }, 401) },
      '',
      ['401', 'resource jobs', 'setting client.auth', 'fix check the secret'],
    );
    assert.include(report, 'not Bearer ***');
  });

  it('names the paths that do have rows where the selector matches nothing', async () => {
    const body = { meta: { total: 2 }, result: { items: [{ id: 1 }], errors: [{ code: 7 }] } };
    await assertOnlyJobsFail({ '/jobs': body }, `data_selector: 'data'`, [
      '"data" matches nothing',
      '"result.items"',
      '"result.errors"',
      'setting resources.jobs.endpoint.data_selector',
    ]);
  });

  it('says so where the answer is a page for people', async () => {
    await assertOnlyJobsFail({ '/jobs': (response) => sendText(response, HTML, 'text/html') }, '', [
      'HTML',
      '"Sign in"',
      'setting resources.jobs.endpoint.path',
      'fix ',
    ]);
  });

  it('gives up on a body that is broken each time, and shows its end', async () => {
    let sent = 0;
    const broken = (response: Parameters<typeof sendText>[0]) => {
      sent += 1;
      sendText(response, '[{"id":1},{"id":2,"na', 'application/json');
    };
    await assertOnlyJobsFail({ '/jobs': broken }, '', ['not valid JSON', '"na', 'gave up after 2 retries']);
    assert.equal(sent, 3, 'requests');
  });

  it('gives up on a server error', async () => {
    await assertOnlyJobsFail({ '/jobs': (response) => send(response, { message: 'out of cheese' }, 503) }, '', [
      '503 Service Unavailable',
      'out of cheese',
      'gave up after 2 retries',
    ]);
  });

  it('names the parameter that an API ignores', async () => {
    await assertOnlyJobsFail({ '/jobs': USERS }, `paginator: { type: 'page_number', base_page: 1 }`, [
      'same page twice',
      '"page"',
      'setting resources.jobs.endpoint.paginator',
    ]);
  });

  it('says so where there is nothing at a path', async () => {
    await assertOnlyJobsFail({}, '', ['404 Not Found', '/jobs', 'setting resources.jobs.endpoint.path']);
  });

  it('says so where nothing listens', async () => {
    const api = await flow.api();
    await api.close();
    await flow.source(`name: 'jobs'`);
    const { status, stdout, stderr } = await flow.run({ ...api, close: async () => {} });
    assert.equal(status, 1, stderr);
    assert.match(stdout, /^error: .*connection refused \(gave up after 2 retries\)/m);
    assert.match(stdout, /^ {2}resource {2}jobs$/m);
    assert.match(stdout, /^ {2}fix .*client\.base_url/m);
    assert.include(stdout, 'Published 0 of 1 resource');
  });

  it('fails the children of a parent that failed, and says why', async () => {
    const api = await flow.api({
      '/jobs': (response) => send(response, { message: 'no' }, 403),
      '/users': USERS,
    });
    await flow.source(`name: 'jobs'`, `name: 'logs', endpoint: '/jobs/{resources.jobs.id}/logs'`, `name: 'users'`);
    const { status, stdout } = await flow.run(api);
    assert.equal(status, 1);
    assert.match(stdout, /^logs\nerror: its parent jobs failed$/m);
    assert.include(stdout, 'Published 1 of 3 resources');
  });

  describe('rows without the key that their resource declares', () => {
    const rows = [{ id: 1, name: 'a' }, { name: 'b' }, { id: null, name: 'c' }];

    async function runWith(more: string) {
      const api = await flow.api({ '/jobs': rows, '/users': USERS });
      await flow.source(`name: 'jobs', primary_key: 'id', ${more}`, `name: 'users'`);
      return flow.run(api);
    }

    async function assertSetAside(): Promise<void> {
      assert.deepEqual(await flow.rows('jobs'), [{ id: 1n, name: 'a' }]);
      const rejected = await readParquet(join(flow.folder(), 'data/_millrace/rejected/jobs.parquet'));
      assert.sameDeepMembers(
        rejected.map(({ reason, row }) => [reason, JSON.parse(String(row))]),
        rows.slice(1).map((row) => ['the key "id" is missing or null', row]),
      );
      assert.lengthOf(await flow.rows('users'), 2);
    }

    it('are set aside and counted, and the run says where they are', async () => {
      const { status, stdout } = await runWith('');
      assert.equal(status, 1, stdout);
      await assertSetAside();
      assert.match(stdout, /jobs +3 +1 +0 +2/);
      const text = stdout.replaceAll(/\s+/g, ' ');
      for (const part of ['data/_millrace/rejected/jobs.parquet', '"id"', 'on_reject']) assert.include(text, part);
    });

    it('are no failure where the user says so', async () => {
      const { status, stdout } = await runWith(`on_reject: 'ignore'`);
      assert.equal(status, 0, stdout);
      await assertSetAside();
    });
  });

  it('does not send the secret to another server', async () => {
    const other = await flow.api({ '/jobs': [{ id: 1 }] });
    const api = await flow.api({
      '/jobs': (response) => response.writeHead(302, { location: `${other.url}/jobs` }).end(),
    });
    await flow.source(`name: 'jobs'`);
    const { status, stdout } = await flow.run(api);
    assert.equal(status, 0, stdout);
    assert.equal(api.asked[0]!.headers.authorization, `Bearer ${TEST_KEY}`);
    assert.lengthOf(other.asked, 1);
    assert.isUndefined(other.asked[0]!.headers.authorization);
  });
});
