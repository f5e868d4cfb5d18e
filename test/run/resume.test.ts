import { assert } from 'chai';
import { ConfigError } from '../../lib/core/errors.ts';
import { answer, testServers } from '../http/test-servers.ts';
import { api, inPages, type Asked, type Route } from '../helpers/server.ts';
import { failsWith } from '../helpers/journal.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { interruptions, stopping } from './interrupted.ts';
import {
  configOf,
  cursors,
  isPublished,
  published,
  runConfig,
  incrementalJobs,
  jobs,
  notes,
  tasks,
} from './scenario.ts';

const rowsTo = (count: number) => Array.from({ length: count }, (_, i) => ({ id: i + 1 }));
const broken = ({ response }: Asked) => answer(response, { message: 'out of order' }, 500);

describe('run: resume', () => {
  const servers = testServers();
  const folder = temporaryFolder();

  const { interrupted, told } = interruptions(servers, folder);

  it('goes on behind the pages that an interrupted run has fetched, and says so first', async () => {
    const routes = { '/jobs': inPages(rowsTo(9), 2), '/users': [{ id: 1 }] };
    const { server, next } = await interrupted(routes, [jobs, 'users'], '/jobs', {
      page: '3',
      events: ['published users'],
    });
    const { events, outcome, summary } = await next();
    assert.deepEqual(told(events), ['jobs continued 3', 'users complete 1']);
    assert.deepEqual(server.asked, ['GET /jobs?page=3', 'GET /jobs?page=4', 'GET /jobs?page=5']);
    assert.deepEqual(await published(folder(), 'jobs', 'id'), rowsTo(9));
    assert.deepInclude(outcome('jobs'), { status: 'published', pages: 6, requests: 3, rowsRead: 9, duplicates: 0 });
    assert.deepInclude(outcome('users'), { status: 'published', rowsPublished: 1, requests: 0 });
    assert.isFalse(summary.interrupted);

    server.asked.length = 0;
    const after = await next();
    assert.isUndefined(told(after.events), 'nothing is unfinished any more');
    assert.lengthOf(server.asked, 7);
  });

  it('does not ask again for the children of a parent that were fetched, nor for the parent', async () => {
    const routes: Record<string, Route> = {
      '/jobs': inPages(rowsTo(3), 2),
      ...Object.fromEntries(rowsTo(3).map(({ id }) => [`/jobs/${id}/tasks`, [{ id: id * 10 }]])),
      ...Object.fromEntries(rowsTo(3).map(({ id }) => [`/tasks/${id * 10}/notes`, [{ text: `note ${id}` }]])),
    };
    const { server, next } = await interrupted(routes, [jobs, tasks, notes], '/jobs/3/tasks', {
      events: ['published jobs'],
    });
    const { events } = await next();
    assert.deepEqual(told(events)?.slice(0, 1), ['jobs complete 3']);
    assert.include(server.asked, 'GET /jobs/3/tasks');
    assert.notInclude(server.asked, 'GET /jobs/1/tasks');
    assert.isEmpty(server.asked.filter((asked) => asked.startsWith('GET /jobs?')));
    assert.deepEqual(
      await published(folder(), 'tasks', 'id'),
      rowsTo(3).map(({ id }) => ({ id: id * 10, _jobs_id: id })),
    );
    assert.lengthOf(await published(folder(), 'notes', 'text'), 3);
  });

  it('goes on in the middle of the children of one parent', async () => {
    const routes: Record<string, Route> = { '/jobs': [{ id: 7 }], '/jobs/7/tasks': inPages(rowsTo(5), 2) };
    const paginator = { type: 'page_number', base_page: 0 };
    const paged = { ...tasks, endpoint: { path: tasks.endpoint, paginator } };
    const { server, next } = await interrupted(routes, ['jobs', paged], '/jobs/7/tasks', { page: '1' });
    await next();
    assert.deepEqual(server.asked, [
      'GET /jobs/7/tasks?page=1',
      'GET /jobs/7/tasks?page=2',
      'GET /jobs/7/tasks?page=3',
    ]);
    assert.lengthOf(await published(folder(), 'tasks'), 5);
  });

  for (const disposition of ['append', 'merge', 'replace']) {
    it(`${disposition}: publishes what an uninterrupted run would have`, async () => {
      const resource = { ...jobs, write_disposition: disposition };
      const routes: Record<string, Route> = { '/jobs': inPages(rowsTo(7), 2) };
      const server = await api(servers, routes);
      const config = configOf(server.origin, [resource]);
      await runConfig(config, { out: folder() });
      const { signal, mend } = stopping(routes, '/jobs', '2');
      await runConfig(config, { out: folder(), signal });
      mend();
      await runConfig(config, { out: folder() });
      const ids = (await published(folder(), 'jobs', 'id')).map(({ id }) => id as number);
      const once = rowsTo(7).map(({ id }) => id);
      assert.deepEqual(ids, disposition === 'append' ? once.flatMap((id) => [id, id]) : once);
    });
  }

  it('takes no page twice where the API counts from 1, which only the page after it tells', async () => {
    const pages = inPages(rowsTo(5), 2) as (asked: Asked) => unknown;
    const fromOne: Route = (asked) => {
      const page = Math.max(Number(asked.query.get('page')), 1) - 1;
      return pages({ ...asked, query: new URLSearchParams({ page: String(page) }) });
    };
    const appended = { ...jobs, write_disposition: 'append' };
    const { server, next } = await interrupted({ '/jobs': fromOne }, [appended], '/jobs', { page: '1' });
    await next();
    assert.equal(server.asked[0], 'GET /jobs?page=0');
    assert.deepEqual(await published(folder(), 'jobs', 'id'), rowsTo(5));
  });

  it('keeps the start of an incremental resource, and its highest cursor', async () => {
    // The highest one is on the first page.
    const rows = [9, 8, 7, 6, 5].map((id) => ({ id }));
    const routes: Record<string, Route> = { '/jobs': inPages(rows, 2) };
    const { server, next } = await interrupted(routes, [incrementalJobs], '/jobs', { page: '2' });
    assert.deepEqual(await cursors(folder()), {});
    await next();
    assert.equal(server.asked[0], 'GET /jobs?page=2');
    assert.deepEqual(await cursors(folder()), { jobs: 9 });
    assert.lengthOf(await published(folder(), 'jobs'), 5);
  });

  it('after failures, goes on with what failed and fetches all others anew', async () => {
    const routes: Record<string, Route> = {
      '/jobs': (asked) => (asked.query.get('page') === '2' ? broken(asked) : inPagesOf(5)(asked)),
      '/users': [{ id: 1 }],
    };
    const server = await api(servers, routes);
    const config = configOf(server.origin, [jobs, 'users']);
    await runConfig(config, { out: folder() });
    server.asked.length = 0;
    routes['/jobs'] = inPagesOf(5);
    const { events, outcome } = await runConfig(config, { out: folder() });
    assert.deepEqual(told(events), ['jobs continued 2']);
    assert.sameMembers(server.asked, ['GET /users', 'GET /jobs?page=2', 'GET /jobs?page=3']);
    assert.deepInclude(outcome('jobs'), { status: 'published', rowsPublished: 5 });
  });

  it('a child that failed goes on, while its parent is fetched anew', async () => {
    const routes: Record<string, Route> = {
      '/jobs': inPagesOf(4),
      ...Object.fromEntries(rowsTo(5).map(({ id }) => [`/jobs/${id}/tasks`, [{ id: id * 10 }]])),
    };
    routes['/jobs/3/tasks'] = broken;
    const server = await api(servers, routes);
    const config = configOf(server.origin, [jobs, tasks]);
    const first = await runConfig(config, { out: folder(), concurrency: 1 });
    assert.equal(first.outcome('tasks').status, 'failed');
    assert.isTrue(isPublished(folder(), 'jobs'));
    server.asked.length = 0;
    routes['/jobs/3/tasks'] = [{ id: 30 }];
    routes['/jobs'] = inPagesOf(5);
    const { events } = await runConfig(config, { out: folder(), concurrency: 1 });
    assert.deepEqual(told(events), ['tasks continued 2']);
    assert.notIncludeMembers(server.asked, ['GET /jobs/1/tasks']);
    assert.includeMembers(server.asked, ['GET /jobs?page=0', 'GET /jobs/3/tasks', 'GET /jobs/5/tasks']);
    assert.deepEqual(
      await published(folder(), 'tasks', 'id'),
      rowsTo(5).map(({ id }) => ({ id: id * 10, _jobs_id: id })),
    );
  });

  it('a failed child of a run that is interrupted later misses no parent', async () => {
    const routes: Record<string, Route> = {
      '/jobs': inPagesOf(6),
      ...Object.fromEntries(rowsTo(6).map(({ id }) => [`/jobs/${id}/tasks`, [{ id: id * 10 }]])),
    };
    routes['/jobs/1/tasks'] = broken;
    const { next } = await interrupted(routes, [jobs, tasks], '/jobs', { page: '2' });
    routes['/jobs/1/tasks'] = [{ id: 10 }];
    await next();
    assert.lengthOf(await published(folder(), 'tasks'), 6);
    assert.lengthOf(await published(folder(), 'jobs'), 6);
  });

  it('--fresh starts everything over, and says so', async () => {
    const routes = { '/jobs': inPages(rowsTo(5), 2), '/users': [{ id: 1 }] };
    const { server, next } = await interrupted(routes, [jobs, 'users'], '/jobs', {
      page: '2',
      events: ['published users'],
    });
    const { events } = await next({ fresh: true });
    assert.deepEqual(told(events), ['jobs restarted --fresh']);
    assert.includeMembers(server.asked, ['GET /jobs?page=0', 'GET /users']);
    assert.lengthOf(await published(folder(), 'jobs'), 5);
  });

  it('what a changed configuration concerns starts over, and the rest does not', async () => {
    const routes = { '/jobs': inPages(rowsTo(5), 2), '/users': [{ id: 1 }] };
    const { server, next, config } = await interrupted(routes, [jobs, 'users'], '/jobs', {
      page: '2',
      events: ['published users'],
    });
    const changed = configOf(server.origin, [{ ...jobs, endpoint: { ...jobs.endpoint, params: { x: 1 } } }, 'users']);
    const { events } = await next({}, changed);
    assert.deepEqual(told(events), ['jobs restarted its configuration has changed', 'users complete 1']);
    assert.equal(server.asked[0], 'GET /jobs?x=1&page=0');
    assert.isUndefined(told((await next({}, config)).events));
  });

  it('how failures are dealt with is no change', async () => {
    const routes = { '/jobs': inPages(rowsTo(5), 2) };
    const { server, next } = await interrupted(routes, [jobs], '/jobs', { page: '2' });
    const client = { base_url: server.origin, error_handler: { max_retries: 3 } };
    const { events } = await next({}, configOf(server.origin, [{ ...jobs, on_reject: 'ignore' }], { client }));
    assert.deepEqual(told(events), ['jobs continued 2']);
  });

  it('what is older than resume_within starts over, and the run says so', async () => {
    const routes = { '/jobs': inPages(rowsTo(5), 2), '/users': [{ id: 1 }] };
    const { server, next } = await interrupted(routes, [jobs, 'users'], '/jobs', {
      page: '2',
      events: ['published users'],
    });
    const config = configOf(server.origin, [jobs, 'users'], { resume_within: 0 });
    await new Promise((resolve) => setTimeout(resolve, 2));
    const { events } = await next({}, config);
    const old = 'restarted its checkpoint is older than resume_within';
    assert.deepEqual(told(events), [`jobs ${old}`, `users ${old}`]);
    assert.includeMembers(server.asked, ['GET /jobs?page=0', 'GET /users']);
  });

  it('a run with another selection leaves the rest for the next one', async () => {
    const routes = { '/jobs': inPages(rowsTo(5), 2), '/users': [{ id: 1 }] };
    const { server, next } = await interrupted(routes, [jobs, 'users'], '/jobs', {
      page: '2',
      events: ['published users'],
    });
    const selected = await next({ select: ['users'] });
    assert.isUndefined(told(selected.events));
    assert.deepEqual(server.asked.splice(0), ['GET /users'], 'what is asked for is not skipped');
    const all = await next();
    assert.deepEqual(told(all.events), ['jobs continued 2']);
    assert.sameMembers(server.asked, ['GET /jobs?page=2', 'GET /jobs?page=3', 'GET /users']);
  });

  it('a limit does not publish a part of what an unfinished run has, nor does it drop it', async () => {
    const routes = { '/jobs': inPages(rowsTo(5), 2) };
    const { server, next } = await interrupted(routes, [jobs], '/jobs', { page: '2' });
    const error = await failsWith(ConfigError, () => next({ limit: 1 }));
    assert.include(error.message, '--limit would leave out what an unfinished run has fetched of jobs');
    assert.include(error.fix, '--fresh');
    assert.isEmpty(server.asked);
    assert.deepEqual(told((await next()).events), ['jobs continued 2']);
    assert.lengthOf(await published(folder(), 'jobs'), 5);
  });

  it('a limited run goes on to its limit, and not beyond', async () => {
    const routes = { '/jobs': inPages(rowsTo(20), 2) };
    const { server, next } = await interrupted(routes, [jobs], '/jobs', { page: '2', limit: 4 });
    const { outcome } = await next({ limit: 4 });
    assert.deepEqual(server.asked, ['GET /jobs?page=2', 'GET /jobs?page=3']);
    assert.deepInclude(outcome('jobs'), { pages: 4, rowsPublished: 8 });
  });

  it('what was limited is not gone on with by a run that is not', async () => {
    const routes = { '/jobs': inPages(rowsTo(5), 2) };
    const { next } = await interrupted(routes, [jobs], '/jobs', { page: '2', limit: 3 });
    assert.deepEqual(told((await next()).events), ['jobs restarted it was limited to 3 pages']);
    assert.lengthOf(await published(folder(), 'jobs'), 5);
  });

  describe('--full-refresh', () => {
    it('loads everything anew, without a cursor, and replaces the file', async () => {
      const routes: Record<string, Route> = { '/jobs': inPagesOf(3) };
      const server = await api(servers, routes);
      const config = configOf(server.origin, [incrementalJobs]);
      await runConfig(config, { out: folder() });
      assert.deepEqual(await cursors(folder()), { jobs: 3 });
      routes['/jobs'] = inPages([{ id: 1, name: 'new' }], 2);
      server.asked.length = 0;
      await runConfig(config, { out: folder(), fullRefresh: true });
      assert.equal(server.asked[0], 'GET /jobs?page=0');
      assert.deepEqual(await published(folder(), 'jobs'), [{ id: 1, name: 'new' }]);
      assert.deepEqual(await cursors(folder()), { jobs: 1 });
    });

    it('forgets types that no row has any more', async () => {
      const routes: Record<string, Route> = { '/jobs': inPages([{ id: 1, v: 'text' }], 2) };
      const server = await api(servers, routes);
      const config = configOf(server.origin, [jobs]);
      await runConfig(config, { out: folder() });
      routes['/jobs'] = inPages([{ id: 1, v: 5 }], 2);
      await runConfig(config, { out: folder(), fullRefresh: true });
      assert.deepEqual(await published(folder(), 'jobs'), [{ id: 1, v: 5 }]);
    });

    it('is finished as one where it was interrupted', async () => {
      const routes: Record<string, Route> = { '/jobs': inPagesOf(3), '/users': [{ id: 5 }] };
      const server = await api(servers, routes);
      const config = configOf(server.origin, [incrementalJobs, { ...jobs, name: 'users', endpoint: '/users' }]);
      await runConfig(config, { out: folder() });
      routes['/jobs'] = inPages([{ id: 2 }, { id: 1 }, { id: 4 }], 1);
      const { mend, ...stop } = stopping(routes, '/jobs', '2', ['published users']);
      await runConfig(config, { out: folder(), fullRefresh: true, ...stop });
      mend();
      server.asked.length = 0;
      const { events } = await runConfig(config, { out: folder() });
      assert.deepEqual(told(events), ['jobs continued 2', 'users complete 1']);
      assert.equal(server.asked[0], 'GET /jobs?page=2');
      assert.deepEqual(await published(folder(), 'jobs', 'id'), [{ id: 1 }, { id: 2 }, { id: 4 }]);
    });

    it('is refused where a file is shared, before anything is requested', async () => {
      const server = await api(servers, {});
      const config = configOf(server.origin, [
        { ...jobs, table_name: 'all' },
        { ...jobs, name: 'old_jobs', table_name: 'all' },
      ]);
      const error = await failsWith(ConfigError, () => runConfig(config, { out: folder(), fullRefresh: true }));
      assert.include(error.message, 'jobs shares all.parquet');
      assert.include(error.fix, 'move all.parquet away');
      assert.isEmpty(server.asked);
    });

    it('does not take up what an ordinary run left', async () => {
      const routes = { '/jobs': inPages(rowsTo(5), 2) };
      const { next } = await interrupted(routes, [jobs], '/jobs', { page: '2' });
      assert.deepEqual(told((await next({ fullRefresh: true })).events), ['jobs restarted --full-refresh']);
    });
  });
});

function inPagesOf(count: number) {
  return inPages(rowsTo(count), 2) as (asked: Asked) => unknown;
}
