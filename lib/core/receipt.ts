import { Observable } from 'rxjs';

/**
 * The acceptance of one page. RxJS has no backpressure, so a page carries its own: whoever needs time for a page
 * (a sink that writes it, a child resource that has parents of it in its queue) calls `hold()` while the page is
 * handed to it, and the paginator asks for the next page only when every hold was released.
 *
 * A hold has to be taken synchronously, in `next`. A page that nobody holds is accepted at once, so an operator
 * may drop pages without stopping the flow.
 */
export class Receipt {
  #holds = 0;
  readonly #waiting = new Set<() => void>();

  /** Delays acceptance. Returns the function that ends this hold; calling it again does nothing. */
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

  /** Completes, without a value, as soon as nobody holds the page. */
  readonly accepted: Observable<never> = new Observable((subscriber) => {
    if (this.#holds === 0) {
      subscriber.complete();
      return;
    }
    const notify = () => subscriber.complete();
    this.#waiting.add(notify);
    subscriber.add(() => this.#waiting.delete(notify));
  });
}
