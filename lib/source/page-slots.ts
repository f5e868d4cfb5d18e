/** Bytes of pages of one resource that may be under way ahead of their turn. */
const MOST_BYTES = 32 * 2 ** 20;

/**
 * How many pages of one resource may be under way at the same time, over all its chains: each chain has one of its own,
 * and what is left may be asked for ahead.
 */
export class PageSlots {
  #free: number;
  #aheadBytes = 0;

  constructor(concurrency: number) {
    this.#free = concurrency;
  }

  /** Counts a chain, be there a slot or not; returns what ends it. */
  begin(): () => void {
    this.#free -= 1;
    return once(() => (this.#free += 1));
  }

  /**
   * A slot for a page ahead of its turn, as what gives it back.
   *
   * @param bytes how long the page will be, as far as it can be told
   */
  reserve(bytes: number): (() => void) | undefined {
    if (this.#free < 1 || this.#aheadBytes + bytes > MOST_BYTES) return undefined;
    this.#free -= 1;
    this.#aheadBytes += bytes;
    return once(() => {
      this.#free += 1;
      this.#aheadBytes -= bytes;
    });
  }
}

function once(release: () => void): () => void {
  let held = true;
  return () => {
    if (!held) return;
    held = false;
    release();
  };
}
