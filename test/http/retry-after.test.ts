import { assert } from 'chai';
import { parseRetryAfter } from '../../lib/http/retry-after.ts';

const NOW = Date.UTC(2026, 0, 15, 10, 0, 0);

describe('parseRetryAfter', () => {
  const cases: readonly (readonly [value: string | undefined, ms: number | undefined])[] = [
    ['4', 4000],
    [' 120 ', 120_000],
    ['1.5', 1500],
    ['0.0001', 1],
    ['Thu, 15 Jan 2026 10:00:30 GMT', 30_000],
    ['Thursday, 15-Jan-26 10:01:00 GMT', 60_000],
    ['Thu Jan 15 10:00:10 2026', 10_000],
    ['Thu, 15 Jan 2026 09:59:59 GMT', undefined],
    ['Thu, 15 Jan 2026 10:00:00 GMT', undefined],
    ['0', undefined],
    ['-3', undefined],
    ['', undefined],
    ['soon', undefined],
    ['wait until 2030', undefined],
    ['2030-01-01', undefined],
    ['Xxx, 99 Foo 2030 10:00:00 GMT', undefined],
    ['5 s', undefined],
    ['1e3', undefined],
    [undefined, undefined],
  ];
  for (const [value, ms] of cases) {
    it(`reads ${JSON.stringify(value)} as ${ms} ms`, () => assert.strictEqual(parseRetryAfter(value, NOW), ms));
  }
});
