import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import { testServers } from '../http/test-servers.ts';
import { api, inPages, type Route } from '../helpers/server.ts';
import { secret } from '../../lib/core/secret.ts';
import type { RunHistory } from '../../lib/history/run-history.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { configOf, isPublished, published, runConfig, jobs, notes, tasks } from './scenario.ts';

describe('run', () => {
  const servers = testServers();
  const folder = temporaryFolder();

  /** Two pages of jobs; each job has two tasks, each task one note. */
  const shop = (): Record<string, Route> => ({
    '/jobs': inPages([{ id: 1 }, { id: 2 }, { id: 3 }], 2),
    ...Object.fromEntries(
      [1, 2, 3].flatMap((job) => [
        [`/jobs/${job}/tasks`, [{ id: job * 10 }, { id: job * 10 + 1 }]],
        [`/tasks/${job * 10}/notes`, [{ text: `first of ${job}` }]],
        [`/tasks/${job * 10 + 1}/notes`, [{ text: `second of ${job}` }]],
      ]),
    ),
  });

  it('publishes a resource, its children and theirs, each row with the key of its parent', async () => {
    const server = await api(servers, shop());
    const config = configOf(server.origin, [notes, tasks, jobs]);
    const { summary, outcome, events } = await runConfig(config, { out: folder() });

    assert.deepEqual(await published(folder(), 'jobs', 'id'), [{ id: 1 }, { id: 2 }, { id: 3 }]);
    assert.deepEqual(
      await published(folder(), 'tasks', 'id'),
      [1, 2, 3].flatMap((job) => [job * 10, job * 10 + 1].map((id) => ({ id, _jobs_id: job }))),
    );
    assert.deepEqual(
      await published(folder(), 'notes', '_tasks_id'),
      [1, 2, 3].flatMap((job) =>
        ['first', 'second'].map((which, i) => ({ text: `${which} of ${job}`, _tasks_id: job * 10 + i })),
      ),
    );
    assert.deepEqual(
      summary.resources.map(({ resource, status }) => [resource, status]),
      [
        ['jobs', 'published'],
        ['tasks', 'published'],
        ['notes', 'published'],
      ],
    );
    assert.isFalse(summary.interrupted);
    assert.deepInclude(outcome('tasks'), {
      pages: 3,
      requests: 3,
      retries: 0,
      rowsRead: 6,
      rowsPublished: 6,
      duplicates: 0,
    });
    assert.deepInclude(outcome('notes'), { pages: 6, requests: 6, rowsRead: 6, parentsSkipped: 0 });
    assert.equal(outcome('jobs').file, join(folder(), 'jobs.parquet'));
    const publishedOrder = events.flatMap((event) => (event.type === 'published' ? [event.resource] : []));
    assert.deepEqual(publishedOrder, ['jobs', 'tasks', 'notes'], 'a parent is published before its children');
    const started = events.filter(({ type }) => type === 'resource-started');
    assert.deepInclude(started, { type: 'resource-started', resource: 'notes', parent: 'tasks' });
  });

  it('leaves a summary and a history of the run, and no lock and no journal', async () => {
    const server = await api(servers, shop());
    const { summary } = await runConfig(configOf(server.origin, [jobs]), { out: folder() });
    const own = join(folder(), '_millrace');
    assert.sameMembers(await readdir(join(own, 'runs')), [`${summary.id}.json`, `${summary.id}.history.json`]);
    const stored = JSON.parse(await readFile(join(own, 'runs', `${summary.id}.json`), 'utf8')) as object;
    assert.deepInclude(stored, { source: 'shop', interrupted: false });
    assert.notInclude(await readdir(own), 'lock');
    assert.deepEqual(await readdir(join(own, 'journal')), []);
  });

  it('its history has what was asked, published and rejected, and no secret', async () => {
    const key = 'k3y-of-the-shop';
    const rows = [{ id: 1, tags: [{ name: 'a' }] }, { echo: key }, { other: 1 }, { id: 1, tags: [{ name: 'a' }] }];
    const server = await api(servers, { '/jobs': inPages(rows, 2) });
    const auth = { type: 'api_key', name: 'api_key', location: 'query', api_key: secret('api_key') };
    const config = configOf(server.origin, [{ ...jobs, endpoint: { ...jobs.endpoint, params: { q: key } } }], {
      client: { base_url: server.origin, auth },
    });
    const { summary } = await runConfig(config, { out: folder() }, { API_KEY: key });
    const path = join(folder(), '_millrace', 'runs', `${summary.id}.history.json`);
    const text = await readFile(path, 'utf8');
    const { resources, slowest } = JSON.parse(text) as RunHistory;
    const [{ columns, rejects, repeated, series, statuses } = assert.fail()] = resources;
    assert.deepEqual(columns, [
      { name: 'id', type: 'int64' },
      { name: 'tags', type: 'list<struct<name string>>' },
    ]);
    assert.deepEqual(rejects, [
      { reason: 'the key "id" is missing or null', row: '{"echo":"***"}' },
      { reason: 'the key "id" is missing or null', row: '{"other":1}' },
    ]);
    assert.deepEqual(repeated, ['{"id":1}']);
    assert.deepEqual(statuses, { 200: 3 });
    assert.equal(
      series.rows?.values.reduce((sum, one) => sum + one, 0),
      4,
    );
    assert.match(slowest[0]!.request, /^GET http:\/\/127\.0\.0\.1:\d+\/jobs\?q=\*\*\*&page=\d$/);
    assert.notInclude(text, key);
  });

  it('a second run merges: new rows are added, changed ones replaced, and a child without a key belongs to its parent', async () => {
    const routes: Record<string, Route> = {
      '/jobs': [
        { id: 1, state: 'new' },
        { id: 2, state: 'new' },
      ],
      '/jobs/1/log': [{ line: 'a' }, { line: 'b' }],
      '/jobs/2/log': [{ line: 'c' }],
      '/jobs/3/log': [],
    };
    const server = await api(servers, routes);
    const log = { name: 'log', write_disposition: 'merge', endpoint: '/jobs/{resources.jobs.id}/log' };
    const config = configOf(server.origin, [{ ...jobs, endpoint: '/jobs' }, log]);
    await runConfig(config, { out: folder() });
    routes['/jobs'] = [
      { id: 3, state: 'new' },
      { id: 1, state: 'done' },
    ];
    routes['/jobs/1/log'] = [{ line: 'z' }];
    const { outcome } = await runConfig(config, { out: folder() });

    assert.deepEqual(await published(folder(), 'jobs', 'id'), [
      { id: 1, state: 'done' },
      { id: 2, state: 'new' },
      { id: 3, state: 'new' },
    ]);
    assert.deepEqual(await published(folder(), 'log', 'line'), [
      { line: 'c', _jobs_id: 2 },
      { line: 'z', _jobs_id: 1 },
    ]);
    assert.deepInclude(outcome('jobs'), { rowsRead: 2, rowsPublished: 3, duplicates: 0 });
  });

  describe('selection', () => {
    it('a child that is selected has its parents fetched, and not published', async () => {
      const server = await api(servers, shop());
      const config = configOf(server.origin, [jobs, tasks, notes, 'other']);
      const { summary } = await runConfig(config, { out: folder(), select: ['notes'] });
      assert.deepEqual(
        summary.resources.map(({ resource }) => resource),
        ['notes'],
      );
      assert.lengthOf(await published(folder(), 'notes'), 6);
      assert.isFalse(isPublished(folder(), 'jobs') || isPublished(folder(), 'tasks'));
      assert.notInclude(server.asked, 'GET /other');
    });

    it('a parent that is selected alone has its children left alone', async () => {
      const server = await api(servers, shop());
      await runConfig(configOf(server.origin, [jobs, tasks]), { out: folder(), select: ['jobs'] });
      assert.deepEqual(server.asked, ['GET /jobs?page=0', 'GET /jobs?page=1', 'GET /jobs?page=2']);
    });

    for (const setting of [{ selected: false }, { write_disposition: 'skip' }]) {
      it(`${JSON.stringify(setting)}: fetched for its children, not published, unless it is asked for`, async () => {
        const server = await api(servers, shop());
        const config = configOf(server.origin, [{ ...jobs, ...setting }, tasks]);
        const { summary } = await runConfig(config, { out: folder() });
        assert.deepEqual(
          summary.resources.map(({ resource }) => resource),
          ['tasks'],
        );
        assert.isFalse(isPublished(folder(), 'jobs'));
      });
    }
  });

  it('asks once for each distinct parent, and for none that has no usable key', async () => {
    const rows = [
      { id: 1 },
      { id: null },
      { id: 2 },
      { id: 1 },
      {},
      { id: '' },
      { id: '..' },
      { id: '.' },
      { id: 'a/b' },
    ];
    const server = await api(servers, {
      '/jobs': rows.map((row, n) => ({ ...row, n })),
      '/jobs/1/tasks': [],
      '/jobs/2/tasks': [],
      '/jobs/a%2Fb/tasks': [{ id: 1 }],
    });
    const parent = { name: 'jobs', write_disposition: 'append', endpoint: '/jobs' };
    const { outcome, summary } = await runConfig(configOf(server.origin, [parent, tasks]), { out: folder() });
    assert.sameMembers(server.asked, ['GET /jobs', 'GET /jobs/1/tasks', 'GET /jobs/2/tasks', 'GET /jobs/a%2Fb/tasks']);
    assert.equal(outcome('tasks').parentsSkipped, 5);
    assert.isTrue(summary.resources.every(({ status }) => status === 'published'));
    assert.deepEqual(await published(folder(), 'tasks'), [{ id: 1, _jobs_id: 'a/b' }]);
  });

  it('tells parents apart by everything that the child uses of them', async () => {
    const asked: string[] = [];
    const server = await api(servers, {
      '/jobs': [
        { id: 1, at: { day: 1 } },
        { id: 1, at: { day: 2 } },
        { id: '1', at: { day: 1 } },
      ],
      '/find': ({ body }) => (asked.push(body), []),
    });
    const found = {
      name: 'found',
      endpoint: { path: '/find', json: { id: '{resources.jobs.id}', at: '{resources.jobs.at}' } },
    };
    await runConfig(configOf(server.origin, [{ name: 'jobs', selected: false }, found]), { out: folder() });
    assert.sameMembers(asked, ['{"id":1,"at":{"day":1}}', '{"id":1,"at":{"day":2}}', '{"id":"1","at":{"day":1}}']);
  });

  it('keeps every digit of a parent key beyond 2^53', async () => {
    const server = await api(servers, {
      '/jobs': ({ response }) =>
        void response.setHeader('content-type', 'application/json').end('[{"id":9007199254740993}]'),
      '/jobs/9007199254740993/tasks': [{ id: 1 }],
    });
    const { outcome } = await runConfig(configOf(server.origin, [{ ...jobs, endpoint: '/jobs' }, tasks]), {
      out: folder(),
    });
    assert.equal(outcome('tasks').rowsPublished, 1);
  });

  it('sends the headers of the client, and the parameters of the endpoint', async () => {
    const server = await api(servers, { '/jobs': [] });
    const client = { base_url: server.origin, headers: { 'X-Version': '7' } };
    const resource = { name: 'jobs', endpoint: { params: { state: ['a b', 'c'], none: null } } };
    await runConfig({ client, resources: [resource] }, { out: folder() });
    assert.deepEqual(server.asked, ['GET /jobs?state=a+b&state=c']);
    assert.equal(server.headers[0]!['x-version'], '7');
  });
});
