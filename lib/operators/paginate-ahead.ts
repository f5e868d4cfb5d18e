import {
  concatMap,
  defer,
  finalize,
  of,
  ReplaySubject,
  tap,
  type Observable,
  type OperatorFunction,
  type Subscription,
} from 'rxjs';
import { paginate, type PaginateOptions } from './paginate.ts';

export interface PaginateAheadOptions<Req, A, P> extends Omit<PaginateOptions<Req, P>, 'send'> {
  /** Asks for one answer. It emits at most one; `ahead` says that it is not yet the turn of its page. */
  readonly send: (request: Req, ahead: boolean) => Observable<A>;
  /** Makes the page of an answer, when it is its turn; if it emits nothing, the chain ends there. */
  readonly read: (answer: Observable<A>, request: NoInfer<Req>) => Observable<P>;
  /**
   * The requests that are expected after `page`, in order, where they can be told without the pages in between. They
   * are taken one at a time, so there may be any number of them.
   */
  readonly ahead: (page: NoInfer<P>, request: NoInfer<Req>) => Iterable<Req> | undefined;
  /** Whether a request that was expected is the one that `next` asks for. */
  readonly same: (expected: NoInfer<Req>, request: NoInfer<Req>) => boolean;
  /** How many pages may be under way or not accepted yet, the one whose turn it is included; at least 1. */
  readonly concurrency: number;
  /** Gives leave for one more request ahead of its turn, as what takes the leave back; without it there is no other bound. */
  readonly reserve?: (() => (() => void) | undefined) | undefined;
}

/**
 * Expands each request of the source into its chain of pages, as `paginate` does, and asks for pages ahead of their
 * turn where their requests can be told.
 *
 * What it emits is what `paginate` emits, in the same order, one page when the one before is accepted: `next` decides
 * what is asked for, and an answer that it does not ask for is dropped, whatever it was. An error is told when it is the
 * turn of its page. Unsubscribing, an error and the end of a chain cancel what is under way.
 */
export function paginateAhead<Req, A, P>(options: PaginateAheadOptions<Req, A, P>): OperatorFunction<Req, P> {
  const { concurrency, read, next, accept } = options;
  if (!(concurrency >= 1)) throw new RangeError(`concurrency has to be at least 1, not ${concurrency}`);
  return concatMap((first: Req) =>
    defer(() => {
      const line = new Line<Req, A, P>(options);
      return of(first).pipe(
        paginate<Req, P>({
          send: (request) => read(line.take(request), request).pipe(tap((page) => line.expect(page, request))),
          next,
          ...(accept && { accept }),
        }),
        finalize(() => line.clear()),
      );
    }),
  );
}

/** A request that was sent ahead of its turn. */
interface Early<Req, A> {
  readonly request: Req;
  readonly answer: ReplaySubject<A>;
  readonly sending: Subscription;
  readonly release: () => void;
}

type LineOptions<Req, A, P> = Pick<
  PaginateAheadOptions<Req, A, P>,
  'send' | 'ahead' | 'same' | 'concurrency' | 'reserve'
>;

/** The requests of one chain that were sent ahead, in order. */
class Line<Req, A, P> {
  readonly #options: LineOptions<Req, A, P>;
  readonly #early: Early<Req, A>[] = [];
  #expected: Iterator<Req> | undefined;

  constructor(options: LineOptions<Req, A, P>) {
    this.#options = options;
  }

  /** The answer to a request whose turn it is. */
  take(request: Req): Observable<A> {
    const early = this.#early.shift();
    if (early === undefined || !this.#options.same(early.request, request)) {
      if (early !== undefined) cancel(early);
      this.clear();
      return this.#options.send(request, false);
    }
    early.release();
    this.#fill();
    return early.answer.pipe(finalize(() => early.sending.unsubscribe()));
  }

  /** Looks what may come after a page, if nothing is expected yet. */
  expect(page: P, request: Req): void {
    if (this.#early.length === 0) this.#expected ??= this.#options.ahead(page, request)?.[Symbol.iterator]();
    this.#fill();
  }

  clear(): void {
    this.#expected = undefined;
    for (const early of this.#early.splice(0)) cancel(early);
  }

  #fill(): void {
    const { concurrency, reserve = () => () => {}, send } = this.#options;
    while (this.#expected !== undefined && this.#early.length < concurrency - 1) {
      const release = reserve();
      if (release === undefined) return;
      const { value: request, done } = this.#expected.next();
      if (done) {
        this.#expected = undefined;
        release();
        return;
      }
      const answer = new ReplaySubject<A>(1);
      const sending = defer(() => send(request, true)).subscribe(answer);
      this.#early.push({ request, answer, sending, release });
    }
  }
}

function cancel<Req, A>({ sending, release }: Early<Req, A>): void {
  sending.unsubscribe();
  release();
}
