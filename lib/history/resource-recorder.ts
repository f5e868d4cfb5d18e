import type { PublishedColumn, RejectedExample } from '../core/events.ts';
import type { Intervals, Series } from './intervals.ts';
import type { Measure, ResourceHistory, StoredSeries } from './run-history.ts';
import { Waits } from './waits.ts';

/** What is recorded of one resource. Times are milliseconds since the run began. */
export class ResourceRecorder {
  parent: string | undefined;
  ended: number | undefined;
  columns: readonly PublishedColumn[] | undefined;
  rejects: readonly RejectedExample[] | undefined;
  repeated: readonly string[] | undefined;
  failure: ResourceHistory['failure'] | undefined;
  readonly #resource: string;
  readonly #began: number;
  readonly #intervals: Intervals;
  readonly #series = new Map<Measure, Series>();
  readonly #waits: Waits;
  readonly #statuses = new Map<number, number>();

  constructor(resource: string, began: number, intervals: Intervals) {
    this.#resource = resource;
    this.#began = began;
    this.#intervals = intervals;
    this.#waits = new Waits(intervals);
  }

  count(measure: Measure, time: number, amount = 1): void {
    if (amount > 0) this.#of(measure).put(this.#intervals.at(time), amount);
  }

  answered(time: number, { status, bytes, ms }: { status: number; bytes: number; ms: number }): void {
    this.#intervals.stretch(this.#of('busy'), time - ms, time);
    this.count('bytes', time, bytes);
    if (status === 429) this.count('limited', time);
    else if (status >= 400) this.count('failed', time);
    this.#statuses.set(status, (this.#statuses.get(status) ?? 0) + 1);
  }

  waits(time: number, ms: number): void {
    this.count('retries', time);
    this.#waits.begin(time, ms);
  }

  /** What is kept of it, for a run that ends at `time`; to be called once. */
  end(time: number): ResourceHistory {
    const { parent, ended, columns, rejects, repeated, failure } = this;
    const stored = [...this.#series].map(([measure, series]) => [measure, series.toJSON()] as const);
    const all: readonly (readonly [Measure, StoredSeries])[] = [...stored, ['waited', this.#waits.end(time).toJSON()]];
    return {
      resource: this.#resource,
      ...(parent !== undefined && { parent }),
      began: this.#began,
      ...(ended !== undefined && { ended }),
      series: Object.fromEntries(all.filter(([, { values }]) => values.length > 0)),
      statuses: Object.fromEntries(this.#statuses),
      ...(columns && { columns }),
      ...(rejects && { rejects }),
      ...(repeated && { repeated }),
      ...(failure && { failure }),
    };
  }

  #of(measure: Measure): Series {
    let series = this.#series.get(measure);
    if (series === undefined) this.#series.set(measure, (series = this.#intervals.sums()));
    return series;
  }
}
