import { assert } from 'chai';
import * as fc from 'fast-check';
import type { Row } from '../../lib/core/types.ts';
import { conform } from '../../lib/rows/contract.ts';
import { RowColumns } from '../../lib/rows/row-columns.ts';
import { drawer, randomValue } from './random-values.ts';

const FREE: ReadonlySet<string> = new Set();
const LEAVES_OUT = { columns: 'discard_value', data_type: 'discard_value' } as const;

function columnsOf(...rows: readonly Row[]): RowColumns {
  const columns = new RowColumns();
  columns.add(rows);
  // As they are after they were published.
  columns.settleJson();
  return columns;
}

/** What a file of these columns would be. */
function fileOf(columns: RowColumns): unknown {
  return columns.columns;
}

const row: fc.Arbitrary<Row> = fc.nat(100_000).map((seed) => {
  const draw = drawer(seed);
  const names = ['a', 'b', 'A', '', 'constructor'];
  return Object.fromEntries(names.flatMap((name) => (draw(3) === 0 ? [] : [[name, randomValue(draw)]])));
});

describe('schema contract: conform', () => {
  it('leaves nothing in a row that would change the file, and nothing out that would not', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 3 }), fc.array(row, { maxLength: 4 }), (before, rows) => {
        const known = columnsOf(...before);
        const file = fileOf(known);
        const after = columnsOf(...before);
        for (const given of rows) {
          const fitting = conform(given, known, LEAVES_OUT, FREE);
          const alone = columnsOf(...before);
          alone.add([given]);
          // A field or a column that is only ever null is no violation, and is not taken either.
          if (fitting.violations.length === 0 && fitting.row === given) assert.deepEqual(fileOf(alone), file);
          else assert.notDeepEqual(fileOf(alone), file);
          after.add([fitting.row]);
          assert.deepEqual(fileOf(after), file);
        }
        assert.deepEqual(fileOf(known), file, 'what is known stays as it is');
        for (const given of before) assert.strictEqual(conform(given, known, LEAVES_OUT, FREE).row, given);
      }),
      { numRuns: 2000 },
    );
  });

  it('says what is wrong, and leaves the row as it was given', () => {
    const known = columnsOf({ id: 1, at: '2024-05-06', where: { city: 'x' }, list: [1], empty: null });
    const given = { id: 'x', at: 5, where: { zip: 1, City: 2 }, list: [1, [2], 0.5], empty: 1, more: true };
    const { row: kept, violations } = conform(given, known, LEAVES_OUT, FREE);
    assert.deepEqual(
      violations.map(({ reason }) => reason),
      [
        'id is a text, and the column holds int64',
        'at is an int64, and the column holds date',
        'where.zip is new',
        'where.City differs from city only by case',
        'list[] is a list, and the column holds int64',
        'list[] is a double, and the column holds int64',
        'empty is new',
        'more is new',
      ],
    );
    assert.deepEqual(kept, { where: {}, list: [1, null, null] });
    assert.deepEqual(given, { id: 'x', at: 5, where: { zip: 1, City: 2 }, list: [1, [2], 0.5], empty: 1, more: true });
  });

  it('lets columns evolve, or types, and what is free', () => {
    const known = columnsOf({ id: 1 });
    const reasons = (terms: Parameters<typeof conform>[2], free = FREE) =>
      conform({ id: 'x', more: 1 }, known, terms, free).violations.map(({ key, mode }) => `${key} ${mode}`);
    assert.deepEqual(reasons({ columns: 'evolve', data_type: 'freeze' }), ['id freeze']);
    assert.deepEqual(reasons({ columns: 'discard_row', data_type: 'evolve' }), ['more discard_row']);
    assert.deepEqual(reasons({ columns: 'freeze', data_type: 'evolve' }, new Set(['more'])), []);
  });
});
