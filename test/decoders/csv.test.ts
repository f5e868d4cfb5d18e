import { assert } from 'chai';
import { csv } from '../../lib/decoders/csv.ts';

describe('the CSV decoder', () => {
  it('keeps every value as text, and tells no value from an empty text', () => {
    assert.deepEqual(csv.decode('id,at,big,x,y\n007,2024-01-01,12345678901234567890, a ,\n,"",,"","\n"\n'), [
      { id: '007', at: '2024-01-01', big: '12345678901234567890', x: ' a ', y: null },
      { id: null, at: '', big: null, x: '', y: '\n' },
    ]);
  });

  it('passes over blank lines and takes every kind of line end', () => {
    const rows = [{ a: '1' }, { a: '2' }];
    for (const text of ['a\n1\n2', 'a\r\n1\r\n2\r\n', 'a\r1\r2', '\na\n\n1\n2\n\n\n']) {
      assert.deepEqual(csv.decode(text), rows, JSON.stringify(text));
    }
  });

  it('finds the delimiter by the first line, quotes left aside', () => {
    for (const sign of [',', ';', '\t', '|']) {
      assert.deepEqual(csv.decode(`"a,;|\t",b\n1,2`.replace(/,(?=b|2)/g, sign)), [{ 'a,;|\t': '1', b: '2' }]);
    }
    assert.deepEqual(csv.decode('name\nx'), [{ name: 'x' }]);
    assert.deepEqual(csv.decode('"a;b"\nx;y'), [{ 'a;b': 'x;y' }]);
  });

  it('of two delimiters takes the one that fits all records', () => {
    assert.deepEqual(csv.decode('Name, first;b\nx;1\ny;2,5\n'), [
      { 'Name, first': 'x', b: '1' },
      { 'Name, first': 'y', b: '2,5' },
    ]);
    assert.throws(
      () => csv.decode('a,b;c\n1,2;3\n'),
      /^its delimiter may be "," or ";": give decoder: \{ type: csv, del/,
    );
    assert.deepEqual(csv.decode('a,b;c\n1,2;3\n', { delimiter: ';' }), [{ 'a,b': '1,2', c: '3' }]);
  });

  it('takes names where the first line has none', () => {
    assert.deepEqual(csv.decode('1,2\n3,4', { columns: ['a', 'b'] }), [
      { a: '1', b: '2' },
      { a: '3', b: '4' },
    ]);
    assert.deepEqual(csv.decode('1,2', { columns: ['a', 'b'] }, 'text/csv; header=absent'), [{ a: '1', b: '2' }]);
  });

  it('does not take the first row for names where the server says that there are none', () => {
    assert.throws(() => csv.decode('1,2\n3,4', {}, 'text/csv; header=absent'), /no line of names: .*columns: \[/);
  });

  it('has no rows where there are only names', () => assert.deepEqual(csv.decode('a,b\n'), []));

  it('keeps names that objects have already, and an empty one', () => {
    const [row] = csv.decode('__proto__,,constructor\n1,2,3') as object[];
    assert.deepEqual(Object.entries(row!), [
      ['__proto__', '1'],
      ['', '2'],
      ['constructor', '3'],
    ]);
  });

  for (const [what, text, says] of [
    ['a name that stands twice', 'a,b,a\n1,2,3', /^two columns are called "a"/],
    ['a record that is too short', 'a,b\n1,2\n3', /line 3/],
    ['a record that is too long', 'a,b\n1,2,3\n', /line 2/],
    ['a quote that is not closed', 'a,b\n1,"2\n', /Quote Not Closed.*line 2/],
    ['a quote in a value without quotes', 'a,b\n1,5" x\n', /Quote/],
  ] as const) {
    it(`refuses ${what}`, () => assert.throws(() => csv.decode(text), says));
  }

  it('refuses names that do not fit the records', () => {
    assert.throws(() => csv.decode('1,2\n', { columns: ['a'] }), /^row 1 has 2 values for 1 columns$/);
  });

  it('is picked for its content types only', () => {
    for (const type of ['text/csv', 'application/csv', 'text/x-csv', 'text/tab-separated-values'])
      assert.isTrue(csv.reads(type), type);
    for (const type of ['text/plain', 'application/json']) assert.isFalse(csv.reads(type), type);
  });
});
