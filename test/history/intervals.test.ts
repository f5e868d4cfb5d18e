import { assert } from 'chai';
import { INTERVALS, Intervals } from '../../lib/history/intervals.ts';
import { Waits } from '../../lib/history/waits.ts';

describe('history: intervals', () => {
  it('keep every count when they become longer, however long the run is', () => {
    const intervals = new Intervals();
    const series = intervals.sums();
    const day = 24 * 3_600_000;
    for (let time = 0; time < day; time += 60_000) series.put(intervals.at(time), 1);
    const { from, values } = series.toJSON();
    assert.equal(
      values.reduce((sum, value) => sum + value, 0),
      24 * 60,
    );
    assert.equal(from, 0);
    assert.isAtMost(values.length, INTERVALS);
    assert.isAbove(values.length, INTERVALS / 2 - 1);
    assert.isAbove(intervals.length * INTERVALS, day - 60_000);
  });

  it('keep the highest value where a peak is asked for', () => {
    const intervals = new Intervals();
    const peaks = intervals.peaks();
    for (const [time, value] of [
      [5, 10],
      [15, 30],
      [25, 20],
    ] as const) {
      peaks.put(intervals.at(time), value);
    }
    assert.deepEqual(peaks.toJSON(), { from: 0, values: [10, 30, 20] });
    intervals.at(INTERVALS * 10);
    assert.deepEqual(peaks.toJSON(), { from: 0, values: [30, 20] });
  });

  it('leave out the empty ones at the beginning and at the end', () => {
    const intervals = new Intervals();
    const series = intervals.sums();
    series.put(intervals.at(95), 2);
    intervals.at(500);
    assert.deepEqual(series.toJSON(), { from: 9, values: [2] });
    assert.deepEqual(intervals.sums().toJSON(), { from: 0, values: [] });
  });

  it('share out a stretch of time', () => {
    const intervals = new Intervals();
    const series = intervals.sums();
    intervals.stretch(series, 4, 23);
    assert.deepEqual(series.toJSON(), { from: 0, values: [6, 10, 3] });
    // From before the run, as where the clock was set: only what is inside of it.
    intervals.stretch(series, -50, 2);
    intervals.stretch(series, 8, 8);
    assert.deepEqual(series.toJSON(), { from: 0, values: [8, 10, 3] });
  });

  it('share out a stretch that makes them longer', () => {
    const intervals = new Intervals();
    const series = intervals.sums();
    intervals.stretch(series, 0, 10 * INTERVALS * 4);
    assert.deepEqual(new Set(series.toJSON().values), new Set([intervals.length]));
    assert.equal(series.toJSON().values.length * intervals.length, 10 * INTERVALS * 4);
  });
});

describe('history: waits', () => {
  const waited = (waits: readonly (readonly [time: number, ms: number])[], end: number) => {
    const all = new Waits(new Intervals());
    for (const [time, ms] of waits) all.begin(time, ms);
    return all.end(end).toJSON();
  };

  it('count each moment once, where several requests wait side by side', () => {
    assert.deepEqual(
      waited(
        [
          [0, 20],
          [5, 10],
          [10, 20],
        ],
        100,
      ),
      { from: 0, values: [10, 10, 10] },
    );
  });

  it('count apart what lies apart', () => {
    assert.deepEqual(
      waited(
        [
          [0, 5],
          [30, 5],
        ],
        100,
      ),
      { from: 0, values: [5, 0, 0, 5] },
    );
  });

  it('do not count what was still to come when the run ended', () => {
    assert.deepEqual(waited([[10, 60_000]], 25), { from: 1, values: [10, 5] });
  });
});
