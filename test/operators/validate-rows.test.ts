import { assert } from 'chai';
import { Observable, of } from 'rxjs';
import { z } from 'zod';
import type { Page } from '../../lib/core/types.ts';
import { RowError } from '../../lib/operators/row-error.ts';
import { validateRows } from '../../lib/operators/validate-rows.ts';
import { page } from '../helpers/marbles.ts';
import { failsWith, rowOperatorCases } from './row-operator-cases.ts';

const job = z.object({ id: z.int('no integer'), note: z.string().default('none') });

function validated(rows: readonly unknown[], schema: z.ZodType = job): Page<unknown> {
  const out: Page<unknown>[] = [];
  of(page(rows))
    .pipe(validateRows(schema))
    .subscribe((result) => out.push(result));
  assert.lengthOf(out, 1);
  return out[0]!;
}

describe('validateRows', () => {
  const a = page<unknown>([{ id: 1, extra: true }, { id: 'x' }]);
  const b = page<unknown>([]);
  const x = { ...a, rows: [{ id: 1, note: 'none' }], rejected: [{ row: { id: 'x' }, reason: 'id: no integer' }] };
  rowOperatorCases<unknown, unknown>({ operator: validateRows(job), a, b, x, y: b });

  it('keeps the rows that were rejected before', () => {
    const before = { row: 0, reason: 'before' };
    const out: Page<unknown>[] = [];
    of(page([{ id: null }], { rejected: [before] }))
      .pipe(validateRows(job))
      .subscribe((result) => out.push(result));
    assert.deepEqual(out[0]?.rejected, [before, { row: { id: null }, reason: 'id: no integer' }]);
  });

  it('rejects the row as it was, not a copy', () => {
    const row = { id: 'x', deep: { more: [1] } };
    assert.equal(validated([row]).rejected[0]?.row, row);
  });

  it('names the path of each issue, three of them at most', () => {
    const number = z.number('no number');
    const schema = z.object({ a: z.array(z.object({ b: number })), c: number, d: number, e: number });
    assert.equal(
      validated([{ a: [{ b: 1 }, {}] }], schema).rejected[0]?.reason,
      'a.1.b: no number; c: no number; d: no number; and 1 more',
    );
    assert.equal(validated([7], z.string('no text')).rejected[0]?.reason, 'no text');
  });

  it('turns what the schema throws into an error that says where', () => {
    const broken = z.object({ id: z.number() }).transform(({ id }) => {
      if (id === 4) throw new Error('four');
      return id;
    });
    const good = page<unknown>([{ id: 1 }]);
    const message = 'validateRows failed at row 2 of 2, page 0 of jobs (GET /v1/jobs): four';
    const failing = page<unknown>([{ id: 1 }, { id: 4 }]);
    failsWith(validateRows(broken), { good, result: { ...good, rows: [1] }, failing }, new RowError(message));
  });

  it('infers the type of the rows from the schema', () => {
    const out: Observable<Page<{ id: number; note: string }>> = of(a).pipe(validateRows(job));
    // @ts-expect-error the schema makes id a number
    const wrong: Observable<Page<{ id: string }>> = of(a).pipe(validateRows(job));
    assert.instanceOf(out, Observable);
    assert.instanceOf(wrong, Observable);
  });
});
