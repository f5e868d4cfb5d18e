import { existsSync, rmSync } from 'node:fs';
import { appendFile, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import { map } from 'rxjs';
import { SinkError } from '../../lib/core/errors.ts';
import type { Page } from '../../lib/core/types.ts';
import { secret } from '../../lib/core/secret.ts';
import { prepare } from '../../lib/api/prepare.ts';
import { run, type RunOptions } from '../../lib/run/run.ts';
import { testServers } from '../http/test-servers.ts';
import { failsWith } from '../helpers/journal.ts';
import { api, inPages, type Asked, type Route } from '../helpers/server.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { interruptions, stopping } from './interrupted.ts';
import { configOf, isPublished, published, runConfig, jobs, tasks } from './scenario.ts';

const rowsTo = (count: number) => Array.from({ length: count }, (_, i) => ({ id: i + 1 }));

describe('run: unfinished work', () => {
  const servers = testServers();
  const folder = temporaryFolder();
  const own = (...names: string[]) => join(folder(), '_millrace', ...names);
  const { interrupted, told } = interruptions(servers, folder);

  /** Jobs of which two pages are in the journal, and users who are published. */
  const half = () =>
    interrupted({ '/jobs': inPages(rowsTo(7), 2), '/users': [{ id: 1 }] }, [jobs, 'users'], '/jobs', {
      page: '2',
      events: ['published users'],
    });

  describe('that is damaged', () => {
    const damages: Readonly<Record<string, (text: string) => string>> = {
      'half a file': (text) => text.slice(0, text.length / 2),
      'an empty file': () => '',
      'another number': (text) => text.replace('"pages":2', '"pages":3'),
    };
    for (const [what, damage] of Object.entries(damages)) {
      it(`(${what}) is an error that says what to do, and nothing is touched`, async () => {
        const { server, next } = await half();
        const path = own('checkpoint.json');
        const text = damage(await readFile(path, 'utf8'));
        await writeFile(path, text);
        const before = await readFile(join(folder(), 'users.parquet'));
        const error = await failsWith(SinkError, () => next());
        assert.include(error.message, `the checkpoint ${path} is damaged`);
        assert.include(error.fix, '--fresh');
        assert.isEmpty(server.asked);
        assert.equal(await readFile(path, 'utf8'), text);
        assert.deepEqual(await readFile(join(folder(), 'users.parquet')), before);
        assert.isFalse(existsSync(own('lock')));

        await next({ fresh: true });
        assert.deepEqual(await published(folder(), 'jobs', 'id'), rowsTo(7));
        assert.isFalse(existsSync(path));
      });
    }

    const journal = async () => own('journal', 'jobs', (await readdir(own('journal', 'jobs')))[0]!);

    it('(a torn line at the end of a journal) is cut off', async () => {
      const { next } = await half();
      await appendFile(await journal(), '{"id":');
      await next();
      assert.deepEqual(await published(folder(), 'jobs', 'id'), rowsTo(7));
    });

    for (const [what, damage] of [
      ['a journal that lacks its end', async (path: string) => truncate(path, 3)],
      [
        'other bytes in a journal',
        async (path: string) => writeFile(path, (await readFile(path, 'utf8')).replace('1', '9')),
      ],
      ['a journal that is gone', async (path: string) => rm(path)],
    ] as const) {
      it(`(${what}) fails its resource and says what to do; the others are published`, async () => {
        const { next } = await half();
        await damage(await journal());
        for (let i = 0; i < 2; i++) {
          const { outcome } = await next();
          const { error, status } = outcome('jobs');
          assert.equal(status, 'failed');
          assert.instanceOf(error, SinkError);
          assert.include(error.message, 'is damaged');
          assert.include(error.fix, '--fresh');
          assert.equal(outcome('users').status, 'published');
          assert.isFalse(isPublished(folder(), 'jobs'));
        }
        const { outcome } = await next({ fresh: true });
        assert.deepInclude(outcome('jobs'), { status: 'published', rowsPublished: 7 });
      });
    }

    it('(the parents of a child) fails the child, and not its parent', async () => {
      const routes: Record<string, Route> = { '/jobs': inPages(rowsTo(2), 9), '/jobs/1/tasks': [{ id: 10 }] };
      routes['/jobs/2/tasks'] = [];
      const { next } = await interrupted(routes, ['jobs', tasks], '/jobs/2/tasks');
      await writeFile(own('parents', 'tasks', 'given-1'), 'x');
      const { outcome } = await next();
      assert.equal(outcome('jobs').status, 'published');
      assert.include(outcome('tasks').error?.message, 'is damaged');
    });
  });

  it('of a folder that vanishes fails, and says so; what is published stays', async () => {
    const routes: Record<string, Route> = { '/jobs': inPages([{ id: 1, v: 'old' }], 2) };
    const server = await api(servers, routes);
    const config = configOf(server.origin, [jobs]);
    await runConfig(config, { out: folder() });
    const before = await readFile(join(folder(), 'jobs.parquet'));
    const pages = inPages(rowsTo(5), 2) as (asked: Asked) => unknown;
    routes['/jobs'] = (asked) => {
      if (asked.query.get('page') === '1') rmSync(own(), { recursive: true });
      return pages(asked);
    };
    const error = await failsWith(SinkError, () => runConfig(config, { out: folder() }));
    assert.match(error.message, /^cannot (replace|write) /);
    assert.include(error.fix, '--out');
    assert.deepEqual(await readFile(join(folder(), 'jobs.parquet')), before);
  });

  it('is kept beside that of another source in the same folder', async () => {
    const { next } = await half();
    const other = await api(servers, { '/shops': inPages(rowsTo(3), 2) });
    const { events } = await runConfig(configOf(other.origin, [{ ...jobs, name: 'shops' }], { name: 'other' }), {
      out: folder(),
    });
    assert.isUndefined(told(events));
    assert.deepEqual(told((await next()).events), ['jobs continued 2', 'users complete 1']);
    assert.deepEqual(await published(folder(), 'jobs', 'id'), rowsTo(7));
    assert.deepEqual(await published(folder(), 'shops', 'id'), rowsTo(3));
  });

  describe('that cannot be gone on with', () => {
    it('(an operator of the user may hold pages back) starts over, and says so', async () => {
      const held = { ...jobs, processing_steps: [{ pipe: map((page: Page) => page) }] };
      const { next } = await interrupted({ '/jobs': inPages(rowsTo(7), 2) }, [held], '/jobs', { page: '2' });
      assert.match(told((await next()).events)!.join(), /^jobs restarted an operator of its own/);
      assert.deepEqual(await published(folder(), 'jobs', 'id'), rowsTo(7));
    });

    it('(the next link has a credential that nobody declared) starts over, and keeps no such thing', async () => {
      const routes: Record<string, Route> = {
        '/jobs': { data: [{ id: 1 }], next: '/jobs/2?access_token=abcdef' },
        '/jobs/2': { data: [{ id: 2 }], next: null },
      };
      const linked = { ...jobs, endpoint: { data_selector: 'data', paginator: 'json_link' } };
      const { server, next } = await interrupted(routes, [linked], '/jobs/2');
      assert.notInclude(await readFile(own('checkpoint.json'), 'utf8'), 'abcdef');
      assert.deepEqual(told((await next()).events), ['jobs restarted its next request carries a credential']);
      assert.equal(server.asked[0], 'GET /jobs');
      assert.deepEqual(await published(folder(), 'jobs', 'id'), rowsTo(2));
    });
  });

  it('has the secrets of today in its requests, and none on the disk', async () => {
    const routes: Record<string, Route> = {};
    const page =
      (n: number, rest: object) =>
      ({ query }: Asked) => ({
        data: [{ id: n, key: undefined }],
        ...(n < 3 && { next: `/jobs/${n + 1}?api_key=${encodeURIComponent(query.get('api_key')!)}` }),
        ...rest,
      });
    for (const n of [1, 2, 3]) routes[n === 1 ? '/jobs' : `/jobs/${n}`] = page(n, {});
    const server = await api(servers, routes);
    const config = {
      name: 'shop',
      client: { base_url: server.origin, error_handler: { max_retries: 0 }, headers: { 'X-Key': secret('key') } },
      resources: [
        {
          ...jobs,
          endpoint: { params: { api_key: secret('key') }, data_selector: 'data', paginator: 'json_link' },
        },
      ],
    };
    const runWith = (key: string, options: Partial<RunOptions>) =>
      run(prepare(config, { secrets: { env: { KEY: key }, file: {} } }), { out: folder(), ...options });
    const { mend, ...stop } = stopping(routes, '/jobs/3');
    await runWith('first+secret/1', stop);
    mend();
    const text = await readFile(own('checkpoint.json'), 'utf8');
    for (const form of ['first+secret/1', encodeURIComponent('first+secret/1')]) assert.notInclude(text, form);
    server.asked.length = 0;
    await runWith('second+secret', {});
    assert.deepEqual(server.asked, ['GET /jobs/3?api_key=second%2Bsecret']);
    assert.lengthOf(await published(folder(), 'jobs'), 3);
  });

  describe('of incremental loading', () => {
    it('ends its windows where the interrupted run would have', async () => {
      const at = (day: number) => new Date(Date.UTC(2024, 0, day)).toISOString();
      const rows = [2, 4, 6, 8].map((day) => ({ id: day, at: at(day) }));
      const within = ({ query }: Asked) =>
        rows.filter((row) => row.at >= query.get('from')! && row.at < query.get('to')!);
      const routes: Record<string, Route> = { '/jobs': within };
      const server = await api(servers, routes);
      const incremental = {
        cursor_path: 'at',
        initial_value: at(1),
        start_param: 'from',
        end_param: 'to',
        step: '3 days',
      };
      const config = configOf(server.origin, [{ ...jobs, endpoint: { incremental } }]);
      const interruption = new AbortController();
      routes['/jobs'] = (asked) => (asked.query.get('from') === at(7) ? interruption.abort() : within(asked));
      const { signal } = interruption;
      await runConfig(config, { out: folder(), signal, now: () => Date.UTC(2024, 0, 8, 12) });
      const asked = server.asked.splice(0);
      routes['/jobs'] = within;
      // In the meantime there are more, and more windows.
      rows.push({ id: 11, at: at(11) });
      await runConfig(config, { out: folder(), now: () => Date.UTC(2024, 0, 8, 13) });
      assert.deepEqual(server.asked, asked.slice(-1), 'the window that was interrupted, and no other');
      assert.deepEqual(
        (await published(folder(), 'jobs', 'id')).map(({ id }) => id),
        [2, 4, 6, 8],
      );
      server.asked.length = 0;
      await runConfig(config, { out: folder(), now: () => Date.UTC(2024, 0, 12) });
      assert.lengthOf(await published(folder(), 'jobs'), 5);
    });

    it('keeps a cursor for each parent', async () => {
      const perParent = {
        ...tasks,
        endpoint: {
          path: tasks.endpoint,
          incremental: { cursor_path: 'n', start_param: 'since', initial_value: 0, per_parent: true },
        },
      };
      const tasksOf = (job: number): Route => [
        { id: job * 10, n: job },
        { id: job * 10 + 1, n: job + 5 },
      ];
      const routes: Record<string, Route> = {
        '/jobs': inPages(rowsTo(3), 9),
        ...Object.fromEntries(rowsTo(3).map(({ id }) => [`/jobs/${id}/tasks`, tasksOf(id)])),
      };
      const { server, next } = await interrupted(routes, ['jobs', perParent], '/jobs/3/tasks', { concurrency: 1 });
      await next();
      assert.notInclude(server.asked.join(), '/jobs/1/');
      assert.lengthOf(await published(folder(), 'tasks'), 6);
      server.asked.length = 0;
      await next();
      assert.includeMembers(
        server.asked,
        rowsTo(3).map(({ id }) => `GET /jobs/${id}/tasks?since=${id + 5}`),
      );
    });
  });
});
