import { assert } from 'chai';
import { of } from 'rxjs';
import type { Page } from '../../lib/core/types.ts';
import { flatMapRows } from '../../lib/operators/flat-map-rows.ts';
import { RowError } from '../../lib/operators/row-error.ts';
import { page } from '../helpers/marbles.ts';
import { failsWith, rowOperatorCases } from './row-operator-cases.ts';

describe('flatMapRows', () => {
  const a = page([[1, 2], [], [3]]);
  const b = page<number[]>([]);
  rowOperatorCases({
    operator: flatMapRows((row: number[]) => row),
    a,
    b,
    x: { ...a, rows: [1, 2, 3] },
    y: { ...b, rows: [] },
  });

  it('takes any iterable, and gives the callback the page', () => {
    const out: Page<string>[] = [];
    of(page(['x'], { index: 2 }))
      .pipe(
        flatMapRows(function* (row, { index }) {
          yield row;
          yield `${row}${index}`;
        }),
      )
      .subscribe((result) => out.push(result));
    assert.deepEqual(out[0]?.rows, ['x', 'x2']);
  });

  it('turns what the callback throws into an error that says where', () => {
    const broken = flatMapRows(function* (row: number) {
      yield row;
      if (row === 4) throw new Error('four');
    });
    const good = page([1]);
    const message = 'flatMapRows failed at row 2 of 2, page 0 of jobs (GET /v1/jobs): four';
    failsWith(broken, { good, result: good, failing: page([1, 4]) }, new RowError(message));
  });

  it('fails on a callback that returns nothing', () => {
    const broken = flatMapRows((() => undefined) as unknown as () => Iterable<number>);
    let error: unknown;
    of(page([1]))
      .pipe(broken)
      .subscribe({ error: (thrown) => (error = thrown) });
    assert.match(String(error), /flatMapRows failed at row 1 of 1.*not iterable/);
  });
});
