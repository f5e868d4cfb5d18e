import { assert } from 'chai';
import * as fc from 'fast-check';
import { compareRows } from '../../lib/recording/compare-rows.ts';
import { rowLines } from '../../lib/recording/row-lines.ts';

const lines = (...rows: object[]) => rows.map((row) => JSON.stringify(row));

describe('recording: compareRows', () => {
  it('finds nothing in equal rows, whatever their order', () => {
    const rows = lines({ id: 1 }, { id: 2 }, { id: 2 });
    const { same, changed, missing, added, examples } = compareRows(rows, rows.toReversed(), ['id']);
    assert.deepEqual(
      { same, changed, missing, added, examples },
      { same: 3, changed: 0, missing: 0, added: 0, examples: [] },
    );
  });

  it('says which columns of which rows differ, null being no value', () => {
    const found = compareRows(
      lines({ id: 1, state: 'open', at: 5 }, { id: 2, state: 'open' }),
      lines({ id: 1, state: 'closed' }, { id: 2, state: 'closed' }),
      ['id'],
    );
    assert.deepEqual(found.columns, { state: 2, at: 1 });
    assert.deepEqual(found.examples[0], {
      kind: 'changed',
      row: { id: 1, state: 'closed' },
      values: [
        { column: 'state', expected: 'open', found: 'closed' },
        { column: 'at', expected: 5, found: undefined },
      ],
    });
  });

  it('counts rows that are missing, and new ones, also those that come once too often', () => {
    const { same, missing, added } = compareRows(lines({ a: 1 }, { a: 2 }), lines({ a: 1 }, { a: 1 }), []);
    assert.deepEqual([same, missing, added], [1, 1, 1]);
  });

  it('keeps the first few examples of each kind, and counts all', () => {
    const many = Array.from({ length: 50 }, (_, id) => ({ id }));
    const { missing, examples } = compareRows(lines(...many), [], ['id']);
    assert.equal(missing, 50);
    assert.lengthOf(examples, 3);
  });

  it('accounts for each row once', () => {
    const row = fc.record({ id: fc.nat(5), value: fc.nat(2) });
    fc.assert(
      fc.property(fc.array(row), fc.array(row), (expected, found) => {
        const { same, changed, missing, added } = compareRows(lines(...expected), lines(...found), ['id']);
        assert.equal(same + changed + missing, expected.length);
        assert.equal(same + changed + added, found.length);
      }),
    );
  });
});

describe('recording: rowLines', () => {
  it('is the same for the same rows, whatever the order of rows, columns and fields', () => {
    const one = { id: 1, b: { y: 1, x: 2 }, a: null };
    const other = { id: 10, a: 'x' };
    const expected = ['{"id":1,"b":{"x":2,"y":1}}', '{"id":10,"a":"x"}'];
    assert.deepEqual(rowLines([one, other], ['id']), expected);
    assert.deepEqual(
      rowLines(
        [
          { a: 'x', id: 10 },
          { b: { x: 2, y: 1 }, id: 1 },
        ],
        ['id'],
      ),
      expected,
    );
  });

  it('goes by the key, numbers as numbers, and keeps every digit', () => {
    const ids = [10, 9n, 2n ** 60n, -1];
    assert.deepEqual(
      rowLines(
        ids.map((id) => ({ id })),
        ['id'],
      ),
      ['{"id":-1}', '{"id":9}', '{"id":10}', '{"id":1152921504606846976}'],
    );
  });
});
