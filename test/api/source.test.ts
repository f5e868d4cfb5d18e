import { once } from 'node:events';
import { get } from 'node:http';
import { join } from 'node:path';
import { assert } from 'chai';
import { firstValueFrom, lastValueFrom, map, take, toArray, type Observable } from 'rxjs';
import { z } from 'zod';
import {
  ConfigError,
  filterRows,
  HttpError,
  isSource,
  mapRows,
  restApiSource,
  secret,
  toParquet,
  type Page,
} from '../../lib/index.ts';
import { answer, testServers } from '../http/test-servers.ts';
import { api, inPages } from '../helpers/server.ts';
import { readParquet } from '../helpers/read-parquet.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const rowsOf = (pages: Observable<Page<object>>) =>
  lastValueFrom(
    pages.pipe(
      map(({ rows }) => rows),
      toArray(),
    ),
  );
const failureOf = (pages: Observable<unknown>) =>
  firstValueFrom(pages).then(
    () => assert.fail(),
    (error: unknown) => error,
  );

describe('Source', () => {
  const servers = testServers();
  const folder = temporaryFolder();

  const shop = (base_url: string) =>
    restApiSource({
      name: 'shop',
      client: { base_url, error_handler: { max_retries: 0 } },
      resources: [
        {
          name: 'jobs',
          primary_key: 'id',
          endpoint: { paginator: 'page_number' },
          schema: z.object({ id: z.int(), title: z.string() }),
        },
        { name: 'tasks', endpoint: '/jobs/{resources.jobs.id}/tasks' },
        'users',
      ],
    });
  const jobs = [
    { id: 1, title: 'a' },
    { id: 2, title: 'b' },
    { id: 3, title: 'c' },
  ];
  const routes = () => ({
    '/jobs': inPages(jobs, 2),
    ...Object.fromEntries(jobs.map(({ id }) => [`/jobs/${id}/tasks`, [{ text: `of ${id}` }]])),
  });

  it('is recognised, and nothing else is', () => {
    assert.isTrue(isSource(shop('http://x')));
    for (const value of [null, undefined, {}, 'source', { config: {} }]) assert.isFalse(isSource(value));
  });

  describe('resource', () => {
    it('is a stream of typed pages, fetched anew for each subscription', async () => {
      const server = await api(servers, routes());
      const pages = shop(server.origin).resource('jobs');
      assert.isEmpty(server.asked, 'nothing is asked before somebody subscribes');
      assert.deepEqual(await rowsOf(pages), [jobs.slice(0, 2), jobs.slice(2), []]);
      assert.lengthOf(server.asked, 3);
      await rowsOf(pages);
      assert.lengthOf(server.asked, 6);
    });

    it('of a child fetches its parents first', async () => {
      const server = await api(servers, routes());
      const pages = await rowsOf(shop(server.origin).resource('tasks'));
      assert.sameDeepMembers(
        pages.flat(),
        jobs.map(({ id }) => ({ text: `of ${id}`, _jobs_id: id })),
      );
    });

    it('goes through operators of the user into a file', async () => {
      const server = await api(servers, routes());
      const pages = shop(server.origin).resource('jobs');
      const published = await lastValueFrom(
        pages.pipe(
          filterRows(({ id }) => id !== 2),
          mapRows(({ id, title }) => ({ id, shout: title.toUpperCase() })),
          toParquet({ out: folder() }),
        ),
      );
      assert.deepInclude(published, { file: join(folder(), 'jobs.parquet'), rows: 2 });
      assert.sameDeepMembers(await readParquet(join(folder(), 'jobs.parquet')), [
        { id: 1n, shout: 'A' },
        { id: 3n, shout: 'C' },
      ]);
    });

    it('the API is not asked ahead: a page that is held holds the next one back', async () => {
      const server = await api(servers, { ...routes(), '/fence': [] });
      const releases: (() => void)[] = [];
      const seen: number[] = [];
      const arrived: ((value?: unknown) => void)[] = [];
      const nextPage = () => new Promise((resolve) => arrived.push(resolve));
      const first = nextPage();
      const subscription = shop(server.origin)
        .resource('jobs')
        .subscribe((page) => {
          releases.push(page.receipt.hold());
          seen.push(page.index);
          arrived.shift()?.();
        });
      await first;
      // A request that goes there and back after the first page: one sent ahead would have come before it.
      await fence(server.origin);
      assert.deepEqual(server.asked, ['GET /jobs?page=0', 'GET /fence']);
      const second = nextPage();
      releases[0]!();
      await second;
      await fence(server.origin);
      assert.deepEqual(server.asked, ['GET /jobs?page=0', 'GET /fence', 'GET /jobs?page=1', 'GET /fence']);
      assert.deepEqual(seen, [0, 1]);
      subscription.unsubscribe();
    });

    it('who has enough asks for no more', async () => {
      const server = await api(servers, routes());
      await rowsOf(shop(server.origin).resource('jobs').pipe(take(1)));
      assert.deepEqual(server.asked, ['GET /jobs?page=0']);
    });

    it('fails with an error that says where', async () => {
      const server = await api(servers, { '/jobs': ({ response }) => answer(response, {}, 403) });
      const failure = await failureOf(shop(server.origin).resource('tasks'));
      assert.instanceOf(failure, Error);
      assert.equal(failure.message, 'its parent jobs failed');
      assert.instanceOf(failure.cause, HttpError);
    });

    it('of another name is an error that suggests one', async () => {
      const source = shop('http://127.0.0.1:1');
      const suggestion = await failureOf(source.resource('jbos' as 'jobs'));
      assert.instanceOf(suggestion, ConfigError);
      assert.equal(suggestion.fix, 'did you mean jobs?');
      const list = await failureOf(source.resource('zzzzzz' as 'jobs'));
      assert.equal((list as ConfigError).fix, 'the resources are: jobs, tasks, users');
    });

    it('of a configuration that is wrong fails when it is subscribed to, before anything is requested', async () => {
      const failure = await failureOf(
        restApiSource({ client: { base_url: 'nowhere' }, resources: ['a'] }).resource('a'),
      );
      assert.instanceOf(failure, ConfigError);
      assert.match(failure.message, /client\.base_url/);
    });
  });

  it('tells what a run would do, without secrets and without a request', () => {
    const source = restApiSource({
      client: { base_url: 'https://api.example.com', auth: { token: secret('nobody_has_this') } },
      resources: ['jobs', { name: 'logs', endpoint: '/jobs/{resources.jobs.id}/logs' }],
    });
    const { resources, secrets } = source.plan({ select: ['logs'] });
    assert.deepEqual(
      resources.map(({ name, role, parent }) => [name, role, parent?.resource]),
      [
        ['jobs', 'parent', undefined],
        ['logs', 'published', 'jobs'],
      ],
    );
    assert.deepInclude(secrets[0], { name: 'nobody_has_this', found: undefined });
    assert.throws(() => source.plan({ select: ['log'] }), ConfigError, 'there is no resource log');
  });

  describe('secrets', () => {
    const NAME = 'SHOP__MILLRACE_TEST_KEY';
    afterEach(() => delete process.env[NAME]);

    const guarded = (base_url: string) =>
      restApiSource({
        name: 'shop',
        client: {
          base_url,
          error_handler: { max_retries: 0 },
          auth: { type: 'api_key', name: 'k', api_key: secret('millrace_test_key'), location: 'query' },
        },
        resources: ['jobs'],
      });

    it('are read from the environment when it is subscribed to, sent, and not shown', async () => {
      const server = await api(servers, {
        '/jobs': ({ query, response }) => answer(response, { message: `${query.get('k')} is not allowed` }, 401),
      });
      const pages = guarded(server.origin).resource('jobs');
      process.env[NAME] = 'hush-hush';
      const failure = await failureOf(pages);
      assert.deepEqual(server.asked, ['GET /jobs?k=hush-hush']);
      assert.instanceOf(failure, HttpError);
      assert.include(failure.message, '*** is not allowed');
      assert.notInclude(failure.message, 'hush');
    });

    it('that are missing are an error that names them', async () => {
      const failure = await failureOf(guarded('http://127.0.0.1:1').resource('jobs'));
      assert.instanceOf(failure, ConfigError);
      assert.match(failure.message, /^client\.auth\.api_key: the secret millrace_test_key is missing/);
    });
  });

  it('run publishes its files', async () => {
    const server = await api(servers, { ...routes(), '/users': [{ name: 'u' }] });
    const summary = await shop(server.origin).run({ out: folder() });
    assert.equal(summary.source, 'shop');
    assert.deepEqual(
      summary.resources.map(({ resource, rowsPublished }) => [resource, rowsPublished]),
      [
        ['jobs', 3],
        ['tasks', 3],
        ['users', 1],
      ],
    );
  });
});

async function fence(origin: string): Promise<void> {
  const request = get(`${origin}/fence`, { agent: false }, (response) => response.resume());
  await once(request, 'close');
}
