import { join } from 'node:path';
import { assert } from 'chai';
import { map } from 'rxjs';
import { z } from 'zod';
import { HttpError } from '../../lib/core/errors.ts';
import type { Page, Row } from '../../lib/core/types.ts';
import { RowError } from '../../lib/operators/row-error.ts';
import { testServers } from '../http/test-servers.ts';
import { api } from '../helpers/server.ts';
import { readParquet } from '../helpers/read-parquet.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { configOf, published, runConfig } from './scenario.ts';

describe('run: steps and schemas', () => {
  const servers = testServers();
  const folder = temporaryFolder();

  /** Publishes these rows as `jobs`, each with one task, and returns what was published. */
  async function load(jobs: object, rows: object[], ...others: object[]) {
    const server = await api(servers, {
      '/jobs': rows,
      ...Object.fromEntries(rows.map((row) => [`/jobs/${(row as { id: number }).id}/tasks`, [{ id: 1, text: 'x' }]])),
    });
    const ran = await runConfig(configOf(server.origin, [{ name: 'jobs', ...jobs }, ...others]), { out: folder() });
    return { ...ran, server };
  }
  const ids = async (table = 'jobs') => (await published(folder(), table, 'id')).map((row) => row['id']);
  const rows = [{ id: 1 }, { id: 2 }, { id: 3 }];
  const id = (row: Row) => row['id'] as number;

  describe('processing_steps', () => {
    it('go in the order they are written', async () => {
      const steps = [
        { filter: (row: Row) => id(row) > 1 },
        { map: (row: Row) => ({ id: id(row) * 10 }) },
        { filter: (row: Row) => id(row) < 30 },
        { yield_map: (row: Row) => [row, { id: id(row) + 1 }] },
      ];
      await load({ processing_steps: steps }, rows);
      assert.deepEqual(await ids(), [20, 21]);
    });

    it('of several keys in one step, filter goes first, then map, then yield_map, then pipe', async () => {
      const seen: string[] = [];
      const step = {
        pipe: map((page: Page) => (seen.push('pipe'), page)),
        yield_map: function* (row: Row) {
          seen.push('yield_map');
          yield row;
        },
        map: (row: Row) => (seen.push('map'), row),
        filter: () => (seen.push('filter'), true),
      };
      await load({ processing_steps: [step] }, [{ id: 1 }]);
      assert.deepEqual(seen, ['filter', 'map', 'yield_map', 'pipe']);
    });

    it('a filter on a parent limits its children, and a yield_map adds some', async () => {
      const steps = [{ filter: (row: Row) => id(row) !== 2 }, { yield_map: (row: Row) => [row] }];
      const tasks = { name: 'tasks', endpoint: '/jobs/{resources.jobs.id}/tasks' };
      const { server } = await load({ processing_steps: steps }, rows, tasks);
      assert.sameMembers(server.asked, ['GET /jobs', 'GET /jobs/1/tasks', 'GET /jobs/3/tasks']);
    });

    it('of a child see the columns of its parent, and cannot lose the key', async () => {
      const tasks = {
        name: 'tasks',
        endpoint: '/jobs/{resources.jobs.id}/tasks',
        include_from_parent: ['state'],
        processing_steps: [
          { map: (row: Row) => ({ text: `${String(row['text'])} of ${String(row['_jobs_state'])}` }) },
        ],
      };
      await load(
        {},
        [
          { id: 1, state: 'new' },
          { id: 2, state: 'old' },
        ],
        tasks,
      );
      assert.deepEqual(await published(folder(), 'tasks', 'text'), [
        { text: 'x of new', _jobs_id: 1 },
        { text: 'x of old', _jobs_id: 2 },
      ]);
    });

    for (const [what, step, message] of [
      [
        'a map that returns nothing',
        { map: () => undefined },
        'map failed at row 1 of 3, page 0 of jobs (GET /jobs): it returned undefined, not a row',
      ],
      [
        'a map that returns a list',
        { map: () => [] },
        'map failed at row 1 of 3, page 0 of jobs (GET /jobs): it returned a list, not a row',
      ],
      [
        'a map that returns a promise',
        { map: async (row: Row) => row },
        'map failed at row 1 of 3, page 0 of jobs (GET /jobs): it returned a promise, not a row',
      ],
      [
        'a map that returns a Map',
        { map: () => new Map() },
        'map failed at row 1 of 3, page 0 of jobs (GET /jobs): it returned a Map, not a row',
      ],
      [
        'a yield_map that yields a text',
        { yield_map: () => ['x'] },
        'yield_map failed at row 1 of 3, page 0 of jobs (GET /jobs): it returned x, not a row',
      ],
      [
        'a yield_map that returns one row',
        { yield_map: (row: Row) => row },
        'yield_map failed at row 1 of 3, page 0 of jobs (GET /jobs): it returned an object, not rows',
      ],
      [
        'a yield_map that returns nothing',
        { yield_map: () => undefined },
        'yield_map failed at row 1 of 3, page 0 of jobs (GET /jobs): it returned undefined, not rows',
      ],
      [
        'an asynchronous yield_map',
        {
          yield_map: async function* (row: Row) {
            yield row;
          },
        },
        'yield_map failed at row 1 of 3, page 0 of jobs (GET /jobs): it returned an asynchronous generator, not rows',
      ],
      [
        'a filter that throws',
        { filter: (row: Row) => id(row) < 2 || assert.fail('no such column') },
        'filter failed at row 2 of 3, page 0 of jobs (GET /jobs): no such column',
      ],
      [
        'an asynchronous filter',
        { filter: async () => false },
        'filter failed at row 1 of 3, page 0 of jobs (GET /jobs): it returned a promise, not true or false',
      ],
      ['a pipe that throws', { pipe: map(() => assert.fail('no page')) }, 'pipe of jobs failed: no page'],
      [
        'a pipe that emits rows',
        { pipe: map((page: Page) => page.rows) },
        'pipe of jobs failed: it emitted something that is no page: emit { ...page, rows }',
      ],
      [
        'a pipe that makes no rows',
        { pipe: map((page: Page) => ({ ...page, rows: [1] })) },
        'pipe of jobs failed: it returned 1, not a row',
      ],
    ] as const) {
      it(`${what} fails the resource, and says where`, async () => {
        const { outcome } = await load({ processing_steps: [{ filter: () => true }, step] }, rows);
        const { status, error } = outcome('jobs');
        assert.equal(status, 'failed');
        assert.instanceOf(error, RowError);
        assert.equal(error.message, `processing_steps.1.${message}`);
        assert.equal(error.setting, `resources.jobs.processing_steps.1.${Object.keys(step)[0]}`);
      });
    }

    it('a failure of the pages passes a pipe as it is', async () => {
      const missing = { name: 'missing', processing_steps: [{ pipe: map((page: Page) => page) }] };
      const { outcome } = await load({}, rows, missing);
      assert.instanceOf(outcome('missing').error, HttpError);
    });
  });

  describe('schema', () => {
    it('sets rows that do not fit aside, counts them and keeps them with the reason', async () => {
      const schema = z.object({ id: z.int().max(2) });
      const { outcome } = await load({ schema, primary_key: 'id' }, rows);
      assert.deepInclude(outcome('jobs'), { status: 'published', rowsRead: 3, rowsPublished: 2, rejected: 1 });
      assert.deepEqual(await ids(), [1, 2]);
      const rejected = await readParquet(join(folder(), '_millrace', 'rejected', 'jobs.parquet'));
      assert.lengthOf(rejected, 1);
      assert.match(String(rejected[0]!['reason']), /^id: /);
      assert.deepEqual(JSON.parse(String(rejected[0]!['row'])), { id: 3 });
    });

    it('does not see the rows of a parent that were set aside as parents', async () => {
      const tasks = { name: 'tasks', endpoint: '/jobs/{resources.jobs.id}/tasks' };
      const { server } = await load({ schema: z.object({ id: z.int().max(2) }) }, rows, tasks);
      assert.notInclude(server.asked, 'GET /jobs/3/tasks');
    });

    it('of a child, be it strict, has nothing to do with the columns of the parent', async () => {
      const tasks = {
        name: 'tasks',
        endpoint: '/jobs/{resources.jobs.id}/tasks',
        include_from_parent: ['state', 'missing', 'constructor'],
        schema: z.strictObject({ id: z.int(), text: z.string() }),
      };
      const { outcome } = await load({}, [{ id: 7, state: 'new' }], tasks);
      assert.equal(outcome('tasks').rejected, 0);
      assert.deepEqual(await published(folder(), 'tasks'), [
        { id: 1, text: 'x', _jobs_state: 'new', _jobs_missing: null, _jobs_constructor: null, _jobs_id: 7 },
      ]);
    });

    it('may be a JSON Schema', async () => {
      const merge = { primary_key: 'id', write_disposition: 'merge' };
      const schema = {
        type: 'object',
        required: ['id'],
        properties: {
          id: { type: 'integer', maximum: 2 },
          at: { $ref: '#/$defs/instant' },
          note: { type: ['string', 'null'] },
        },
        $defs: { instant: { type: 'string', format: 'date-time' } },
      };
      const { outcome } = await load({ schema, ...merge }, [
        { id: 1, note: null },
        { id: 2, at: '2024-01-01' },
        { id: 3 },
      ]);
      assert.deepInclude(outcome('jobs'), { status: 'published', rowsPublished: 1, rejected: 2 });
      assert.equal(outcome('jobs').rejectedReason, 'at: must match format "date-time"');
      assert.deepEqual(await published(folder(), 'jobs'), [{ id: 1, at: null, note: null }]);
      // The columns have had their types from the beginning.
      await load({ schema, ...merge }, [{ id: 1, at: '2024-01-01T00:00:00Z', note: 'x' }]);
      assert.deepEqual(await published(folder(), 'jobs'), [{ id: 1, at: new Date('2024-01-01T00:00:00Z'), note: 'x' }]);
    });

    it('types the columns, also those that have no value yet', async () => {
      const schema = z.object({ id: z.int(), at: z.iso.datetime().nullish(), size: z.number() });
      await load({ schema }, [{ id: 1, at: null, size: 1 }]);
      await load({ schema }, [{ id: 2, at: '2024-01-01T00:00:00Z', size: 2.5 }]);
      const [first, second] = await published(folder(), 'jobs', 'id');
      assert.deepEqual(first, { id: 1, at: null, size: 1 });
      assert.deepEqual(second, { id: 2, at: new Date('2024-01-01T00:00:00Z'), size: 2.5 });
    });
  });

  it('a row without the key that its resource declares is rejected', async () => {
    const { outcome } = await load({ primary_key: 'id' }, [{ id: 1 }, { id: null }, {}]);
    assert.deepInclude(outcome('jobs'), { rowsRead: 3, rowsPublished: 1, rejected: 2 });
  });
});
