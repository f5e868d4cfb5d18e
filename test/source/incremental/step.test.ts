import { assert } from 'chai';
import * as fc from 'fast-check';
import type { ConfigIssue } from '../../../lib/core/errors.ts';
import { lagOf, moved, stepOf, stepsBetween, type Step } from '../../../lib/source/incremental/step.ts';
import { parseTime, timeText } from '../../../lib/source/incremental/time-text.ts';

const step = (given: number | string): Step => {
  const issues: ConfigIssue[] = [];
  const read = stepOf(given, 'step', issues);
  assert.deepEqual(issues, []);
  return read!;
};

describe('steps between cursors', () => {
  const lengths: [string | number, Step][] = [
    ['7 days', { ms: 604_800_000 }],
    ['1 hour', { ms: 3_600_000 }],
    [' 90 Seconds ', { ms: 90_000 }],
    ['2 weeks', { ms: 1_209_600_000 }],
    ['0.5 minutes', { ms: 30_000 }],
    ['1day', { ms: 86_400_000 }],
    [500, { units: 500 }],
  ];
  for (const [given, read] of lengths) it(`${given} is a length`, () => assert.deepEqual(step(given), read));

  for (const given of ['7', 'days', '0 days', '-1 day', '1 month', '1 hour 5 minutes', '']) {
    it(`"${given}" is none, and that is told`, () => {
      const issues: ConfigIssue[] = [];
      assert.isUndefined(stepOf(given, 'a.step', issues));
      assert.deepInclude(issues[0], { path: 'a.step', message: `${JSON.stringify(given)} is no length of time` });
      assert.match(issues[0]!.fix!, /second, minute, hour, day, week/);
    });
  }

  const moves: [cursor: unknown, step: string | number, count: number, there: unknown][] = [
    ['2024-02-28', '1 day', 2, '2024-03-01'],
    ['2024-03-01', '1 week', -1, '2024-02-23'],
    ['2024-01-01', '1 hour', 1, '2024-01-01T01:00:00Z'],
    ['2024-01-01T00:00:00Z', '1 day', 1, '2024-01-02T00:00:00Z'],
    ['2024-01-01T00:00:00+05:30', '1 hour', -1, '2023-12-31T23:00:00+05:30'],
    ['2024-01-01 00:00', '90 minutes', 1, '2024-01-01 01:30'],
    ['2024-01-01 00:00', '90 seconds', 1, '2024-01-01 00:01:30'],
    ['2024-01-01T00:00:00.123456789Z', '1 hour', 1, '2024-01-01T01:00:00.123456789Z'],
    ['2024-01-01T00:00:00.5Z', '1 second', 1, '2024-01-01T00:00:01.5Z'],
    ['2024-01-01T00:00:00Z', '0.25 seconds', 1, '2024-01-01T00:00:00.25Z'],
    ['2024-01-01T00:00:00.00Z', '1 hour', 1, '2024-01-01T01:00:00.00Z'],
    ['2024-01-01T00:00:00-0800', '1 day', 1, '2024-01-02T00:00:00-0800'],
    ['2024-01-01 00:00:00 UTC', '1 day', 1, '2024-01-02 00:00:00 UTC'],
    ['0001-01-02', '5 days', -1, '0001-01-01'],
    [new Date(0), '1 day', 1, '1970-01-02T00:00:00.000Z'],
    [10, 3, 2, 16],
    [10n, 3, -2, 4n],
    ['9007199254740993', 1, 1, '9007199254740994'],
    ['1503435956.000247', 1, -1, '1503435955.000247'],
    ['-0.5', 0.25, 1, '-0.25'],
    ['0.5', 1, -1, '-0.5'],
  ];
  for (const [cursor, given, count, there] of moves) {
    it(`${count} × ${given} from ${String(cursor)} is ${String(there)}`, () =>
      assert.deepEqual(moved(cursor, step(given), count), there));
  }

  it('a lag is days for dates, seconds for other times, else the number', () => {
    assert.deepEqual(lagOf(2, '2024-01-01'), { ms: 172_800_000 });
    assert.deepEqual(lagOf(2, '2024-01-01T00:00:00Z'), { ms: 2000 });
    assert.deepEqual(lagOf(0.0005, new Date(0)), { ms: 1 });
    assert.deepEqual(lagOf(2.5, '17'), { units: 2.5 });
    assert.isUndefined(lagOf(2, 'abc'));
  });

  it('a step that is only begun counts, and there is always one', () => {
    assert.equal(stepsBetween('2024-01-01', '2024-01-15', step('7 days')), 2);
    assert.equal(stepsBetween('2024-01-01', '2024-01-16', step('7 days')), 3);
    assert.equal(stepsBetween(0, 10, step(4)), 3);
    assert.equal(stepsBetween(10, 10, step(4)), 1);
    assert.equal(stepsBetween('2024-01-02', '2024-01-01', step('1 day')), 1);
  });

  it('a time that is written like another is the time that was meant', () => {
    const likes = [
      '2024-01-01',
      '2024-01-01T00:00:00Z',
      '2024-01-01 00:00',
      '1999-12-31T23:59:59.1-03:30',
      '2020-02-29T12:00+14',
    ];
    const instant = fc.integer({ min: -62_135_596_800_000, max: 253_402_214_400_000 });
    fc.assert(
      fc.property(instant, fc.constantFrom(...likes), (ms, like) => {
        assert.equal(parseTime(timeText(ms, like))?.ms, ms);
      }),
    );
  });
});
