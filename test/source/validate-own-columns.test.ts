import { assert } from 'chai';
import { firstValueFrom, of } from 'rxjs';
import { z } from 'zod';
import type { Page, Row } from '../../lib/core/types.ts';
import { validateOwnColumns } from '../../lib/source/validate-own-columns.ts';
import { page } from '../helpers/marbles.ts';

const validated = (schema: z.ZodType, columns: string[], rows: Row[], over: Partial<Page> = {}) =>
  firstValueFrom(of(page(rows, over)).pipe(validateOwnColumns(schema, columns)));

const PARENT = ['_jobs_id', '_jobs_name'];
const child = { id: 1, _jobs_id: 7, _jobs_name: 'seven' };

describe('validateOwnColumns', () => {
  for (const [mode, schema] of [
    ['strict', z.strictObject({ id: z.int() })],
    ['strip', z.object({ id: z.int() })],
    ['loose', z.looseObject({ id: z.int() })],
  ] as const) {
    it(`a ${mode} schema neither sees nor loses the columns of the parent`, async () => {
      const { rows, rejected } = await validated(schema, PARENT, [child]);
      assert.deepEqual(rows, [child]);
      assert.deepEqual(rejected, []);
    });
  }

  it('a strict schema refuses any other column', async () => {
    const { rows, rejected } = await validated(z.strictObject({ id: z.int() }), PARENT, [{ ...child, extra: 1 }]);
    assert.deepEqual(rows, []);
    assert.match(rejected[0]!.reason, /extra/);
    assert.notMatch(rejected[0]!.reason, /_jobs/);
  });

  it('a row that does not fit is set aside as it came, with the column and its fault', async () => {
    const wrong = { id: 'x', _jobs_id: 7 };
    const { rows, rejected } = await validated(z.object({ id: z.int() }), PARENT, [wrong, child]);
    assert.deepEqual(rows, [child]);
    assert.deepEqual(rejected[0]!.row, wrong);
    assert.match(rejected[0]!.reason, /^id: .*expected (?:int|number)/);
  });

  it('keeps what was rejected before', async () => {
    const before = [{ row: 1, reason: 'r' }];
    assert.deepEqual((await validated(z.object({}), PARENT, [], { rejected: before })).rejected, before);
  });

  it('the schema cannot overwrite a column of the parent', async () => {
    const schema = z.object({ id: z.int() }).transform((row) => ({ ...row, _jobs_id: 'mine' }));
    assert.equal((await validated(schema, PARENT, [child])).rows[0]!['_jobs_id'], 7);
  });

  it('changes values as the schema says', async () => {
    const { rows } = await validated(
      z.object({ id: z.int().transform(String), at: z.coerce.date().optional() }),
      PARENT,
      [child],
    );
    assert.deepEqual(rows, [{ ...child, id: '1' }]);
  });

  it('a root resource has no such columns: one that only looks so is the schema’s', async () => {
    const { rejected } = await validated(z.strictObject({ id: z.int() }), [], [child]);
    assert.lengthOf(rejected, 1);
    assert.match(rejected[0]!.reason, /_jobs_id/);
  });
});
