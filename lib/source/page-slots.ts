import { defer, filter, of, take, tap, type Observable } from 'rxjs';
import type { PageBudget } from './page-budget.ts';

/** Bytes that each resource may have under way, however much the others have: many small pages do not wait for a large one. */
const OWN_BYTES = 2 ** 20;

/**
 * How many pages of one resource may be under way at the same time, over all its chains: each chain has one of its own,
 * and what is left may be asked for ahead. A page is under way until it is accepted.
 *
 * All of them draw on the budget of the run. One page of each resource is allowed in any case: a parent's page may wait
 * until its children are read, and these could never be if they waited for it.
 */
export class PageSlots {
  readonly #budget: PageBudget;
  #free: number;
  #pages = 0;
  #bytes = 0;
  /** How long a page will be, as far as it can be told: as long as the one before. */
  #expected = 0;

  constructor(concurrency: number, budget: PageBudget) {
    this.#free = concurrency;
    this.#budget = budget;
  }

  /** Counts a chain, be there a slot or not. */
  begin(): ChainSlot {
    this.#free -= 1;
    let held: number | undefined;
    const hold = (bytes: number) => {
      if (held === undefined) this.#pages += 1;
      const more = bytes - (held ?? 0);
      held = bytes;
      this.#bytes += more;
      if (more < 0) this.#budget.giveBack(-more);
      else this.#budget.take(more);
    };
    const leave = () => {
      if (held === undefined) return;
      const bytes = held;
      held = undefined;
      this.#pages -= 1;
      this.#bytes -= bytes;
      this.#budget.giveBack(bytes);
    };
    return {
      enter: () =>
        defer(() =>
          this.#mayEnter()
            ? of(undefined)
            : this.#budget.freed.pipe(
                filter(() => this.#mayEnter()),
                take(1),
              ),
        ).pipe(tap(() => hold(this.#expected))),
      received: (bytes) => hold((this.#expected = bytes)),
      leave,
      end: once(() => {
        leave();
        this.#free += 1;
      }),
    };
  }

  #mayEnter(): boolean {
    return this.#pages === 0 || this.#bytes + this.#expected <= OWN_BYTES || this.#budget.hasRoomFor(this.#expected);
  }

  /** A slot for a page ahead of its turn, as what gives it back. */
  reserve(): (() => void) | undefined {
    const bytes = this.#expected;
    if (this.#free < 1 || !this.#budget.hasRoomFor(bytes)) return undefined;
    this.#free -= 1;
    this.#budget.take(bytes);
    return once(() => {
      this.#free += 1;
      this.#budget.giveBack(bytes);
    });
  }
}

/** The page of a chain whose turn it is. */
export interface ChainSlot {
  /** Emits once, as soon as the page may be asked for. */
  readonly enter: () => Observable<void>;
  /** The page is there and has so many bytes. */
  readonly received: (bytes: number) => void;
  /** The page is accepted. */
  readonly leave: () => void;
  /** The chain is over. */
  readonly end: () => void;
}

function once(release: () => void): () => void {
  let held = true;
  return () => {
    if (!held) return;
    held = false;
    release();
  };
}
