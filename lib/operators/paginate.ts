import {
  concat,
  concatMap,
  defer,
  EMPTY,
  expand,
  ignoreElements,
  map,
  queueScheduler,
  subscribeOn,
  type Observable,
  type ObservableInput,
  type OperatorFunction,
} from 'rxjs';

export interface PaginateOptions<Req, P> {
  /** Asks for one page. It emits that page and completes; if it emits nothing, the chain ends there. */
  readonly send: (request: Req) => Observable<P>;
  /** The request for the page after `page`, or `undefined` where it was the last one. */
  readonly next: (page: NoInfer<P>, request: NoInfer<Req>) => NoInfer<Req> | undefined;
  /** Completes when the page is dealt with; until then no other page is asked for. Its values are ignored. */
  readonly accept?: (page: NoInfer<P>) => ObservableInput<unknown>;
}

/**
 * Expands each request of the source into its chain of pages.
 *
 * A page is emitted first, then `accept` is awaited, and only then the page after it is requested: nothing is read
 * ahead. The requests of the source are dealt with one after the other; those that arrive meanwhile wait. What
 * `send`, `accept` or `next` throws becomes the error notification.
 */
export function paginate<Req, P>({ send, next, accept }: PaginateOptions<Req, P>): OperatorFunction<Req, P> {
  // The queue makes a loop of what would be a recursion, one level a page, where `send` emits synchronously.
  const ask = (request: Req) =>
    defer(() => send(request)).pipe(
      map((page) => ({ page, request })),
      subscribeOn(queueScheduler),
    );
  const accepted = (page: P) => defer(() => accept?.(page) ?? EMPTY).pipe(ignoreElements());
  const following = (page: P, request: Req) =>
    defer(() => {
      const then = next(page, request);
      return then === undefined ? EMPTY : ask(then);
    });

  return concatMap((first) =>
    ask(first).pipe(
      expand(({ page, request }) => concat(accepted(page), following(page, request)), 1),
      map(({ page }) => page),
    ),
  );
}
