import type { Intervals, Series } from './intervals.ts';

/**
 * Adds up waits that lie side by side, so that each moment counts once. The end of a wait is told before it comes: what
 * is still to come at the end of a run is not counted.
 */
export class Waits {
  readonly #intervals: Intervals;
  readonly #series: Series;
  #from = 0;
  #until = 0;

  constructor(intervals: Intervals) {
    this.#intervals = intervals;
    this.#series = intervals.sums();
  }

  /** A wait of `ms` milliseconds begins at `time`. */
  begin(time: number, ms: number): void {
    if (time > this.#until) {
      this.#intervals.stretch(this.#series, this.#from, this.#until);
      this.#from = time;
    }
    this.#until = Math.max(this.#until, time + ms);
  }

  /** The series, for a run that ends at `time`; to be called once. */
  end(time: number): Series {
    this.#intervals.stretch(this.#series, this.#from, Math.min(time, this.#until));
    return this.#series;
  }
}
