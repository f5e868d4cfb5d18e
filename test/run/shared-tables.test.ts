import { assert } from 'chai';
import { Subject } from 'rxjs';
import type { RunEvent } from '../../lib/core/events.ts';
import { answer, testServers } from '../http/test-servers.ts';
import { api, type Route } from '../helpers/server.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { configOf, isPublished, published, runConfig } from './scenario.ts';

describe('resources that share a file', () => {
  const servers = testServers();
  const folder = temporaryFolder();

  const load = async (resources: readonly object[], routes: Record<string, Route>, options: object = {}) => {
    const server = await api(servers, routes);
    return runConfig(configOf(server.origin, resources), { out: folder(), ...options });
  };
  const merge = { primary_key: 'id', write_disposition: 'merge', table_name: 'all' };
  const [all, changed] = [
    { name: 'all_of_them', ...merge },
    { name: 'changed', ...merge },
  ];

  it('merge their rows by their key: where both have one, the later resource wins, also if it is done first', async () => {
    const late = new Subject<void>();
    const onEvent = ({ type, resource }: RunEvent) => {
      if (type === 'page' && resource === 'changed') late.next();
    };
    const routes: Record<string, Route> = {
      '/all_of_them': ({ response }) => {
        const rows = [
          { id: 1, v: 'old', only: 'first' },
          { id: 2, v: 'old', only: 'first' },
        ];
        late.subscribe(() => answer(response, rows));
      },
      '/changed': [
        { id: 2, v: 'new' },
        { id: 3, v: 'new', more: true },
      ],
    };
    const { outcome } = await load([all, changed], routes, { onEvent });
    assert.deepEqual(await published(folder(), 'all', 'id'), [
      { id: 1, v: 'old', only: 'first', more: null },
      { id: 2, v: 'new', only: null, more: null },
      { id: 3, v: 'new', only: null, more: true },
    ]);
    assert.deepInclude(outcome('all_of_them'), { status: 'published', rowsPublished: 2 });
    assert.deepInclude(outcome('changed'), { status: 'published', rowsPublished: 3 });
  });

  it('go on so, run after run', async () => {
    const routes = (v: number): Record<string, Route> => ({
      '/all_of_them': [{ id: 1, v, a: v }],
      '/changed': [{ id: 2, v, b: v }],
    });
    await load([all, changed], routes(1));
    await load([all, changed], routes(2));
    await load([all, changed], routes(3), { select: ['changed'] });
    assert.deepEqual(await published(folder(), 'all', 'id'), [
      { id: 1, v: 2, a: 2, b: null },
      { id: 2, v: 3, a: null, b: 3 },
    ]);
  });

  it('append theirs', async () => {
    const append = (name: string) => ({ name, table_name: 'log' });
    for (let run = 0; run < 2; run++) {
      await load([append('a'), append('b')], { '/a': [{ x: 1 }], '/b': [{ x: 2, y: true }] });
    }
    assert.deepEqual(await published(folder(), 'log', 'x'), [
      { x: 1, y: null },
      { x: 1, y: null },
      { x: 2, y: true },
      { x: 2, y: true },
    ]);
  });

  it('one that fails leaves the file to the other', async () => {
    const { outcome } = await load([all, changed], {
      '/all_of_them': ({ response }) => answer(response, { message: 'no' }, 400),
      '/changed': [{ id: 3 }],
    });
    assert.equal(outcome('all_of_them').status, 'failed');
    assert.equal(outcome('changed').status, 'published');
    assert.deepEqual(await published(folder(), 'all'), [{ id: 3 }]);
  });

  it('do not wait for one whose parent failed', async () => {
    const child = (name: string) => ({ name, table_name: 'tasks', endpoint: `/jobs/{resources.jobs.id}/${name}` });
    const { summary } = await load([{ name: 'jobs' }, child('a'), child('b'), { name: 'other', table_name: 'jobs' }], {
      '/jobs': ({ response }) => answer(response, { message: 'no' }, 400),
      '/other': [{ id: 3 }],
    });
    assert.deepEqual(
      summary.resources.map(({ resource, status }) => [resource, status]),
      [
        ['jobs', 'failed'],
        ['a', 'failed'],
        ['b', 'failed'],
        ['other', 'published'],
      ],
    );
    assert.isFalse(isPublished(folder(), 'tasks'));
  });

  it('a row without the key is rejected, and does not replace what the other has published', async () => {
    const resources = ['a', 'b'].map((name) => ({ name, table_name: 'all' }));
    const server = await api(servers, { '/a': [{ name: 'no id' }], '/b': [{ id: 1 }] });
    const defaults = { resource_defaults: { primary_key: 'id', write_disposition: 'merge' } };
    const { outcome } = await runConfig(configOf(server.origin, resources, defaults), { out: folder() });
    assert.equal(outcome('a').rejected, 1);
    assert.deepEqual(await published(folder(), 'all'), [{ id: 1 }]);
  });

  it('do not wait for the children of one that has published', async () => {
    const gone = new Subject<void>();
    const onEvent = ({ type, resource }: RunEvent) => {
      if (type === 'published' && resource === 'changed') gone.next();
    };
    const tasks = { name: 'tasks', endpoint: '/tasks/{resources.all_of_them.id}' };
    const routes: Record<string, Route> = {
      '/all_of_them': [{ id: 1 }],
      '/changed': [{ id: 2 }],
      '/tasks/1': ({ response }) => void gone.subscribe(() => answer(response, [{ ok: true }])),
    };
    const { outcome } = await load([all, changed, tasks], routes, { onEvent });
    assert.equal(outcome('tasks').status, 'published');
  });

  it('names that differ by case only are told, and the file stays as the first has published it', async () => {
    const { outcome } = await load([all, changed], {
      '/all_of_them': [{ id: 1, Name: 'a' }],
      '/changed': [{ id: 2, name: 'b' }],
    });
    assert.equal(outcome('changed').status, 'failed');
    assert.match(String(outcome('changed').error), /has the column Name for Name, whose name is taken/);
    assert.deepEqual(await published(folder(), 'all'), [{ id: 1, Name: 'a' }]);
  });

  for (const write_disposition of ['append', 'merge']) {
    it(`an interrupted run is gone on with: ${write_disposition}`, async () => {
      const of = (name: string) => ({
        name,
        table_name: 'all',
        primary_key: 'id',
        write_disposition,
        endpoint: { paginator: 'page_number' },
      });
      const interruption = new AbortController();
      const onEvent = ({ type, resource }: RunEvent) => {
        if (type === 'published' && resource === 'a') interruption.abort();
      };
      const rows: Record<string, readonly object[]> = { a: [{ id: 1 }, { id: 2 }], b: [{ id: 3 }, { id: 4 }] };
      const inPages =
        (name: string): Route =>
        ({ query }) => {
          const page = Number(query.get('page') ?? 0);
          // The second page of b is not answered before the run has been interrupted.
          if (name === 'b' && page === 1 && !interruption.signal.aborted) return undefined;
          return rows[name]!.slice(page, page + 1);
        };
      const server = await api(servers, { '/a': inPages('a'), '/b': inPages('b') });
      const config = configOf(server.origin, [of('a'), of('b')]);
      const first = await runConfig(config, { out: folder(), signal: interruption.signal, onEvent });
      assert.isTrue(first.summary.interrupted);
      assert.deepEqual(await published(folder(), 'all', 'id'), [{ id: 1 }, { id: 2 }]);
      await runConfig(config, { out: folder() });
      assert.deepEqual(await published(folder(), 'all', 'id'), [{ id: 1 }, { id: 2 }, { id: 3 }, { id: 4 }]);
    });
  }
});
