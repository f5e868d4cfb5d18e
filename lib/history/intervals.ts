import type { StoredSeries } from './run-history.ts';

/** A run has at most this many intervals: about as many as a screen shows apart. */
export const INTERVALS = 240;
/** Milliseconds of the intervals at the beginning of a run. */
const SHORTEST = 10;

/** Puts two intervals together. */
type Combine = (one: number, other: number) => number;

/** Numbers by interval. */
export class Series {
  #values: number[] = [];
  readonly #combine: Combine;

  constructor(combine: Combine) {
    this.#combine = combine;
  }

  put(index: number, value: number): void {
    while (this.#values.length <= index) this.#values.push(0);
    this.#values[index] = this.#combine(this.#values[index]!, value);
  }

  /** Makes one interval of each two. */
  halve(): void {
    const halved: number[] = [];
    for (let i = 0; i < this.#values.length; i += 2) {
      halved.push(this.#combine(this.#values[i]!, this.#values[i + 1] ?? 0));
    }
    this.#values = halved;
  }

  toJSON(): StoredSeries {
    const from = this.#values.findIndex((value) => value !== 0);
    const to = this.#values.findLastIndex((value) => value !== 0);
    return from < 0 ? { from: 0, values: [] } : { from, values: this.#values.slice(from, to + 1).map(Math.round) };
  }
}

/**
 * The intervals of a run: all of the same length, which doubles whenever there are too many, so that a run of a second
 * and one of a day take the same room. Times are milliseconds since the run began.
 */
export class Intervals {
  #length = SHORTEST;
  readonly #series: Series[] = [];

  /** Milliseconds of one interval. */
  get length(): number {
    return this.#length;
  }

  /** A series of sums. */
  sums(): Series {
    return this.#keep(new Series((one, other) => one + other));
  }

  /** A series of the highest values. */
  peaks(): Series {
    return this.#keep(new Series(Math.max));
  }

  /** The interval of a time. */
  at(time: number): number {
    const known = Math.max(0, time);
    while (known >= this.#length * INTERVALS) {
      this.#length *= 2;
      for (const series of this.#series) series.halve();
    }
    return Math.floor(known / this.#length);
  }

  /** Adds each interval's milliseconds of a stretch of time. */
  stretch(series: Series, from: number, to: number): void {
    const begin = Math.max(0, from);
    if (to <= begin) return;
    const last = this.at(to);
    for (let index = this.at(begin); index <= last; index += 1) {
      const inside = Math.min(to, (index + 1) * this.#length) - Math.max(begin, index * this.#length);
      if (inside > 0) series.put(index, inside);
    }
  }

  #keep(series: Series): Series {
    this.#series.push(series);
    return series;
  }
}
