import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { assert } from 'chai';
import type { RunEvent } from '../../lib/core/events.ts';
import { readRun } from '../../lib/report/kept-runs.ts';
import { folderState } from '../../lib/run/folder-state.ts';
import { keptCredentials } from '../../lib/run/kept-credentials.ts';
import { lookIntoBucket, readState } from '../../lib/run/look-into-bucket.ts';
import { resetState } from '../../lib/run/reset-state.ts';
import { readHead } from '../../lib/storage/head-writer.ts';
import type { ObjectStore } from '../../lib/storage/object-store.ts';
import { api, inPages, type Route } from '../helpers/server.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { answer, testServers } from '../http/test-servers.ts';
import { failure, stores } from '../storage/stores.ts';
import { stopping } from './interrupted.ts';
import { configOf, incrementalJobs, jobs, published, runConfig, tasks } from './scenario.ts';

const OUT = 's3://lake/out';
const rowsTo = (count: number, v = 'a') => Array.from({ length: count }, (_, i) => ({ id: i + 1, v }));

describe('a run into a bucket', function () {
  this.timeout(30_000);
  const servers = testServers();
  const folder = temporaryFolder();
  const { server, open } = stores();

  const run = async (resources: readonly (object | string)[], routes: Record<string, Route>, options: object = {}) => {
    const { origin } = await api(servers, routes);
    return runConfig(configOf(origin, resources), { out: OUT, ...options });
  };
  /** The rows of a published object. */
  const rows = async (table: string, ...sortedBy: string[]) => {
    const path = join(folder(), `${table}.parquet`);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, server().objects.get(`lake/out/${table}.parquet`)!.body);
    return published(folder(), table, ...sortedBy);
  };
  const names = () => [...server().objects.keys()].filter((name) => !name.includes('/_millrace/')).sort();

  afterEach(async () => {
    const left = (await readdir(tmpdir())).filter((name) => name.startsWith('millrace-bucket-'));
    assert.isEmpty(left, 'folders that are left behind');
  });

  it('tells of objects, and merges with what is there', async () => {
    const first = await run([jobs], { '/jobs': inPages(rowsTo(3), 9) });
    assert.deepInclude(first.outcome('jobs'), { status: 'published', rowsPublished: 3, file: `${OUT}/jobs.parquet` });
    assert.equal(first.summary.out, OUT);
    const second = await run([jobs], {
      '/jobs': inPages(
        [
          { id: 2, v: 'b' },
          { id: 4, v: 'b' },
        ],
        9,
      ),
    });
    assert.deepInclude(second.outcome('jobs'), { rowsPublished: 4, duplicates: 0 });
    assert.deepEqual(await rows('jobs', 'id'), [
      { id: 1, v: 'a' },
      { id: 2, v: 'b' },
      { id: 3, v: 'a' },
      { id: 4, v: 'b' },
    ]);
    const event = second.events.find(({ type }) => type === 'published') as RunEvent & { type: 'published' };
    assert.equal(event.outcome.file, `${OUT}/jobs.parquet`);
  });

  it('keeps the cursor in the bucket', async () => {
    const routes = { '/jobs': inPages(rowsTo(3), 9) };
    const { origin, asked } = await api(servers, routes);
    const config = configOf(origin, [incrementalJobs]);
    await runConfig(config, { out: OUT });
    asked.length = 0;
    await runConfig(config, { out: OUT });
    assert.include(asked[0], 'since=3');
  });

  it('writes of a folder of files only those that change, under their own names', async () => {
    const places = { ...jobs, partition_by: ['v'] };
    await run([places], {
      '/jobs': inPages(
        [
          { id: 1, v: 'ČR & x' },
          { id: 2, v: 'b' },
        ],
        9,
      ),
    });
    assert.deepEqual(names(), ['lake/out/jobs/v=%C4%8CR%20%26%20x/data.parquet', 'lake/out/jobs/v=b/data.parquet']);
    server().asked.length = 0;
    const { outcome } = await run([places], { '/jobs': inPages([{ id: 3, v: 'b' }], 9) });
    assert.deepInclude(outcome('jobs'), { rowsPublished: 3, file: `${OUT}/jobs` });
    const written = server().asked.filter((one) => one.startsWith('PUT out/jobs/'));
    assert.deepEqual(written, ['PUT out/jobs/v=b/data.parquet']);
  });

  it('brings only the tables that it publishes, and leaves the others as they are', async () => {
    const routes = { '/jobs': inPages(rowsTo(2), 9), '/users': inPages(rowsTo(2), 9) };
    const users = { ...jobs, name: 'users' };
    await run([jobs, users], routes);
    const before = server().objects.get('lake/out/users.parquet');
    server().asked.length = 0;
    await run([jobs, users], routes, { select: ['jobs'] });
    assert.notInclude(server().asked, 'GET out/users.parquet');
    assert.equal(server().objects.get('lake/out/users.parquet'), before);
  });

  it('keeps rejected rows there, and adds to them', async () => {
    for (const rejected of [1, 2]) {
      const { outcome } = await run([jobs], { '/jobs': inPages([{ id: 1 }, { id: null, n: rejected }], 9) });
      assert.equal(outcome('jobs').rejectedFile, `${OUT}/_millrace/rejected/jobs.parquet`);
      assert.lengthOf(await rows('_millrace/rejected/jobs', 'row'), rejected);
    }
  });

  it('publishes nothing of a resource that fails, and goes on with it', async () => {
    const routes: Record<string, Route> = { '/jobs': inPages(rowsTo(2), 9), '/users': inPages(rowsTo(6), 2) };
    const good = routes['/users'];
    routes['/users'] = ({ query, response, ...asked }) =>
      query.get('page') === '2'
        ? answer(response, {}, 500)
        : (good as (asked: object) => unknown)({ query, response, ...asked });
    const { origin, asked } = await api(servers, routes);
    const config = configOf(origin, [jobs, { ...jobs, name: 'users' }]);
    const { outcome } = await runConfig(config, { out: OUT });
    assert.equal(outcome('users').status, 'failed');
    assert.deepEqual(names(), ['lake/out/jobs.parquet']);
    routes['/users'] = good!;
    asked.length = 0;
    await runConfig(config, { out: OUT });
    assert.notInclude(asked, 'GET /users?page=0');
    assert.lengthOf(await rows('users', 'id'), 6);
  });

  it('that is interrupted is gone on with, and asks for nothing twice', async () => {
    const routes: Record<string, Route> = {
      '/jobs': inPages(rowsTo(3), 9),
      ...Object.fromEntries([1, 2, 3].map((id) => [`/jobs/${id}/tasks`, [{ id: id * 10 }]])),
    };
    const { mend, ...stop } = stopping(routes, '/jobs/2/tasks', undefined, ['published jobs']);
    const { origin, asked } = await api(servers, routes);
    const config = configOf(origin, [jobs, { ...tasks, write_disposition: 'append' }]);
    const first = await runConfig(config, { out: OUT, concurrency: 4, ...stop });
    assert.isTrue(first.summary.interrupted);
    mend();
    asked.length = 0;
    const { events } = await runConfig(config, { out: OUT });
    assert.equal(events[0]?.type, 'resumed');
    assert.notInclude(asked.join(), '/jobs?');
    assert.notInclude(asked.join(), '/jobs/1/tasks');
    assert.deepEqual(
      (await rows('tasks', 'id')).map(({ id }) => id),
      [10, 20, 30],
    );
  });

  it('ends with an error that names the fix where it may not publish, and the next one publishes first', async () => {
    await run([jobs], { '/jobs': inPages(rowsTo(1), 9) });
    const before = server().objects.get('lake/out/jobs.parquet');
    server().intercept = ({ method, key }) =>
      method === 'PUT' && key === 'out/jobs.parquet' ? { status: 403, code: 'AccessDenied' } : undefined;
    const error = await failure(run([jobs], { '/jobs': inPages(rowsTo(2), 9) }));
    assert.include(error.message, 'cannot write s3://lake/out/jobs.parquet: no permission');
    assert.match(error.fix!, /s3:PutObject/);
    assert.equal(server().objects.get('lake/out/jobs.parquet'), before);
    server().intercept = () => undefined;
    await run([{ ...jobs, name: 'users' }], { '/users': inPages(rowsTo(1), 9) });
    assert.lengthOf(await rows('jobs', 'id'), 2);
  });

  it('leaves everything as it was where the server goes away before the commit', async () => {
    await run([incrementalJobs], { '/jobs': inPages(rowsTo(1), 9) });
    const before = server().objects.get('lake/out/jobs.parquet');
    let commits = 0;
    server().intercept = ({ method, key }) =>
      method === 'PUT' && key.startsWith('out/_millrace/objects/') && ++commits > 0
        ? { status: 500, code: 'InternalError' }
        : undefined;
    const error = await failure(run([incrementalJobs], { '/jobs': inPages(rowsTo(3), 9) }));
    assert.match(error.message, /answered 500/);
    server().intercept = () => undefined;
    assert.equal(server().objects.get('lake/out/jobs.parquet'), before);
    assert.equal((await readState(OUT)).cursor('jobs') === undefined, false);
    assert.deepEqual((await folderState(OUT)).resources[0]!.cursor, { path: 'id', value: 1 });
    assert.isUndefined((await readHead(await open())).head.holder);
    await run([incrementalJobs], { '/jobs': inPages(rowsTo(3), 9) });
    assert.lengthOf(await rows('jobs', 'id'), 3);
  });

  it('keeps a refresh token that the server has replaced in the bucket, at once', async () => {
    const auth = { type: 'oauth2_refresh_token', client_id: 'me', refresh_token: 'refresh-1' };
    let given = 1;
    const used: string[] = [];
    const routes: Record<string, Route> = {
      '/token': ({ body }) => {
        used.push(new URLSearchParams(body).get('refresh_token')!);
        return { access_token: 'access', refresh_token: `refresh-${(given += 1)}`, expires_in: 3600 };
      },
      '/jobs': ({ response }) => {
        const kept = server().objects.get('lake/out/_millrace/credentials.json')!.body.toString();
        assert.include(kept, `refresh-${given}`);
        answer(response, []);
      },
    };
    const { origin } = await api(servers, routes);
    const client = { base_url: origin, auth: { ...auth, access_token_url: `${origin}/token` } };
    for (let i = 0; i < 2; i++) await runConfig(configOf(origin, [jobs], { client }), { out: OUT });
    assert.deepEqual(used, ['refresh-1', 'refresh-2']);
  });

  it('is shown and reset by state, without the published files being fetched', async () => {
    await run([incrementalJobs], { '/jobs': inPages(rowsTo(3), 9) });
    server().asked.length = 0;
    const { out, lock, resources } = await folderState(OUT);
    assert.deepInclude(resources[0], { resource: 'jobs', cursor: { path: 'id', value: 3 } });
    assert.deepInclude(resources[0]!.published, { path: `${OUT}/jobs.parquet`, rows: 3, files: 1 });
    assert.deepEqual([out, lock], [OUT, undefined]);
    const { body } = server().objects.get('lake/out/jobs.parquet')!;
    assert.equal(resources[0]!.published!.bytes, body.length);

    const [reset] = await resetState(OUT, ['jobs']);
    assert.deepEqual(reset!.cursor, { path: 'id', value: 3 });
    assert.isUndefined((await folderState(OUT)).resources[0]!.cursor);
    assert.equal(server().objects.get('lake/out/jobs.parquet')!.body, body);
    const unknown = await failure(resetState(OUT, ['jbos']));
    assert.include(unknown.message, `${OUT} knows no resource jbos`);
    assert.include((await failure(folderState('s3://lake/other'))).message, 's3://lake/other is no output folder');
  });

  it('goes on where a folder got to that was copied there; a copy of a bucket is refused', async () => {
    const { origin, asked } = await api(servers, { '/jobs': inPages(rowsTo(3), 9) });
    const config = configOf(origin, [incrementalJobs]);
    const local = join(folder(), 'data');
    await runConfig(config, { out: local });
    const store = await open();
    await copyTo(store, local);
    for (let i = 0; i < 2; i++) {
      asked.length = 0;
      await runConfig(config, { out: OUT });
      assert.include(asked[0], 'since=3');
    }
    const copy = join(folder(), 'copy');
    await mkdir(join(copy, '_millrace'), { recursive: true });
    await store.download('_millrace/head.json', join(copy, '_millrace', 'head.json'));
    assert.include(
      (await failure(runConfig(config, { out: copy }))).message,
      'is a copy of an output folder in a bucket',
    );
  });

  it('does not go on again with unfinished work that was copied there, once it is finished', async () => {
    const routes: Record<string, Route> = { '/jobs': inPages(rowsTo(4), 2) };
    const { mend, ...stop } = stopping(routes, '/jobs', '2');
    const { origin, asked } = await api(servers, routes);
    const config = configOf(origin, [{ ...jobs, write_disposition: 'append' }]);
    const local = join(folder(), 'data');
    await runConfig(config, { out: local, ...stop });
    mend();
    await copyTo(await open(), local);
    asked.length = 0;
    await runConfig(config, { out: OUT });
    assert.notInclude(asked, 'GET /jobs?page=0');
    assert.lengthOf(await rows('jobs', 'id'), 4);
    const { events } = await runConfig(config, { out: OUT });
    assert.notEqual(events[0]!.type, 'resumed');
    assert.lengthOf(await rows('jobs', 'id'), 8);
  });

  it('shares what authentication keeps with check and preview, which show nothing of it', async () => {
    const kept = keptCredentials(OUT);
    assert.isUndefined(await kept.get('refresh'));
    await kept.set('refresh', 'refresh-7');
    assert.equal(await keptCredentials(OUT).get('refresh'), 'refresh-7');
    const store = await open();
    await store.write('_millrace/credentials.json', '{"refresh":"refresh-8"}');
    const error = await failure(keptCredentials(OUT).get('refresh'));
    assert.include(error.message, `${OUT}/_millrace/credentials.json is damaged`);
    assert.notInclude(error.message, 'refresh-8');
  });

  it('keeps the history of its runs for reports, in the words of the user', async () => {
    for (let i = 1; i <= 2; i++) await run([jobs], { '/jobs': inPages(rowsTo(i), 9) });
    const { history, summary, earlier } = await lookIntoBucket(OUT, 'histories', (folder) => readRun(folder, 'latest'));
    assert.equal(summary.out, OUT);
    assert.equal(summary.resources[0]!.file, `${OUT}/jobs.parquet`);
    assert.lengthOf(history!.resources, 1);
    assert.lengthOf(earlier, 1);
    const { head } = await readHead(await open());
    assert.lengthOf(head.histories!, 2);
  });

  it('may go to the top of a bucket', async () => {
    for (let i = 1; i <= 2; i++) {
      const { outcome } = await run([jobs], { '/jobs': inPages(rowsTo(i), 9) }, { out: 's3://lake' });
      assert.deepInclude(outcome('jobs'), { rowsPublished: i, file: 's3://lake/jobs.parquet' });
    }
    assert.isTrue(server().objects.has('lake/jobs.parquet'));
  });

  it('refuses a second one, and what a wrong --select names, before anything is there', async () => {
    const routes: Record<string, Route> = {};
    let second: Error & { fix?: string };
    routes['/jobs'] = async ({ response }) => {
      second = await failure(run([jobs], { '/jobs': [] }));
      answer(response, []);
    };
    await run([jobs], routes);
    assert.include(second!.message, `another run is writing to ${OUT}: process ${process.pid}`);
    server().asked.length = 0;
    assert.match((await failure(run([jobs], {}, { select: ['jbos'] }))).message, /jbos/);
    assert.isEmpty(server().asked);
  });
});

async function copyTo(store: ObjectStore, folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) await store.write(relative(folder, path), await readFile(path));
  }
}
