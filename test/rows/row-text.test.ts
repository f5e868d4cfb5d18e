import { assert } from 'chai';
import { rowText } from '../../lib/rows/row-text.ts';

describe('rowText', () => {
  const cases: readonly [what: string, row: unknown, text: string][] = [
    [
      'writes numbers as JSON does',
      { a: 1, b: -0, c: 1e21, d: 0.1, e: 1e-7 },
      '{"a":1,"b":0,"c":1e+21,"d":0.1,"e":1e-7}',
    ],
    ['leaves undefined out', { a: undefined, b: [undefined], c: 1 }, '{"b":[null],"c":1}'],
    ['writes a Date as its instant', { a: new Date(0) }, '{"a":"1970-01-01T00:00:00.000Z"}'],
    ['writes what is no row as well', 'text', '"text"'],
    ['writes nothing as null', undefined, 'null'],
    ['writes NaN and infinity as null', { a: Number.NaN, b: Infinity }, '{"a":null,"b":null}'],
    ['keeps every digit of a bigint', { id: 9_007_199_254_740_993n }, '{"id":9007199254740993}'],
    [
      'keeps nested bigints, and what looks like one',
      { a: [-1n, { b: 10n ** 38n }], c: '1n' },
      `{"a":[-1,{"b":1${'0'.repeat(38)}}],"c":"1n"}`,
    ],
    ['keeps a Date beside a bigint', { a: 1n, b: new Date(0) }, '{"a":1,"b":"1970-01-01T00:00:00.000Z"}'],
    ['keeps line ends inside a text on one line', { a: 'x\r\ny' }, '{"a":"x\\r\\ny"}'],
    ['replaces a lone surrogate', { a: 'x\ud83dy', '\udc00': 1 }, '{"a":"x\\ufffdy","\\ufffd":1}'],
    ['replaces a lone surrogate beside a bigint', { a: '\ud83d', b: 1n }, '{"a":"\\ufffd","b":1}'],
    ['keeps a whole pair', { a: '😀' }, '{"a":"😀"}'],
    ['keeps the text of an escape', { a: '\\ud83d' }, '{"a":"\\\\ud83d"}'],
    ['tells the text of an escape from a lone surrogate behind a backslash', { a: '\\\ud83d' }, '{"a":"\\\\\\ufffd"}'],
  ];
  for (const [what, row, text] of cases) it(what, () => assert.equal(rowText(row), text));

  it('fails on an object that contains itself', () => {
    const row: Record<string, unknown> = { a: 1 };
    row['self'] = row;
    assert.throws(() => rowText(row), TypeError);
  });

  it('passes on what a toJSON throws', () => {
    const row = {
      toJSON() {
        throw new RangeError('no');
      },
    };
    assert.throws(() => rowText(row), RangeError, 'no');
  });
});
