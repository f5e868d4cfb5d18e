import { assert } from 'chai';
import { testServers } from '../http/test-servers.ts';
import { api, inPages, type Route } from '../helpers/server.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { configOf, cursors, isPublished, published, runConfig, incrementalJobs as jobs } from './scenario.ts';

describe('run: interruption', () => {
  const servers = testServers();
  const folder = temporaryFolder();

  it('ends where it is: what is published stays, what is not is told, and the next run can begin', async () => {
    const interruption = new AbortController();
    const routes: Record<string, Route> = {
      '/done': [{ id: 1 }],
      // Its second page never comes.
      '/jobs': ({ query }) => (query.get('page') === '0' ? [{ id: 1 }] : undefined),
      '/jobs/1/tasks': [{ id: 10 }],
    };
    const server = await api(servers, routes);
    const tasks = {
      name: 'tasks',
      primary_key: 'id',
      write_disposition: 'merge',
      endpoint: '/jobs/{resources.jobs.id}/tasks',
    };
    const config = configOf(server.origin, ['done', jobs, tasks]);
    const waitedFor = new Set(['published done', 'page jobs', 'page tasks']);
    const { summary, outcome } = await runConfig(config, {
      out: folder(),
      signal: interruption.signal,
      onEvent: (event) => {
        if ('resource' in event) waitedFor.delete(`${event.type} ${event.resource}`);
        if (waitedFor.size === 0) interruption.abort();
      },
    });

    assert.isTrue(summary.interrupted);
    assert.deepEqual(
      summary.resources.map(({ resource, status }) => `${resource} ${status}`),
      ['done published', 'jobs interrupted', 'tasks interrupted'],
    );
    assert.deepInclude(outcome('jobs'), { pages: 1, rowsRead: 1, rowsPublished: 0 });
    assert.isTrue(isPublished(folder(), 'done'));
    assert.isFalse(isPublished(folder(), 'jobs') || isPublished(folder(), 'tasks'));
    assert.deepEqual(await cursors(folder()), {});

    routes['/jobs'] = inPages([{ id: 1 }], 1);
    const again = await runConfig(config, { out: folder() });
    assert.isFalse(again.summary.interrupted);
    assert.deepEqual(await published(folder(), 'tasks'), [{ id: 10, _jobs_id: 1 }]);
  });

  it('asks for nothing where it is interrupted before it begins', async () => {
    const server = await api(servers, {});
    const { summary } = await runConfig(configOf(server.origin, ['jobs']), {
      out: folder(),
      signal: AbortSignal.abort(),
    });
    assert.isTrue(summary.interrupted);
    assert.deepEqual(
      summary.resources.map(({ status }) => status),
      ['interrupted'],
    );
    assert.isEmpty(server.asked);
  });

  it('a signal that comes when all is published interrupts nothing', async () => {
    const interruption = new AbortController();
    const server = await api(servers, { '/jobs': [{ id: 1 }] });
    const { summary, outcome } = await runConfig(configOf(server.origin, ['jobs']), {
      out: folder(),
      signal: interruption.signal,
      onEvent: ({ type }) => type === 'published' && interruption.abort(),
    });
    assert.equal(outcome('jobs').status, 'published');
    assert.isFalse(summary.interrupted);
  });

  it('what is being published is finished, cursor included; only then the run ends', async () => {
    const interruption = new AbortController();
    const server = await api(servers, { '/jobs': inPages([{ id: 1 }], 1), '/endless': () => undefined });
    const { summary } = await runConfig(configOf(server.origin, [jobs, 'endless']), {
      out: folder(),
      signal: interruption.signal,
      onEvent: ({ type }) => type === 'publishing' && interruption.abort(),
    });
    assert.deepEqual(
      summary.resources.map(({ resource, status }) => `${resource} ${status}`),
      ['jobs published', 'endless interrupted'],
    );
    assert.isTrue(summary.interrupted);
    assert.deepEqual(await published(folder(), 'jobs'), [{ id: 1 }]);
    assert.deepEqual(await cursors(folder()), { jobs: 1 });
  });

  it('a request that is under way is given up', async () => {
    const interruption = new AbortController();
    let gone: () => void;
    const closed = new Promise<void>((resolve) => (gone = resolve));
    const server = await api(servers, {
      '/jobs': ({ response }) => {
        response.on('close', () => gone());
        interruption.abort();
      },
    });
    await runConfig(configOf(server.origin, ['jobs']), { out: folder(), signal: interruption.signal });
    await closed;
  });
});
