import { assert } from 'chai';
import { HttpError, PaginationError } from '../../lib/core/errors.ts';
import { ParentError } from '../../lib/source/children.ts';
import { answer, testServers } from '../http/test-servers.ts';
import { api, inPages, type Asked } from '../helpers/server.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { configOf, cursors, isPublished, published, runConfig, jobs, notes, tasks } from './scenario.ts';

const broken = ({ response }: Asked) => answer(response, { message: 'out of order' }, 500);

describe('run: failures', () => {
  const servers = testServers();
  const folder = temporaryFolder();
  const out = () => ({ out: folder() });

  it('a child that fails fails what is below it; its parent and the others are published', async () => {
    const server = await api(servers, {
      '/jobs': inPages([{ id: 1 }, { id: 2 }], 2),
      '/jobs/1/tasks': [{ id: 10 }],
      '/jobs/2/tasks': broken,
      '/tasks/10/notes': [{ text: 'x' }],
      '/users': [{ id: 1 }],
    });
    const { outcome, summary, events } = await runConfig(configOf(server.origin, [jobs, tasks, notes, 'users']), out());

    assert.deepEqual(
      summary.resources.map(({ resource, status }) => `${resource} ${status}`),
      ['jobs published', 'tasks failed', 'notes failed', 'users published'],
    );
    assert.deepEqual(await published(folder(), 'jobs', 'id'), [{ id: 1 }, { id: 2 }]);
    assert.lengthOf(await published(folder(), 'users'), 1);
    assert.isFalse(isPublished(folder(), 'tasks') || isPublished(folder(), 'notes'));
    const { error } = outcome('tasks');
    assert.instanceOf(error, HttpError);
    assert.match(error.message, /500/);
    const below = outcome('notes').error;
    assert.instanceOf(below, ParentError);
    assert.equal(below.message, 'its parent tasks failed');
    assert.strictEqual(below.cause, error);
    const told = events.flatMap((event) => (event.type === 'failed' ? [event.resource] : []));
    assert.deepEqual(told, ['tasks', 'notes'], 'each is told once');
  });

  it('a parent that fails fails all below it, and nothing of them is published', async () => {
    const server = await api(servers, {
      '/jobs': (asked) => (asked.query.get('page') === '0' ? [{ id: 1 }] : broken(asked)),
      '/jobs/1/tasks': [{ id: 10 }],
      '/tasks/10/notes': [],
      '/users': [{ id: 1 }],
    });
    const { outcome, summary } = await runConfig(configOf(server.origin, [jobs, tasks, notes, 'users']), out());
    assert.deepEqual(
      summary.resources.map(({ status }) => status),
      ['failed', 'failed', 'failed', 'published'],
    );
    for (const table of ['jobs', 'tasks', 'notes']) assert.isFalse(isPublished(folder(), table), table);
    assert.instanceOf(outcome('jobs').error, HttpError);
    assert.equal(outcome('tasks').error?.message, 'its parent jobs failed');
    assert.equal(outcome('notes').error?.message, 'its parent tasks failed');
    assert.deepInclude(outcome('jobs'), { pages: 1, rowsRead: 1, rowsPublished: 0 });
  });

  it('a parent that is only fetched for its children is told when it fails', async () => {
    const server = await api(servers, { '/jobs': broken });
    const { outcome } = await runConfig(configOf(server.origin, [{ ...jobs, selected: false }, tasks]), out());
    assert.equal(outcome('jobs').status, 'failed');
    assert.equal(outcome('tasks').status, 'failed');
  });

  it('what was published before stays as it was, and so does its cursor', async () => {
    const resource = {
      ...jobs,
      endpoint: { ...jobs.endpoint, incremental: { cursor_path: 'id', start_param: 'since' } },
    };
    const routes: Parameters<typeof api>[1] = { '/jobs': inPages([{ id: 1 }, { id: 2 }], 2) };
    const server = await api(servers, routes);
    const config = configOf(server.origin, [resource]);
    await runConfig(config, out());
    routes['/jobs'] = (asked) => (asked.query.get('page') === '0' ? [{ id: 3 }] : broken(asked));
    const { outcome } = await runConfig(config, out());
    assert.equal(outcome('jobs').status, 'failed');
    assert.deepEqual(await published(folder(), 'jobs', 'id'), [{ id: 1 }, { id: 2 }]);
    assert.deepEqual(await cursors(folder()), { jobs: 2 });
  });

  it('an API that ignores its page parameter is an error of that resource', async () => {
    const server = await api(servers, { '/jobs': [{ id: 1 }], '/users': [] });
    const { outcome, summary } = await runConfig(configOf(server.origin, [jobs, 'users']), out());
    assert.instanceOf(outcome('jobs').error, PaginationError);
    assert.match(outcome('jobs').error?.message ?? '', /ignores the query parameter "page"/);
    assert.equal(summary.resources[1]!.status, 'published');
  });

  it('an API that counts from 1 has its first page once', async () => {
    const server = await api(servers, {
      '/jobs': ({ query }) => [[{ n: 1 }], [{ n: 2 }]][Math.max(Number(query.get('page')), 1) - 1] ?? [],
    });
    const { outcome } = await runConfig(configOf(server.origin, [{ name: 'jobs', endpoint: jobs.endpoint }]), out());
    assert.deepEqual(await published(folder(), 'jobs', 'n'), [{ n: 1 }, { n: 2 }]);
    assert.deepInclude(outcome('jobs'), { rowsRead: 2, rowsPublished: 2, requests: 4 });
  });

  it('retries are counted, and a run that gets over them publishes the same', async () => {
    let failures = 2;
    const server = await api(servers, {
      '/jobs': (asked) => (failures-- > 0 ? broken(asked) : [{ id: 1 }]),
    });
    const client = { base_url: server.origin, error_handler: { max_retries: 2, backoff_factor: 0 } };
    const { outcome } = await runConfig({ client, resources: ['jobs'] }, out());
    assert.deepInclude(outcome('jobs'), { status: 'published', requests: 3, retries: 2, rowsPublished: 1 });
  });
});
