import { assert } from 'chai';
import type { Row } from '../../../lib/core/types.ts';
import { cursorReader } from '../../../lib/source/incremental/cursor-path.ts';
import { orderOf } from '../../../lib/source/incremental/order.ts';
import type { Reached } from '../../../lib/source/incremental/progress.ts';
import { keyHash, wholeRowHash, type RowHash } from '../../../lib/source/incremental/row-hash.ts';
import { Tracker } from '../../../lib/source/incremental/tracker.ts';
import { planOf } from '../planned.ts';

describe('Tracker', () => {
  const tracker = (incremental: object, reached?: Reached, hash: RowHash | undefined = wholeRowHash): Tracker => {
    const plan = planOf({ name: 'jobs', endpoint: { incremental: { cursor_path: 'at', ...incremental } } });
    const settings = plan.incremental!;
    const order = orderOf(settings.lastValueFunc, { resource: 'jobs', cursorPath: 'at' });
    const read = cursorReader('at');
    const markOf = (row: Row) => (read(row) == null ? undefined : order.mark(read(row)));
    return new Tracker({ settings, order, markOf, hash, remembersCursorless: true }, reached);
  };
  const rows = (...values: unknown[]): Row[] => values.map((at) => ({ at }));
  const taken = (one: Tracker, ...values: unknown[]) => one.take(rows(...values)).map(({ at }) => at);
  /** What a run leaves behind. */
  const after = (incremental: object, ...values: unknown[]): Reached => {
    const one = tracker(incremental);
    one.take(rows(...values));
    return one.reached()!;
  };

  it('starts at the initial value, or with the first row there is', () => {
    assert.equal(tracker({ initial_value: 3 }).start?.raw, 3);
    assert.isUndefined(tracker({}).start);
    assert.isUndefined(tracker({}).reached());
  });

  it('takes rows at an open start not, though others may need them', () => {
    assert.deepEqual(taken(tracker({ initial_value: 3, range_start: 'open' }), 2, 3, 4), [4]);
    const reached = { last_value: 3 };
    assert.deepEqual(taken(tracker({ range_start: 'open' }, reached), 2, 3, 4), [4]);
    const back = tracker({ range_start: 'open', initial_value: 1 }, { last_value: 5, initial_value: 3 });
    assert.deepEqual(taken(back, 0, 1, 2, 3, 4, 5, 6), [2, 6]);
  });

  it('knows the rows that were loaded, by their hashes, and keeps those of several runs', () => {
    let reached = after({}, 1, 5);
    for (const more of [1, 2, 3]) {
      const one = tracker({}, reached);
      assert.deepEqual(one.take([{ at: 5 }, { at: 5, more }, { at: 4, more }]), [{ at: 5, more }]);
      reached = one.reached()!;
    }
    assert.lengthOf(Object.keys(reached.boundary!.rows), 4);
  });

  it('forgets them when a row is further', () => {
    const one = tracker({}, after({}, 5));
    one.take(rows(6));
    assert.deepEqual(Object.values(one.reached()!.boundary!.rows), [6]);
  });

  it('keeps those within the lag, and no others', () => {
    const reached = after({ lag: 3 }, 1, 4, 6, 2, 9, 7);
    assert.sameMembers(Object.values(reached.boundary!.rows), [6, 7, 9]);
    assert.equal(reached.boundary!.from, 6);
  });

  it('looks through many of them now and then', () => {
    const one = tracker({ lag: 10 });
    for (let page = 0; page < 60; page++) one.take(rows(...Array.from({ length: 1000 }, (_, i) => page * 1000 + i)));
    assert.lengthOf(Object.keys(one.reached()!.boundary!.rows), 11);
  });

  it('goes by the columns that the hashes kept are of, also where the key is another one now', () => {
    const before = tracker({}, undefined, keyHash(['id']));
    before.take([{ at: 5, id: 1, v: 'a' }]);
    const now = tracker({}, before.reached(), wholeRowHash);
    const changed = [
      { at: 5, id: 1, v: 'b' },
      { at: 5, id: 2, v: 'b' },
    ];
    assert.deepEqual(now.take(changed), changed.slice(1));
    const later = tracker({}, now.reached(), wholeRowHash);
    assert.deepEqual(later.take(changed), []);
  });

  it('does not stumble over rows from before where nothing was loaded yet', () => {
    const one = tracker({ initial_value: 10 });
    assert.deepEqual(taken(one, 3), []);
    assert.isUndefined(one.reached());
  });

  it('remembers where loading began', () => {
    const first = after({ initial_value: 4 }, 5);
    assert.equal(first.initial_value, 4);
    const later = tracker({ initial_value: 9 }, first);
    assert.equal(later.start?.raw, 5);
    assert.isFalse(later.isBackfill);
    later.take(rows(6));
    assert.equal(later.reached()!.initial_value, 4);
    const earlier = tracker({ initial_value: 2 }, later.reached());
    assert.isTrue(earlier.isBackfill);
    assert.deepEqual(taken(earlier, 1, 2, 3, 4, 5, 6, 7), [2, 3, 7]);
    assert.equal(earlier.reached()!.initial_value, 2);
  });

  it('a lag of something without a length is an error', () => {
    assert.throws(() => tracker({ lag: 1 }, { last_value: 'abc' }), /nothing that a lag could be taken from/);
  });
});
