import { assert } from 'chai';
import { compareValues, cursorValue } from '../../../lib/source/incremental/cursor-value.ts';

const compareCursors = (a: unknown, b: unknown) => compareValues(cursorValue(a)!, cursorValue(b)!);

describe('cursors are compared as what they are', () => {
  const ascending: [what: string, ...cursors: unknown[]][] = [
    ['instants in one zone', '2024-01-01T00:00:00Z', '2024-01-01T00:00:01Z', '2024-02-01T00:00:00Z'],
    ['instants in several zones', '2024-01-01T12:00:00+02:00', '2024-01-01T11:00:00Z', '2024-01-01T09:00:00-03:00'],
    [
      'zones without a colon or minutes',
      '2024-01-01T12:00:00+0230',
      '2024-01-01T11:00:00+01',
      '2024-01-01 10:00:01 UTC',
    ],
    ['instants with and without fractions', '2024-01-01T00:00:00Z', '2024-01-01T00:00:00.5Z', '2024-01-01T00:00:01Z'],
    ['microseconds', '2024-01-01T00:00:00.123Z', '2024-01-01T00:00:00.123456Z', '2024-01-01T00:00:00.123457Z'],
    ['nanoseconds', '2024-01-01T00:00:00.123456788Z', '2024-01-01T00:00:00.12345679Z', '2024-01-01T00:00:00.1235Z'],
    ['microseconds across zones', '2024-01-01T02:00:00.000001+02:00', '2024-01-01T00:00:00.000002Z'],
    ['an instant without a zone is UTC', '2024-01-01T00:30:00+01:00', '2024-01-01T00:00:00', '2024-01-01T00:00:01Z'],
    ['with a space, without seconds', '2024-01-01 00:00', '2024-01-01T00:00:30Z', '2024-01-01 00:01:00'],
    ['dates', '2023-12-31', '2024-01-01', '2024-01-10'],
    ['dates and instants', '2024-01-01', '2024-01-01T00:00:01Z', '2024-01-02'],
    ['years long ago', '0001-01-01T00:00:00', '0099-12-31', '1969-12-31T23:59:59.9Z', '1970-01-01'],
    ['a leap second', '2016-12-31T23:59:59Z', '2016-12-31T23:59:60Z', '2017-01-01T00:00:01Z'],
    ['Date objects', new Date(0), '1970-01-01T00:00:01Z', new Date(2000)],
    ['numbers', -Infinity, -1, 0, 1.5, 10, Infinity],
    ['numbers as text', '-10.5', '-1', '-0.5', '9', '10', '11.05', '11.5', '100'],
    ['numbers, and as text', 9, '10', 11n, '11.5', 12.25, 1e300],
    ['big integers', 9007199254740992n, '9007199254740993', 9007199254740994n, 9007199254740996],
    ['decimals of more digits than a number has', '1503435956.000246999', '1503435956.000247', '1503435956.000247001'],
    ['decimals next to numbers', '0.1', 0.2, '0.25', 1e-7 + 1],
    ['other text', '', 'a', 'b', 'ba'],
    ['text with a number in front', '10a', '9a'],
    ['days that no calendar has are text', '2024-02-30', '2024-13-01', '2024-13-01T25:00'],
  ];
  for (const [what, ...cursors] of ascending) {
    it(what, () => {
      for (const [i, a] of cursors.entries()) {
        for (const [j, b] of cursors.entries()) {
          assert.equal(Math.sign(compareCursors(a, b)!), Math.sign(i - j), `${String(a)} and ${String(b)}`);
        }
      }
    });
  }

  it('the same in other words is the same', () => {
    assert.equal(compareCursors('2024-01-01T12:00:00+02:00', '2024-01-01T10:00:00.000000Z'), 0);
    assert.equal(compareCursors('2024-01-01', '2024-01-01 00:00'), 0);
    assert.equal(compareCursors('10', 10), 0);
    assert.equal(compareCursors('10.50', 10.5), 0);
    assert.equal(compareCursors('0.1', 0.1), 0);
  });

  it('those of two kinds are not compared at all', () => {
    const kinds = ['2024-01-01T00:00:00Z', 5, 'x'];
    for (const [i, a] of kinds.entries()) {
      for (const [j, b] of kinds.entries()) assert.equal(compareCursors(a, b) === undefined, i !== j, `${a} and ${b}`);
    }
  });

  it('what has no order is no cursor', () => {
    for (const value of [true, {}, [], null, undefined, Number.NaN, new Date('x'), () => 1]) {
      assert.isUndefined(cursorValue(value), typeof value);
    }
  });
});
