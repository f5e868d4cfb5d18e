import type { Discarded } from '../core/contract.ts';

/** So many different reasons are kept. */
const REASONS = 5;

/** Counts what a schema contract leaves out of a resource. */
export class Discards {
  #rows = 0;
  #values = 0;
  readonly #reasons = new Set<string>();

  addRow(reasons: readonly string[]): void {
    this.#rows += 1;
    this.#keep(reasons);
  }

  addValues(reasons: readonly string[]): void {
    this.#values += reasons.length;
    this.#keep(reasons);
  }

  #keep(reasons: readonly string[]): void {
    for (const reason of reasons) if (this.#reasons.size < REASONS) this.#reasons.add(reason);
  }

  /** What was counted; `undefined` where it is nothing. */
  get counted(): Discarded | undefined {
    if (this.#rows === 0 && this.#values === 0) return undefined;
    return { rows: this.#rows, values: this.#values, reasons: [...this.#reasons] };
  }

  /** Goes on from what was counted before. */
  take({ rows, values, reasons }: Discarded): void {
    this.#rows += rows;
    this.#values += values;
    this.#keep(reasons);
  }
}
