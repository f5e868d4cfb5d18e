import type { Sampled } from './run-history.ts';

/** Keeps the first and the last of what it is given, so many of each. */
export class FirstAndLast<T> {
  readonly #first: T[] = [];
  readonly #last: T[] = [];
  readonly #each: number;
  #count = 0;

  constructor(each: number) {
    this.#each = each;
  }

  /** @param make called where the thing is kept, which each is at first */
  add(make: () => T): void {
    this.#count += 1;
    if (this.#first.length < this.#each) {
      this.#first.push(make());
      return;
    }
    this.#last.push(make());
    if (this.#last.length > this.#each) this.#last.shift();
  }

  toJSON(): Sampled<T> {
    return { items: [...this.#first, ...this.#last], count: this.#count };
  }
}

/** Keeps those with the highest measure. */
export class Highest<T> {
  #items: { readonly measure: number; readonly item: T }[] = [];
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  /** @param make called where the thing is kept */
  add(measure: number, make: () => T): void {
    const isFull = this.#items.length >= this.#most;
    if (isFull && measure <= this.#items.at(-1)!.measure) return;
    this.#items = [...this.#items, { measure, item: make() }]
      .toSorted((a, b) => b.measure - a.measure)
      .slice(0, this.#most);
  }

  toJSON(): readonly T[] {
    return this.#items.map(({ item }) => item);
  }
}
