import { assert } from 'chai';
import type { Row } from '../../lib/core/types.ts';
import { RowColumns, type StoredColumn } from '../../lib/rows/row-columns.ts';

function columnsOf(...rows: readonly Row[]): RowColumns {
  const columns = new RowColumns();
  columns.add(rows);
  return columns;
}

function names(columns: RowColumns): string[] {
  return columns.columns.map((column) => column.name);
}

function stored(columns: RowColumns): readonly StoredColumn[] {
  return JSON.parse(JSON.stringify(columns)) as readonly StoredColumn[];
}

describe('RowColumns', () => {
  it('keeps names as they are', () => {
    const odd = ['a,b', 'a.b', 'a b', '日本', '😀', "it's", 'say "x"', 'constructor', 'toString', 'n', '\\', '{}'];
    const columns = columnsOf(Object.fromEntries(odd.map((name) => [name, 1])));
    assert.deepEqual(names(columns), odd);
    assert.isFalse(columns.renames);
  });

  it('keeps __proto__ as a name like any other', () => {
    const row = JSON.parse('{"__proto__": 1, "ID": 2, "id": 3}') as Row;
    const columns = columnsOf(row);
    assert.deepEqual(names(columns), ['__proto__', 'ID', 'id_2']);
    assert.equal(JSON.stringify(columns.renamed(row)), '{"__proto__":1,"ID":2,"id_2":3}');
  });

  it('numbers names that differ only by case, and names that are taken by such a number', () => {
    const columns = columnsOf({ id: 1, ID: 2, Id: 3, id_2: 4, ÄÖ: 5, äö: 6 });
    assert.deepEqual(names(columns), ['id', 'ID_2', 'Id_3', 'id_2_2', 'ÄÖ', 'äö_2']);
    assert.isTrue(columns.renames);
    assert.deepEqual(columns.renamed({ ID: 2, id_2: 4, other: 0 }), { ID_2: 2, id_2_2: 4, other: 0 });
  });

  it('gives an empty name, and one with NUL, a name that can be written', () => {
    assert.deepEqual(names(columnsOf({ '': 1 })), ['_']);
    assert.deepEqual(names(columnsOf({ _: 1, '': 2 })), ['_', '__2']);
    assert.deepEqual(names(columnsOf({ 'a\0b': 1, a_b: 2 })), ['a_b', 'a_b_2']);
  });

  it('has the names of the published file first, whatever comes first later', () => {
    const first = columnsOf({ id: 1, ID: 'x' });
    const second = new RowColumns();
    second.merge(stored(first));
    second.add([{ ID: 'y', id: 2, iD: true }]);
    assert.deepEqual(names(second), ['id', 'ID_2', 'iD_3']);
    assert.equal(second.nameOf('ID'), 'ID_2');
    assert.deepEqual(
      second.columns.map((column) => column.type.kind),
      ['int64', 'string', 'bool'],
    );
  });

  it('does not give a declared column the name of a published one', () => {
    const columns = new RowColumns();
    columns.merge(stored(columnsOf({ id: 1 })));
    columns.merge(stored(columnsOf({ ID: 'x' })));
    assert.deepEqual(names(columns), ['id', 'ID_2']);
  });

  it('makes a column for a key before any row has it', () => {
    const columns = new RowColumns();
    assert.equal(columns.nameOf('id'), 'id');
    assert.deepEqual(columns.columns, [{ name: 'id', type: { kind: 'null' } }]);
  });

  it('learns from rows whose keys come in any order, or not at all', () => {
    const columns = columnsOf(
      { a: 1, b: 'x' },
      { b: 'y', a: 2.5 },
      { b: 'z' },
      {},
      { c: true, a: 3 },
      { a: 4, b: null },
    );
    assert.deepEqual(columns.columns, [
      { name: 'a', type: { kind: 'double' } },
      { name: 'b', type: { kind: 'string' } },
      { name: 'c', type: { kind: 'bool' } },
    ]);
  });

  it('looks at own keys only', () => {
    const row = Object.create({ inherited: 1 }) as Row;
    row['own'] = 1;
    assert.deepEqual(names(columnsOf(row)), ['own']);
  });

  it('comes to the same columns row by row and page by page', () => {
    const rows = [{ a: 1 }, { b: '2024-01-01' }, { A: [1] }, { a: 'x', b: '2024-01-01T00:00:00Z' }];
    const oneByOne = new RowColumns();
    for (const row of rows) oneByOne.add([row]);
    assert.deepEqual(oneByOne.toJSON(), columnsOf(...rows).toJSON());
  });
});
