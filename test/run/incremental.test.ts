import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import { answer } from '../dlt/mock-api.ts';
import { column, loads } from '../dlt/loads.ts';

describe('incremental runs', () => {
  let broken = false;
  let onPage = () => {};
  const { serve, run, rows, published, state, out } = loads({
    'GET /broken': () => (broken ? answer({ status: 500, json: {} }) : { data: [{ id: 9, at: 9 }], total_pages: 1 }),
    'GET /big': () =>
      answer({
        text: '{"data":[{"id":1,"at":9007199254740993}],"total_pages":1}',
        headers: { 'content-type': 'application/json' },
      }),
    'GET /interrupted': ({ query }) => {
      onPage();
      return { data: [{ id: 9, at: Number(query.get('page')) + 10 }], total_pages: 5 };
    },
  });
  beforeEach(() => {
    broken = false;
    onPage = () => {};
  });
  const merged = { primary_key: 'id', write_disposition: 'merge' };
  const at = (...values: unknown[]) => values.map((value, id) => ({ id, at: value }));
  const values = async () => column(await published(), 'at');

  describe('cursors advance with what is published', () => {
    const config = (path: string) => rows({ cursor_path: 'at' }, {}, { path });

    it('a run that fails moves nothing', async () => {
      serve(at(1, 2));
      await run(config('rows'));
      broken = true;
      assert.equal((await run(config('broken'), { fails: true })).outcome('rows').status, 'failed');
      assert.equal((await state())?.last_value, 2);
      broken = false;
      await run(config('broken'));
      assert.equal((await state())?.last_value, 9);
      assert.deepEqual(await values(), [1, 2, 9]);
    });

    it('nor does one with a limit', async () => {
      serve(at(1, 2, 3, 4, 5, 6), 3);
      await run(config('rows'), { limit: 1 });
      assert.isUndefined(await state());
    });

    it('nor one that is interrupted', async () => {
      serve(at(1, 2));
      await run(config('rows'));
      const controller = new AbortController();
      onPage = () => controller.abort();
      const { summary } = await run(config('interrupted'), { signal: controller.signal });
      assert.isTrue(summary.interrupted);
      assert.equal((await state())?.last_value, 2);
      assert.deepEqual(await values(), [1, 2]);
    });

    it('rows that are rejected do not move it', async () => {
      const { z } = await import('zod');
      serve(at(1, 5));
      const schema = z.object({ id: z.int(), at: z.int().max(3) });
      await run(rows({ cursor_path: 'at' }, { schema, on_reject: 'ignore' }));
      assert.equal((await state())?.last_value, 1);
    });
  });

  describe('at the last cursor', () => {
    it('append: each row once over several runs, new ones and other pages included', async () => {
      const config = rows({ cursor_path: 'at', start_param: 'since' });
      const all = [
        { id: 1, at: 5 },
        { id: 2, at: 5 },
        { id: 3, at: 5 },
        { id: 4, at: 5, more: { b: 1, a: [2] } },
      ];
      for (const count of [1, 2, 2, 4, 4]) {
        serve(all.slice(0, count).toReversed(), 1);
        await run(config);
        assert.deepEqual(column(await published(), 'id'), [1, 2, 3, 4].slice(0, count));
      }
    });

    it('append: the order of the columns is no difference, nor is it how the cursor is written', async () => {
      const config = rows({ cursor_path: 'at' });
      serve([{ id: 1, at: '2024-01-01T00:00:00Z', b: { c: 1, d: 2 } }]);
      await run(config);
      serve([{ b: { d: 2, c: 1 }, at: '2024-01-01T00:00:00Z', id: 1 }]);
      await run(config);
      assert.lengthOf(await published(), 1);
    });

    it('merge: a row that has changed without a new cursor is not lost, unlike in dlt', async () => {
      const config = rows({ cursor_path: 'at' }, merged);
      serve([{ id: 1, at: 5, name: 'old' }]);
      await run(config);
      serve([{ id: 1, at: 5, name: 'new' }]);
      await run(config);
      assert.deepEqual(column(await published(), 'name'), ['new']);
    });

    it('merge with merge_key: the rows of the key come again, since they are all replaced', async () => {
      const config = rows({ cursor_path: 'at' }, { write_disposition: 'merge', merge_key: 'day' });
      serve([{ id: 1, at: 5, day: 'a' }]);
      await run(config);
      serve([
        { id: 1, at: 5, day: 'a' },
        { id: 2, at: 6, day: 'a' },
      ]);
      await run(config);
      assert.deepEqual(column(await published(), 'id'), [1, 2]);
    });

    it('big integers in JSON keep their digits in the state', async () => {
      const config = rows({ cursor_path: 'at', start_param: 'since' }, {}, { path: 'big' });
      await run(config);
      const { requests } = await run(config);
      assert.equal(requests[0]!.query.get('since'), '9007199254740993');
      assert.lengthOf(await published(), 1);
    });

    it('big integers as texts keep their digits in the state', async () => {
      const config = rows({ cursor_path: 'at', start_param: 'since' });
      serve([{ id: 1, at: '9007199254740993' }]);
      await run(config);
      const { requests } = await run(config);
      assert.equal(requests[0]!.query.get('since'), '9007199254740993');
      assert.lengthOf(await published(), 1);
    });
  });

  describe('a configuration that has changed', () => {
    const before = { cursor_path: 'at', initial_value: 5 };
    const first = async (over: object) => {
      serve([
        { id: 1, at: 3, made: 100 },
        { id: 2, at: 6, made: 200 },
        { id: 3, at: 8, made: 150 },
      ]);
      await run(rows(before, over));
      assert.deepEqual(column(await published(), 'id'), [2, 3]);
    };

    for (const [what, incremental, expected, id] of [
      ['another cursor_path', { cursor_path: 'made' }, 'cursor_path was at', [1, 2, 3]],
      ['another last_value_func', { cursor_path: 'at', last_value_func: 'min' }, 'last_value_func was max', [1, 2, 3]],
    ] as const) {
      it(`${what}: a merged resource starts over, and says so`, async () => {
        await first(merged);
        const { warnings } = await run(rows(incremental, merged));
        assert.lengthOf(warnings, 1);
        assert.include(warnings[0]!, expected);
        assert.include(warnings[0]!, 'starts over');
        assert.deepEqual(column(await published(), 'id'), [...id]);
        assert.deepEqual((await run(rows(incremental, merged))).warnings, [], 'once');
      });

      it(`${what}: one that is appended fails, since rows would be there twice`, async () => {
        await first({});
        const { outcome } = await run(rows(incremental), { fails: true });
        const { error, status } = outcome('rows');
        assert.equal(status, 'failed');
        assert.include(error!.message, expected);
        assert.propertyVal(error, 'setting', 'resources.rows.endpoint.incremental');
        assert.match(
          (error as { fix?: string }).fix!,
          /set it back, or load the resource anew with --full-refresh --select rows/,
        );
        assert.deepEqual(column(await published(), 'id'), [2, 3]);
        await run(rows(incremental), { fullRefresh: true });
        assert.deepEqual(column(await published(), 'id'), [1, 2, 3], 'the way out');
      });
    }

    for (const over of [{}, merged]) {
      it(`an earlier initial_value: what was left out is taken, and said, ${JSON.stringify(over)}`, async () => {
        await first(over);
        const { warnings, requests } = await run(rows({ ...before, initial_value: 2, start_param: 'since' }, over));
        assert.match(warnings.join('\n'), /^initial_value is before where loading began/);
        assert.equal(requests[0]!.query.get('since'), '2');
        assert.deepEqual(column(await published(), 'id'), [1, 2, 3]);
        const again = await run(rows({ ...before, initial_value: 2, start_param: 'since' }, over));
        assert.deepEqual([again.warnings, again.requests[0]!.query.get('since')], [[], '8']);
      });
    }

    it('no initial_value any more: everything is taken', async () => {
      await first({});
      await run(rows({ cursor_path: 'at' }));
      assert.deepEqual(column(await published(), 'id'), [1, 2, 3]);
    });

    it('a later initial_value changes nothing', async () => {
      await first({});
      const { warnings, requests } = await run(rows({ ...before, initial_value: 100, start_param: 'since' }));
      assert.deepEqual([warnings, requests[0]!.query.get('since')], [[], '8']);
    });

    it('a file that is gone: everything is loaded anew, and said', async () => {
      await first({});
      await rm(join(out(), 'rows.parquet'));
      const { warnings } = await run(rows(before));
      assert.deepEqual(warnings, ['rows.parquet is gone, so it is loaded anew']);
      assert.deepEqual(column(await published(), 'id'), [2, 3]);
    });
  });

  describe('cursors of several kinds', () => {
    it('times in every form: the latest counts', async () => {
      serve(at('2024-01-01T12:00:00+02:00', '2024-01-01T10:30:00Z', '2024-01-01T10:30:00.5Z', '2024-01-01 09:00:00'));
      await run(rows({ cursor_path: 'at' }));
      assert.equal((await state())?.last_value, '2024-01-01T10:30:00.5Z');
    });

    it('digits are numbers: 9, 10, 11', async () => {
      serve(at('9', '10'));
      await run(rows({ cursor_path: 'at' }));
      serve(at('9', '10', '11'));
      await run(rows({ cursor_path: 'at' }));
      assert.lengthOf(await published(), 3);
    });

    it('what cannot be compared fails the resource, with both values', async () => {
      serve(at(5, '2024-01-01T00:00:00Z'));
      const { outcome } = await run(rows({ cursor_path: 'at' }), { fails: true });
      const { error } = outcome('rows');
      assert.propertyVal(error, 'resource', 'rows');
      assert.match(error!.message, /"2024-01-01T00:00:00Z" \(a time\) and 5 \(a number\) of at cannot be compared/);
    });

    it('so does what has no order', async () => {
      serve(at(true));
      const { outcome } = await run(rows({ cursor_path: 'at' }), { fails: true });
      assert.match(outcome('rows').error!.message, /the cursor at of a row is true, which has no order/);
    });
  });
});
