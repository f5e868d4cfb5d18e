import { Observable } from 'rxjs';

/**
 * What becomes of one page at those who got it. A hold has to be taken synchronously, in `next`. A page that nobody
 * holds is accepted and kept at once, so an operator may drop pages without stopping the flow.
 *
 * Accepted: RxJS has no backpressure, so a page carries its own. Whoever needs time for a page (a sink that writes
 * it, a child resource that has parents of it in its queue) calls `hold()` while the page is handed to it, and the
 * paginator asks for the next page only when every hold was released.
 *
 * Kept: whoever would lose the page by a crash calls `keep()`, and ends it when the page is where a checkpoint finds
 * it; the next checkpoint then goes on behind the page.
 */
export class Receipt {
  readonly #acceptance = new Gate();
  readonly #keeping = new Gate();

  /** Delays acceptance. Returns the function that ends this hold; calling it again does nothing. */
  hold(): () => void {
    return this.#acceptance.hold();
  }

  /** Delays that the page counts as kept. Returns the function that ends it; calling it again does nothing. */
  keep(): () => void {
    return this.#keeping.hold();
  }

  /** Completes, without a value, as soon as nobody holds the page. */
  get accepted(): Observable<never> {
    return this.#acceptance.open;
  }

  /** Completes, without a value, as soon as everybody has kept the page; at once, in the call that ends the last. */
  get kept(): Observable<never> {
    return this.#keeping.open;
  }
}

class Gate {
  #holds = 0;
  readonly #waiting = new Set<() => void>();

  hold(): () => void {
    this.#holds += 1;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#holds -= 1;
      if (this.#holds > 0) return;
      for (const notify of this.#waiting) notify();
    };
  }

  readonly open: Observable<never> = new Observable((subscriber) => {
    if (this.#holds === 0) {
      subscriber.complete();
      return;
    }
    const notify = () => subscriber.complete();
    this.#waiting.add(notify);
    subscriber.add(() => this.#waiting.delete(notify));
  });
}
