import type { Measure, RunHistory } from '../history/run-history.ts';
import { dense, intervalsOf } from './timeline.ts';

/** One value for each interval of the run. */
export interface Chart {
  readonly values: readonly number[];
  readonly highest: number;
}

/** A stretch of the run in numbers, for those who do not look at pictures. */
export interface Stretch {
  /** Milliseconds since the run began. */
  readonly from: number;
  readonly to: number;
  readonly requests: number;
  readonly rows: number;
  readonly bytes: number;
  readonly retries: number;
  /** The most memory, in bytes; 0 where it was not looked at. */
  readonly memory: number;
}

export interface Charts {
  /** Milliseconds that the charts cover. */
  readonly span: number;
  readonly rowsPerSecond: Chart;
  readonly bytesPerSecond: Chart;
  /** Bytes. */
  readonly memory: Chart;
  readonly stretches: readonly Stretch[];
}

/** At most so many stretches. */
const STRETCHES = 20;

/** What the charts over all resources are drawn from. */
export function chartsOf(history: RunHistory): Charts {
  const { interval, resources, memory } = history;
  const count = intervalsOf(history);
  const all = (measure: Measure) =>
    resources
      .map(({ series }) => dense(series[measure], count))
      .reduce((sum, values) => sum.map((value, index) => value + values[index]!), dense(undefined, count));
  const rows = all('rows');
  const bytes = all('bytes');
  const memories = heldOn(dense(memory, count));
  const sums = { requests: all('requests'), rows, bytes, retries: all('retries') };
  const size = Math.ceil(count / STRETCHES);
  const stretches = Array.from({ length: Math.ceil(count / size) }, (_, index): Stretch => {
    const part = (values: readonly number[]) => values.slice(index * size, (index + 1) * size);
    const sum = (values: readonly number[]) => part(values).reduce((total, value) => total + value, 0);
    return {
      from: index * size * interval,
      to: Math.min(count, (index + 1) * size) * interval,
      requests: sum(sums.requests),
      rows: sum(sums.rows),
      bytes: sum(sums.bytes),
      retries: sum(sums.retries),
      memory: Math.max(...part(memories)),
    };
  });
  const rate = (values: readonly number[]) => chart(values.map((value) => (value * 1000) / interval));
  return {
    span: count * interval,
    rowsPerSecond: rate(rows),
    bytesPerSecond: rate(bytes),
    memory: chart(memories),
    stretches,
  };
}

function chart(values: readonly number[]): Chart {
  return { values, highest: Math.max(0, ...values) };
}

/** It is looked at now and then: until it is again, it is as it was. */
function heldOn(values: readonly number[]): readonly number[] {
  let last = values.find((value) => value > 0) ?? 0;
  return values.map((value) => (last = value > 0 ? value : last));
}
