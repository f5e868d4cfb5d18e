import { assert } from 'chai';
import { Observable, of } from 'rxjs';
import type { Page } from '../../lib/core/types.ts';
import { mapRows } from '../../lib/operators/map-rows.ts';
import { RowError } from '../../lib/operators/row-error.ts';
import { page, requestFor } from '../helpers/marbles.ts';
import { failsWith, rowOperatorCases } from './row-operator-cases.ts';

describe('mapRows', () => {
  const a = page([1, 2], { index: 3 });
  const b = page<number>([]);
  rowOperatorCases({
    operator: mapRows((row: number) => ({ id: row })),
    a,
    b,
    x: { ...a, rows: [{ id: 1 }, { id: 2 }] },
    y: { ...b, rows: [] },
  });

  it('keeps everything of the page but the rows, the receipt included', () => {
    const full = page([1], { index: 7, rejected: [{ row: 0, reason: 'bad' }], parent: { _p_id: 1 } });
    of(full)
      .pipe(mapRows(String))
      .subscribe((out) => {
        assert.deepEqual(out, { ...full, rows: ['1'] });
        assert.equal(out.receipt, full.receipt);
      });
  });

  it('gives the callback the page', () => {
    const seen: unknown[] = [];
    of(a)
      .pipe(mapRows((row, { index }) => seen.push([row, index])))
      .subscribe();
    assert.deepEqual(seen, [
      [1, 3],
      [2, 3],
    ]);
  });

  it('turns what the callback throws into an error that says where, without the query', () => {
    const operator = mapRows((row: { name?: string }) => {
      if (row.name === undefined) throw new TypeError('no name');
      return row.name;
    });
    const url = 'https://api.example.com/v1/jobs?api_key=s3cret';
    const failing = page([{ name: 'x' }, {}], {
      index: 4,
      request: requestFor('jobs', { url, params: { key: 's3cret' } }),
    });
    const message = 'mapRows failed at row 2 of 2, page 4 of jobs (GET /v1/jobs): no name';
    const good = page([{ name: 'y' }]);
    failsWith(
      operator,
      { good, result: { ...good, rows: ['y'] }, failing },
      new RowError(message, { resource: 'jobs' }),
    );

    let error: unknown;
    of(failing)
      .pipe(operator)
      .subscribe({ error: (thrown) => (error = thrown) });
    assert.instanceOf(error, RowError);
    assert.equal(error.resource, 'jobs');
    assert.instanceOf(error.cause, TypeError);
  });

  it('says what was thrown where it was no error', () => {
    const operator = mapRows((): never => {
      // oxlint-disable-next-line no-throw-literal, typescript/only-throw-error -- user code may do so
      throw 'a text';
    });
    let error: unknown;
    of(a)
      .pipe(operator)
      .subscribe({ error: (thrown) => (error = thrown) });
    assert.match(String(error), /row 1 of 2.*: a text$/);
  });

  it('infers the type of the rows', () => {
    const out: Observable<Page<{ id: string }>> = of(a).pipe(mapRows((row) => ({ id: row.toFixed() })));
    assert.instanceOf(out, Observable);
  });
});
