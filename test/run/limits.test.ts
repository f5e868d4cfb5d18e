import { assert } from 'chai';
import { ConfigError } from '../../lib/core/errors.ts';
import { answer, testServers } from '../http/test-servers.ts';
import { api, inPages, type Asked, type Route } from '../helpers/server.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { configOf, cursors, published, runConfig, incrementalJobs as jobs } from './scenario.ts';

const rowsTo = (count: number) => Array.from({ length: count }, (_, i) => ({ id: i + 1 }));

describe('run: limits', () => {
  const servers = testServers();
  const folder = temporaryFolder();

  describe('limit', () => {
    it('asks for no page more than it says, and does not move the cursor', async () => {
      const server = await api(servers, { '/jobs': inPages(rowsTo(9), 2) });
      const config = configOf(server.origin, [jobs]);
      const { outcome } = await runConfig(config, { out: folder(), limit: 2 });
      assert.deepEqual(server.asked, ['GET /jobs?page=0', 'GET /jobs?page=1']);
      assert.deepInclude(outcome('jobs'), { status: 'published', pages: 2, rowsPublished: 4 });
      assert.deepEqual(await cursors(folder()), {});
    });

    it('without it the cursor is saved, and the next run starts there', async () => {
      const server = await api(servers, { '/jobs': inPages(rowsTo(3), 9) });
      const config = configOf(server.origin, [jobs]);
      await runConfig(config, { out: folder() });
      assert.deepEqual(await cursors(folder()), { jobs: 3 });
      server.asked.length = 0;
      const { outcome } = await runConfig(config, { out: folder() });
      assert.equal(server.asked[0], 'GET /jobs?since=3&page=0');
      assert.deepInclude(outcome('jobs'), { rowsRead: 1, rowsPublished: 3 });
    });

    it('counts the pages of a child over all of its parents', async () => {
      const server = await api(servers, {
        '/jobs': rowsTo(5),
        ...Object.fromEntries(rowsTo(5).map(({ id }) => [`/jobs/${id}/tasks`, [{ id }]])),
      });
      const tasks = {
        name: 'tasks',
        primary_key: 'id',
        write_disposition: 'merge',
        endpoint: '/jobs/{resources.jobs.id}/tasks',
      };
      const config = configOf(server.origin, ['jobs', tasks]);
      const { outcome } = await runConfig(config, { out: folder(), limit: 2, concurrency: 1 });
      assert.deepInclude(outcome('tasks'), { status: 'published', pages: 2, rowsPublished: 2 });
      assert.deepInclude(outcome('jobs'), { status: 'published', rowsPublished: 5 });
    });
  });

  describe('concurrency', () => {
    /** Answers only when `wanted` requests are waiting, and then all of them: fewer would wait for ever. */
    function meetingPoint(wanted: number, total: number) {
      const waiting: Asked[] = [];
      const seen = { most: 0 };
      let left = total;
      const route: Route = (asked: Asked) => {
        waiting.push(asked);
        seen.most = Math.max(seen.most, waiting.length);
        if (waiting.length < Math.min(wanted, left)) return;
        left -= waiting.length;
        // After a turn of the event loop, in which a request too many would come in.
        setImmediate(() =>
          setImmediate(() => waiting.splice(0).forEach(({ response }) => answer(response, [{ id: 1 }]))),
        );
      };
      return { seen, route };
    }

    for (const concurrency of [1, 3]) {
      it(`${concurrency} requests are under way at once, over all resources, and never more`, async () => {
        const { seen, route } = meetingPoint(concurrency, 12);
        const paths = ['/a/1', '/a/2', '/a/3', '/a/4', '/a/5', '/a/6', '/b/1', '/b/2', '/b/3', '/b/4', '/b/5', '/b/6'];
        const server = await api(servers, {
          '/parents': rowsTo(6),
          ...Object.fromEntries(paths.map((path) => [path, route])),
        });
        const config = configOf(server.origin, [
          'parents',
          { name: 'a', endpoint: '/a/{resources.parents.id}' },
          { name: 'b', endpoint: '/b/{resources.parents.id}' },
        ]);
        const { summary } = await runConfig(config, { out: folder(), concurrency });
        assert.equal(seen.most, concurrency);
        assert.deepEqual(
          summary.resources.map(({ requests }) => requests),
          [1, 6, 6],
        );
        assert.lengthOf(await published(folder(), 'a'), 6);
      });
    }
  });

  for (const options of [
    { concurrency: 0 },
    { concurrency: 1.5 },
    { limit: 0 },
    { limit: -1 },
    { limit: Number.NaN },
  ]) {
    it(`refuses ${JSON.stringify(options)} before anything is requested`, async () => {
      const server = await api(servers, {});
      const failure = await runConfig(configOf(server.origin, ['jobs']), { out: folder(), ...options }).catch(
        (thrown: unknown) => thrown,
      );
      assert.instanceOf(failure, ConfigError);
      assert.match(failure.message, new RegExp(`^${Object.keys(options)[0]}: .*whole number from 1`));
      assert.isEmpty(server.asked);
    });
  }

  it('refuses to select what there is not, all of it at once', async () => {
    const config = configOf('http://127.0.0.1:1', ['jobs', 'users']);
    const failure = await runConfig(config, { out: folder(), select: ['jbos', 'jobs', 'zzzzzz'] }).catch(
      (thrown: unknown) => thrown,
    );
    assert.instanceOf(failure, ConfigError);
    assert.deepEqual(failure.issues, [
      { path: '--select', message: 'there is no resource jbos', fix: 'did you mean jobs?' },
      { path: '--select', message: 'there is no resource zzzzzz', fix: 'the resources are: jobs, users' },
    ]);
  });
});
