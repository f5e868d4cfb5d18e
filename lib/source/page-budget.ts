import { Subject, type Observable } from 'rxjs';

/** Bytes, as they were received, of the pages that may be under way over a whole run. */
const MOST_BYTES = 32 * 2 ** 20;

/** What the pages under way take of memory, over all resources of a run. */
export class PageBudget {
  readonly #freed = new Subject<void>();
  #used = 0;

  hasRoomFor(bytes: number): boolean {
    return this.#used + bytes <= MOST_BYTES;
  }

  /** Counts bytes, be there room or not. */
  take(bytes: number): void {
    this.#used += bytes;
  }

  giveBack(bytes: number): void {
    this.#used -= bytes;
    this.#freed.next();
  }

  /** Emits when there may be room that was not there before. Who came first is told first. */
  get freed(): Observable<void> {
    return this.#freed;
  }
}
