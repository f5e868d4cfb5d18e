import { assert } from 'chai';
import { count, duration, plural, size, wholeSeconds } from '../../lib/core/quantities.ts';

describe('quantities', () => {
  it('separates thousands by commas', () => {
    assert.deepEqual([0, 999, 1000, 12_345, 1_234_567].map(count), ['0', '999', '1,000', '12,345', '1,234,567']);
  });

  it('has singular and plural', () => {
    assert.deepEqual(
      [0, 1, 1200].map((value) => plural(value, 'page')),
      ['0 pages', '1 page', '1,200 pages'],
    );
  });

  it('changes the unit of a size before the number has four digits', () => {
    assert.deepEqual([0, 999, 1000, 34_540, 999_949, 999_950, 1_234_567, 5e9, 2e18].map(size), [
      '0 B',
      '999 B',
      '1.0 kB',
      '34.5 kB',
      '999.9 kB',
      '1.0 MB',
      '1.2 MB',
      '5.0 GB',
      '2000.0 PB',
    ]);
  });

  it('says times in the unit that a reader would choose', () => {
    assert.deepEqual([-5, 0, 850, 999.6, 3440, 9949, 9950, 59_400, 59_600, 125_000, 3_900_000].map(duration), [
      '0 ms',
      '0 ms',
      '850 ms',
      '1.0 s',
      '3.4 s',
      '9.9 s',
      '10 s',
      '59 s',
      '1 min 00 s',
      '2 min 05 s',
      '1 h 05 min',
    ]);
  });

  it('rounds a countdown up, so that it ends at 0', () => {
    assert.deepEqual([-1, 0, 1, 1000, 1001, 61_000].map(wholeSeconds), [
      '0 s',
      '0 s',
      '1 s',
      '1 s',
      '2 s',
      '1 min 01 s',
    ]);
  });
});
