import { assert } from 'chai';
import { from, lastValueFrom, map, toArray } from 'rxjs';
import type { Row } from '../../../lib/core/types.ts';
import { IncrementalLoading } from '../../../lib/source/incremental/loading.ts';
import type { Progress } from '../../../lib/source/incremental/progress.ts';
import { info } from '../../helpers/journal.ts';
import { page } from '../../helpers/marbles.ts';
import { planOf } from '../planned.ts';

describe('IncrementalLoading', () => {
  const jobs = info({ name: 'jobs', writeDisposition: 'append', primaryKey: [] });
  const tasks = info({ name: 'tasks', writeDisposition: 'append', primaryKey: [] });
  const loading = (incremental: object, own: unknown, ofTasks: unknown): IncrementalLoading => {
    const { incremental: settings } = planOf({
      name: 'jobs',
      endpoint: { incremental: { cursor_path: 'at', ...incremental } },
    });
    const func = settings!.lastValueFunc;
    const progress = (last_value: unknown): Progress | undefined =>
      last_value === undefined
        ? undefined
        : { cursor_path: 'at', last_value_func: typeof func === 'function' ? 'function' : func, last_value };
    const consumers = [
      { info: jobs, progress: progress(own) },
      { info: tasks, progress: progress(ofTasks) },
    ];
    return new IncrementalLoading({
      info: jobs,
      settings: settings!,
      consumers,
      now: Date.now,
      onWarning: (message) => assert.fail(message),
    });
  };
  const start = (one: IncrementalLoading) => one.legs().leg(0).start?.mark.raw;
  const at = (...values: unknown[]): Row[] => values.map((value) => ({ at: value }));
  const newTo = (one: IncrementalLoading, consumer: string, rows: readonly Row[]) =>
    lastValueFrom(
      from([page(rows)]).pipe(
        one.within,
        one.newTo(consumer),
        map((found) => found.rows.map((row) => row['at'])),
        toArray(),
      ),
    ).then((pages) => pages.flat());

  it('asks for what the one needs who is furthest back, and gives each what is new to it', async () => {
    for (const [own, ofTasks] of [
      [5, 3],
      [3, 5],
    ]) {
      const one = loading({}, own, ofTasks);
      assert.equal(start(one), 3);
      const found = {
        jobs: await newTo(one, 'jobs', at(2, 3, 4, 5, 6)),
        tasks: await newTo(one, 'tasks', at(2, 3, 4, 5, 6)),
      };
      assert.deepEqual([found.jobs[0], found.tasks[0]], [own, ofTasks]);
      assert.deepEqual([one.reached('jobs')!.last_value, one.reached('tasks')!.last_value], [6, 6]);
    }
  });

  it('asks from the beginning where one has nothing', () => {
    assert.isUndefined(start(loading({}, 5, undefined)));
    assert.equal(start(loading({ initial_value: 1 }, undefined, 5)), 1);
  });

  it('of two cursors that a function cannot put into an order it takes neither, but the beginning', () => {
    type Both = { readonly a: number; readonly b: number };
    const highest = ([one, two = one]: readonly [Both, Both?]): Both => ({
      a: Math.max(one.a, two.a),
      b: Math.max(one.b, two.b),
    });
    const by = { last_value_func: highest, initial_value: 'the beginning' };
    assert.deepEqual(start(loading(by, { a: 1, b: 2 }, { a: 2, b: 1 })), 'the beginning');
    assert.deepEqual(start(loading(by, { a: 1, b: 1 }, { a: 2, b: 1 })), { a: 1, b: 1 });
    assert.deepEqual(start(loading(by, { a: 2, b: 2 }, { a: 2, b: 1 })), { a: 2, b: 1 });
  });

  it('whoever takes no part gets all rows', async () => {
    assert.deepEqual(await newTo(loading({}, 5, 3), 'others', at(3, 4)), [3, 4]);
    assert.isUndefined(loading({}, 5, 3).reached('others'));
  });
});
