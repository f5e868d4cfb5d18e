import { startAfter, type ChainStart } from '../core/chain-start.ts';
import type { ApiRequest, Page } from '../core/types.ts';
import type { HiddenSecrets } from './hidden-secrets.ts';
import type { SavedChain, SavedPosition } from './saved.ts';
import { restoredRequest, storedRequest } from './stored-request.ts';

/** What comes after a page. */
export interface Behind {
  readonly index: number;
  readonly start: ReturnType<typeof startAfter>;
  /** The first request of the range that the page after it is in. */
  readonly first: ApiRequest;
}

/** How far one chain of pages got: up to the last page that everybody has kept. */
export class ChainProgress {
  readonly #secrets: HiddenSecrets;
  /** `undefined` while there is nothing to go on from. */
  #saved: SavedPosition | undefined;
  /** The first request of the range that the next page is in, once it is known. */
  #first: ApiRequest | undefined;
  #leg: number | undefined;
  /** Of the last page that was kept, while it is not stored yet. */
  #behind: Behind | undefined;
  /** Pages that were handed on and not kept yet. */
  #waiting = 0;
  #over = false;

  constructor(secrets: HiddenSecrets, saved?: SavedChain) {
    this.#secrets = secrets;
    if (saved === undefined) return;
    const { key: _, ...position } = saved;
    this.#saved = position;
    this.#leg = position.leg;
  }

  /** Where the chain goes on: `undefined` at its beginning, `end` where it has no further page. */
  begin(): ChainStart | 'end' | undefined {
    if (this.#saved === undefined) return undefined;
    const { next, ...position } = this.#saved;
    if (next === undefined) return 'end';
    const request = (first: ApiRequest) => {
      this.#first = first;
      return restoredRequest(next, first, this.#secrets);
    };
    return { request, ...position };
  }

  /** A page was handed on. It counts when it is kept. */
  emitted(page: Page): Behind {
    this.#waiting += 1;
    this.#first ??= page.request;
    const startsRange = page.next !== undefined && page.nextLeg !== this.#leg;
    const first = startsRange ? page.next : this.#first;
    this.#first = first;
    this.#leg = page.nextLeg;
    // The page itself is not kept in memory.
    return { index: page.index + 1, start: startAfter(page), first };
  }

  kept(behind: Behind): void {
    this.#waiting -= 1;
    this.#behind = behind;
  }

  /** No further page comes. */
  end(): void {
    this.#over = true;
  }

  /** Whether every page of it is kept. */
  get done(): boolean {
    return this.#over && this.#waiting === 0;
  }

  /**
   * Where it goes on behind the pages that are kept. `begin`: none is. `inseparable`: not behind this page, but behind a
   * later one. `secret`: that cannot be written down.
   */
  save(): SavedPosition | 'begin' | 'inseparable' | 'secret' {
    if (this.#behind !== undefined) {
      const position = this.#positionOf(this.#behind);
      if (typeof position === 'string') return position;
      this.#behind = undefined;
      this.#saved = position;
    }
    if (this.done) return { index: this.#saved?.index ?? 0 };
    return this.#saved ?? 'begin';
  }

  #positionOf({ index, start, first }: Behind): SavedPosition | 'inseparable' | 'secret' {
    if (start === 'end') return { index };
    if (start === undefined) return 'inseparable';
    const { request, ...position } = start;
    const next = storedRequest(request, first, this.#secrets);
    return next === undefined ? 'secret' : { ...position, next };
  }
}
