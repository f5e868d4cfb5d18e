import { assert } from 'chai';
import { of, type Observable } from 'rxjs';
import type { Page } from '../../lib/core/types.ts';
import { filterRows } from '../../lib/operators/filter-rows.ts';
import { RowError } from '../../lib/operators/row-error.ts';
import { page } from '../helpers/marbles.ts';
import { failsWith, rowOperatorCases } from './row-operator-cases.ts';

describe('filterRows', () => {
  const a = page([1, 2, 3, 4]);
  const b = page([1]);
  const operator = filterRows((row: number) => row % 2 === 0);
  rowOperatorCases({ operator, a, b, x: { ...a, rows: [2, 4] }, y: { ...b, rows: [] } });

  it('gives the predicate the page', () => {
    const seen: number[] = [];
    of(page([1, 2], { index: 5 }))
      .pipe(filterRows((_row, { index }) => seen.push(index) > 0))
      .subscribe();
    assert.deepEqual(seen, [5, 5]);
  });

  it('turns what the predicate throws into an error that says where', () => {
    const broken = filterRows((row: number) => {
      if (row === 4) throw new Error('four');
      return true;
    });
    const message = 'filterRows failed at row 2 of 2, page 0 of jobs (GET /v1/jobs): four';
    failsWith(broken, { good: b, result: b, failing: page([1, 4]) }, new RowError(message));
  });

  it('narrows the type of the rows by a type guard', () => {
    const mixed = page<number | string>([1, 'a', 2]);
    const numbers: Observable<Page<number>> = of(mixed).pipe(filterRows((row) => typeof row === 'number'));
    const rows: (readonly number[])[] = [];
    numbers.subscribe((out) => rows.push(out.rows));
    assert.deepEqual(rows, [[1, 2]]);
  });
});
