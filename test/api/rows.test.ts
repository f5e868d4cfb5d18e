import { once } from 'node:events';
import { get } from 'node:http';
import { assert } from 'chai';
import { of, Subject, throwError, concat } from 'rxjs';
import { z } from 'zod';
import { rowsOfPages } from '../../lib/api/rows-of-pages.ts';
import { HttpError, RejectedRowError, restApiSource, type Page, type Row } from '../../lib/index.ts';
import { page } from '../helpers/marbles.ts';
import { api, inPages } from '../helpers/server.ts';
import { answer, testServers } from '../http/test-servers.ts';

const jobs = [{ id: 1 }, { id: 2 }, { id: 3 }];

async function all<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const row of rows) found.push(row);
  return found;
}

describe('Source.rows', () => {
  const servers = testServers();
  const shop = (base_url: string, over: object = {}) =>
    restApiSource({
      client: { base_url, error_handler: { max_retries: 0 } },
      resources: [
        { name: 'jobs', primary_key: 'id', endpoint: { paginator: 'page_number' }, ...over },
        { name: 'tasks', endpoint: '/jobs/{resources.jobs.id}/tasks' },
      ],
    });

  /** A request that goes there and back: one that was sent ahead would have come before it. */
  const fence = async (origin: string) => {
    const [response] = await once(get(`${origin}/fence`), 'response');
    (response as NodeJS.ReadableStream).resume();
    await once(response as NodeJS.ReadableStream, 'end');
  };

  it('gives the rows of all pages, of children too', async () => {
    const children = Object.fromEntries(jobs.map(({ id }) => [`/jobs/${id}/tasks`, [{ of: id }]]));
    const server = await api(servers, { '/jobs': inPages(jobs, 2), ...children });
    assert.deepEqual(await all(shop(server.origin).rows('jobs')), jobs);
    assert.sameDeepMembers(
      await all(shop(server.origin).rows('tasks')),
      jobs.map(({ id }) => ({ of: id, _jobs_id: id })),
    );
  });

  it('asks for the next page when a row of it is wanted, and for none after the loop was left', async () => {
    const server = await api(servers, { '/jobs': inPages(jobs, 2), '/fence': {} });
    const rows = shop(server.origin).rows('jobs');
    assert.isEmpty(server.asked, 'nothing is asked for before a row is wanted');
    for await (const { id } of rows) {
      await fence(server.origin);
      const pages = server.asked.filter((asked) => asked.startsWith('GET /jobs'));
      assert.lengthOf(pages, id === 3 ? 2 : 1, `at row ${String(id)}`);
      if (id === 3) break;
    }
    await fence(server.origin);
    assert.lengthOf(
      server.asked.filter((asked) => asked.startsWith('GET /jobs')),
      2,
    );
  });

  it('fails with what stopped it, after the rows before it', async () => {
    const server = await api(servers, {
      '/jobs': ({ query, response }) => (query.get('page') === '0' ? jobs : answer(response, {}, 500)),
    });
    const seen: Row[] = [];
    try {
      for await (const row of shop(server.origin).rows('jobs')) seen.push(row);
      assert.fail();
    } catch (error) {
      assert.instanceOf(error, HttpError);
    }
    assert.deepEqual(seen, jobs);
  });

  it('loses no row that its schema rejects in silence', async () => {
    const server = await api(servers, { '/jobs': [{ id: 1 }, { id: 'two' }, { id: 3 }] });
    const schema = z.object({ id: z.int() });
    const single = { endpoint: { paginator: 'single_page' }, schema };
    const seen: Row[] = [];
    try {
      for await (const row of shop(server.origin, single).rows('jobs')) seen.push(row);
      assert.fail();
    } catch (error) {
      assert.instanceOf(error, RejectedRowError);
      assert.deepEqual([error.resource, error.message.includes('id')], ['jobs', true]);
    }
    assert.deepEqual(seen, [{ id: 1 }, { id: 3 }]);
    const reasons: string[] = [];
    await all(shop(server.origin, single).rows('jobs', { onRejected: ({ reason }) => reasons.push(reason) }));
    assert.lengthOf(reasons, 1);
    assert.lengthOf(await all(shop(server.origin, { ...single, on_reject: 'ignore' }).rows('jobs')), 2);
  });
});

describe('rowsOfPages', () => {
  it('lets go of its pages when the loop is left, and when it throws', async () => {
    for (const leave of ['break', 'throw']) {
      const pages = new Subject<Page<number>>();
      const rows = rowsOfPages(pages, {});
      const first = rows.next();
      assert.isTrue(pages.observed);
      pages.next(page([1, 2]));
      assert.deepEqual(await first, { value: 1, done: false });
      if (leave === 'break') await rows.return();
      else await rows.throw(new Error('enough')).catch(() => undefined);
      assert.isFalse(pages.observed, leave);
    }
  });

  it('accepts a page when the row after its last one is wanted', async () => {
    const one = page([1, 2]);
    let accepted = false;
    const rows = rowsOfPages(concat(of(one), new Subject<Page<number>>()), {});
    await rows.next();
    one.receipt.accepted.subscribe({ complete: () => (accepted = true) });
    await rows.next();
    assert.isFalse(accepted);
    void rows.next();
    await new Promise(setImmediate);
    assert.isTrue(accepted);
  });

  it('gives the pages that came before an error', async () => {
    const error = new Error('broken');
    const rows = rowsOfPages(
      concat(
        of(page([1]), page([2])),
        throwError(() => error),
      ),
      {},
    );
    assert.deepEqual(
      [await rows.next(), await rows.next()],
      [
        { value: 1, done: false },
        { value: 2, done: false },
      ],
    );
    assert.equal(await rows.next().catch((caught: unknown) => caught), error);
  });
});
