import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import type { FolderState, ResourceState } from '../../lib/run/folder-state.ts';
import { hold, send, type TestApi } from '../flows/test-api.ts';
import { userFlow } from '../flows/user-flow.ts';

const USERS = [
  { id: 1, at: '2025-01-01T00:00:00Z' },
  { id: 2, at: '2025-02-02T00:00:00Z' },
];

describe('cli: state', () => {
  const flow = userFlow();
  const state = (...args: readonly string[]) => flow.millrace(['state', 'data', ...args]);
  const stateOf = async (resource: string): Promise<ResourceState | undefined> => {
    const { resources } = JSON.parse((await state('--format', 'json')).stdout) as FolderState;
    return resources.find((one) => one.resource === resource);
  };

  /** An API with users that have a cursor, and jobs in two pages, the second of which is `second`. */
  async function started(second: Parameters<TestApi['answer']>[1]): Promise<TestApi> {
    const api = await flow.api({ '/users': USERS, '/jobs/2': second });
    api.answer('/jobs', (response) => send(response, { data: [{ id: 1 }], next: `${api.url}/jobs/2` }));
    await flow.source(
      `name: 'jobs', endpoint: { data_selector: 'data', paginator: { type: 'json_link', next_url_path: 'next' } }`,
      `name: 'users', endpoint: { incremental: { cursor_path: 'at', start_param: 'since' } }`,
    );
    return api;
  }

  /** A run that is interrupted while it waits for the second page of jobs, when users are published. */
  async function interrupted(): Promise<TestApi> {
    const api = await started(hold);
    const running = flow.startRun(api);
    await Promise.all([api.reached('/jobs/2'), running.saw('stderr', /^users: published/m)]);
    running.child.kill('SIGINT');
    assert.equal((await running.ended).status, 130);
    return api;
  }

  it('shows what is published, the cursors, and the work that is unfinished', async () => {
    await interrupted();
    const { status, stdout, stderr } = await state();
    assert.deepEqual([status, stderr], [0, '']);
    assert.equal(
      stdout.replaceAll(/\d+ seconds? ago/g, 'just now').replaceAll(/[\d.]+ k?B/g, '9 B'),
      `jobs
  last run    interrupted just now: 1 read, 0 duplicates, 0 rejected
  unfinished  interrupted after 1 page, 1 row, just now

users
  published   data/users.parquet: 2 rows, 9 B
  last run    published just now: 2 read, 0 duplicates, 0 rejected
  cursor      at: 2025-02-02T00:00:00Z
  unfinished  published by the run that was interrupted, just now
`,
    );
  });

  it('is JSON for programs', async () => {
    await interrupted();
    const users = await stateOf('users');
    assert.deepInclude(users?.published, { path: 'data/users.parquet', rows: 2, files: 1 });
    assert.deepEqual(users?.cursor, { path: 'at', value: '2025-02-02T00:00:00Z' });
    assert.deepInclude(users?.lastRun, { source: 'shop', status: 'published' });
    assert.isBelow(Math.abs(Date.now() - Date.parse(users!.lastRun!.at)), 60_000);
    assert.deepInclude((await stateOf('jobs'))?.unfinished, { status: 'open', ended: false, pages: 1, rows: 1 });
  });

  it('tells why a resource failed', async () => {
    const api = await started((response) => send(response, { message: 'on fire' }, 400));
    assert.equal((await flow.run(api)).status, 1);
    const { stdout } = await state();
    assert.match(stdout, /^ {2}last run {4}failed \d+ seconds? ago: GET .*\/jobs\/2 answered 400 Bad Request/m);
    assert.match(stdout, /^ {2}unfinished {2}failed after 1 page, 1 row, /m);
  });

  it('resets the unfinished work of a resource: the next run begins it anew, and what is published stays', async () => {
    const api = await interrupted();
    const reset = await state('--reset', 'jobs');
    assert.deepEqual(
      [reset.status, reset.stdout, reset.stderr],
      [0, 'jobs: unfinished work of 1 page taken away\n', ''],
    );
    assert.isUndefined((await stateOf('jobs'))?.unfinished);
    assert.notInclude(await readdir(join(flow.folder(), 'data/_millrace/journal')), 'jobs');
    assert.lengthOf(await flow.rows('users'), 2);
    api.answer('/jobs/2', { data: [{ id: 2 }] });
    const before = api.asked.length;
    assert.equal((await flow.run(api)).status, 0);
    const asked = api.asked.slice(before).map(({ path }) => path);
    assert.includeMembers(asked, ['/jobs', '/jobs/2']);
    assert.lengthOf(await flow.rows('jobs'), 2);
  });

  it('resets a cursor: the next run asks for everything', async () => {
    const api = await started({ data: [] });
    const since = async () => {
      const before = api.asked.length;
      assert.equal((await flow.run(api)).status, 0);
      const asked = api.asked.slice(before).find(({ path }) => path === '/users');
      return asked?.query.get('since');
    };
    assert.isNull(await since());
    assert.equal(await since(), '2025-02-02T00:00:00Z');
    const { stdout } = await state('--reset', 'users', '--reset', 'jobs');
    assert.equal(stdout, 'users: cursor at: 2025-02-02T00:00:00Z taken away\njobs: there was nothing to reset\n');
    assert.isNull(await since());
    assert.lengthOf(await flow.rows('users'), 2);
  });

  it('resets everything', async () => {
    await interrupted();
    const { status, stdout } = await state('--reset-all', '--format', 'json');
    assert.equal(status, 0);
    const { reset } = JSON.parse(stdout) as { reset: ResourceState[] };
    assert.deepEqual(
      reset.map(({ resource, cursor, unfinished }) => [resource, cursor?.path, unfinished?.pages]),
      [
        ['jobs', undefined, 1],
        ['users', 'at', 1],
      ],
    );
    assert.isUndefined((await stateOf('users'))?.cursor);
    const left = await readdir(join(flow.folder(), 'data/_millrace'));
    assert.notInclude(left, 'checkpoint.json');
    assert.notInclude(left, 'lock');
  });

  it('says who is writing to the folder, and then resets nothing', async () => {
    const api = await started(hold);
    const running = flow.startRun(api);
    await Promise.all([api.reached('/jobs/2'), running.saw('stderr', /^users: published/m)]);
    const { pid } = running.child;
    assert.match((await state()).stdout, new RegExp(`^lock {2}held by process ${pid} on .*, since 20`));
    const refused = await state('--reset', 'users');
    assert.deepEqual([refused.status, refused.stdout], [1, '']);
    assert.match(refused.stderr, new RegExp(`^error: another run .* process ${pid} `));
    assert.isDefined((await stateOf('users'))?.cursor);
    running.child.kill('SIGKILL');
    await running.ended;
    assert.match((await state()).stdout, new RegExp(`^lock {2}left behind by process ${pid} .*, which is gone`));
    assert.equal((await state('--reset', 'users')).status, 0, 'a lock that was left behind is taken over');
  });

  it('knows which resource was meant, and changes nothing', async () => {
    await interrupted();
    const path = join(flow.folder(), 'data/_millrace/state.json');
    const before = await readFile(path, 'utf8');
    const { status, stdout, stderr } = await state('--reset', 'users', '--reset', 'job');
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, /^error: data knows no resource job\n[\s\S]*did you mean jobs\?/);
    assert.equal(await readFile(path, 'utf8'), before);
    assert.isDefined((await stateOf('jobs'))?.unfinished);
  });

  it('says that a folder is no output folder, or is not there', async () => {
    await mkdir(join(flow.folder(), 'data'));
    for (const args of [[], ['--reset', 'jobs']]) {
      const { status, stdout, stderr } = await state(...args);
      assert.deepEqual([status, stdout], [2, '']);
      assert.match(stderr, /^error: data is no output folder: it has no _millrace\n {2}fix /);
    }
    const { status, stderr } = await flow.millrace(['state', 'elsewhere']);
    assert.equal(status, 2);
    assert.match(stderr, /^error: there is no folder elsewhere\n/);
    assert.deepEqual(await readdir(join(flow.folder(), 'data')), []);
  });

  it('shows files in folders, those of other tables, and those that cannot be read', async () => {
    const api = await flow.api({ '/jobs': [1, 2, 3].map((id) => ({ id, kind: id % 2 })), '/users': USERS });
    await flow.source(`name: 'jobs', partition_by: 'kind'`, `name: 'users', table_name: 'people', endpoint: '/users'`);
    assert.equal((await flow.run(api)).status, 0);
    await writeFile(join(flow.folder(), 'data/other.parquet'), 'not a Parquet file');
    const { status, stdout } = await state();
    assert.equal(status, 0);
    assert.match(stdout, /^jobs\n {2}published {3}data\/jobs: 3 rows, .* in 2 files$/m);
    assert.match(stdout, /^users\n {2}published {3}data\/people\.parquet: 2 rows/m);
    assert.match(stdout, /^other\n {2}published {3}cannot read data\/other\.parquet: /m);
    assert.notMatch(stdout, /^people$/m);
  });

  it('says so where the state is damaged', async () => {
    await interrupted();
    await writeFile(join(flow.folder(), 'data/_millrace/state.json'), '{"version": 1, "curs');
    const { status, stdout, stderr } = await state();
    assert.deepEqual([status, stdout], [1, '']);
    assert.match(stderr, /^error: the state .*state\.json is damaged/);
  });
});
