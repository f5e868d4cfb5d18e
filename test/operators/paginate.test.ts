import { assert } from 'chai';
import { EMPTY, finalize, from, map, mergeMap, NEVER, Observable, of, tap, timer } from 'rxjs';
import { paginate } from '../../lib/operators/paginate.ts';
import { run } from '../helpers/marbles.ts';

/** Pages `first`, `first + 1`, … up to the next multiple of ten, each 2 ms after it is asked for. */
const send = (request: number) => timer(2).pipe(map(() => `page ${request}`));
const nextUpTo = (last: number) => (_page: string, request: number) => (request % 10 < last ? request + 1 : undefined);
const requests = { a: 1, b: 11 };
const pages = { x: 'page 1', y: 'page 2', z: 'page 3', u: 'page 11', v: 'page 12' };

describe('paginate', () => {
  it('never: waits for a source that never emits', () =>
    run(({ expectObservable, expectSubscriptions, cold }) => {
      const source = cold<number>('-');
      expectObservable(source.pipe(paginate({ send, next: nextUpTo(3) }))).toBe('-');
      expectSubscriptions(source.subscriptions).toBe('^');
    }));

  it('empty: completes with the source', () =>
    run(({ expectObservable, expectSubscriptions, cold }) => {
      const source = cold<number>('--|');
      expectObservable(source.pipe(paginate({ send, next: nextUpTo(3) }))).toBe('--|');
      expectSubscriptions(source.subscriptions).toBe('^-!');
    }));

  it('one request: emits its pages one after the other', () =>
    run(({ expectObservable, expectSubscriptions, cold }) => {
      const source = cold('a|', requests);
      expectObservable(source.pipe(paginate({ send, next: nextUpTo(3) }))).toBe('--x-y-(z|)', pages);
      expectSubscriptions(source.subscriptions).toBe('^!');
    }));

  it('many requests: the second chain starts when the first has ended', () =>
    run(({ expectObservable, expectSubscriptions, cold }) => {
      const source = cold('(ab|)', requests);
      expectObservable(source.pipe(paginate({ send, next: nextUpTo(2) }))).toBe('--x-y-u-(v|)', pages);
      expectSubscriptions(source.subscriptions).toBe('(^!)');
    }));

  it('asks for the next page only when this one is accepted', () =>
    run(({ expectObservable, expectSubscriptions, cold }) => {
      const first = cold('  --(x|)', pages);
      const second = cold(' --(y|)', pages);
      const accept = cold(' 5ms |');
      const result = of(1).pipe(
        paginate({
          send: (request: number) => (request === 1 ? first : second),
          next: nextUpTo(2),
          accept: () => accept,
        }),
      );
      expectObservable(result).toBe('--x 6ms y 4ms |', pages);
      expectSubscriptions(first.subscriptions).toBe('^-!');
      expectSubscriptions(accept.subscriptions).toBe(['--^ 4ms !', '9ms ^ 4ms !']);
      expectSubscriptions(second.subscriptions).toBe('7ms ^-!');
    }));

  it('emits a page before it asks whether it is accepted', () => {
    const seen: string[] = [];
    of(1)
      .pipe(
        paginate({
          send: (request: number) => of(`page ${request}`),
          next: nextUpTo(2),
          accept: (page) => {
            seen.push(`accept ${page}`);
            return of('an ignored value');
          },
        }),
      )
      .subscribe((page) => seen.push(page));
    assert.deepEqual(seen, ['page 1', 'accept page 1', 'page 2', 'accept page 2']);
  });

  it('ends the chain where a request has no answer', () =>
    run(({ expectObservable, cold }) => {
      const source = cold('(ab|)', requests);
      const silent = paginate({
        send: (request: number) => (request === 1 ? EMPTY : send(request)),
        next: nextUpTo(2),
      });
      expectObservable(source.pipe(silent)).toBe('--u-(v|)', pages);
    }));

  it('passes an error of the source on and stops the chain', () =>
    run(({ expectObservable, expectSubscriptions, cold }) => {
      const source = cold('a--#', requests);
      const answer = cold('--(x|)', pages);
      expectObservable(source.pipe(paginate({ send: () => answer, next: nextUpTo(3) }))).toBe('--x#', pages);
      expectSubscriptions(answer.subscriptions).toBe(['^-!', '--^!']);
    }));

  it('passes an error of a request on, after the pages before it', () =>
    run(({ expectObservable, expectSubscriptions, cold }) => {
      const source = cold('a-', requests);
      const broken = cold('---#');
      const failing = (request: number) => (request === 2 ? broken : send(request));
      expectObservable(source.pipe(paginate({ send: failing, next: nextUpTo(3) }))).toBe('--x--#', pages);
      expectSubscriptions(source.subscriptions).toBe('^----!');
      expectSubscriptions(broken.subscriptions).toBe('--^--!');
    }));

  for (const callback of ['send', 'next', 'accept'] as const) {
    it(`turns what ${callback} throws into an error`, () =>
      run(({ expectObservable, expectSubscriptions, cold }) => {
        const source = cold('a-', requests);
        const broken = (): never => {
          throw new Error(`${callback} is broken`);
        };
        const result = source.pipe(paginate({ send, next: nextUpTo(3), [callback]: broken }));
        const frames = callback === 'send' ? '#' : '--(x#)';
        expectObservable(result).toBe(frames, pages, new Error(`${callback} is broken`));
        expectSubscriptions(source.subscriptions).toBe(callback === 'send' ? '(^!)' : '^-!');
      }));
  }

  it('cancels the request under way when it is unsubscribed', () =>
    run(({ expectObservable, expectSubscriptions, cold }) => {
      const source = cold('a-', requests);
      const answer = cold('----x|', pages);
      expectObservable(source.pipe(paginate({ send: () => answer, next: nextUpTo(3) })), '^--!').toBe('---');
      expectSubscriptions(answer.subscriptions).toBe('^--!');
      expectSubscriptions(source.subscriptions).toBe('^--!');
    }));

  it('does not break the chain when it is unsubscribed', () =>
    run(({ expectObservable, expectSubscriptions, cold }) => {
      const source = cold('a-', requests);
      const result = source.pipe(
        mergeMap((value) => of(value), 1),
        paginate({ send, next: nextUpTo(3) }),
        mergeMap((value) => of(value), 1),
      );
      expectObservable(result, '^--!').toBe('--x-', pages);
      expectSubscriptions(source.subscriptions).toBe('^--!');
    }));

  it('waits for ever, and asks for nothing more, while a page is not accepted', () =>
    run(({ expectObservable, cold }) => {
      const source = cold('a|', requests);
      let cancelled = false;
      const accept = () => NEVER.pipe(finalize(() => (cancelled = true)));
      expectObservable(source.pipe(paginate({ send, next: nextUpTo(3), accept })), '^ 50ms !').toBe('--x', pages);
      expectObservable(timer(60).pipe(map(() => cancelled))).toBe('60ms (t|)', { t: true });
    }));

  it('takes 50,000 pages that come synchronously', () => {
    let count = 0;
    let completed = false;
    of(0)
      .pipe(
        paginate({ send: (request: number) => of(request), next: (page) => (page < 49_999 ? page + 1 : undefined) }),
      )
      .subscribe({ next: () => (count += 1), complete: () => (completed = true) });
    assert.deepEqual({ count, completed }, { count: 50_000, completed: true });
  });

  it('takes 50,000 waiting requests that are answered synchronously', () =>
    run(({ flush }) => {
      let count = 0;
      const many = from(Array.from({ length: 50_000 }, (_, i) => i));
      many
        .pipe(paginate({ send: (request) => (request === 0 ? send(request) : of('page')), next: () => undefined }))
        .pipe(tap(() => (count += 1)))
        .subscribe();
      flush();
      assert.equal(count, 50_000);
    }));

  it('infers the types of requests and pages from send', () => {
    const typed: Observable<{ id: number }> = of('/a').pipe(
      paginate({
        send: (path: string) => of({ id: path.length }),
        next: (page, request) => (page.id > 2 ? request.slice(1) : undefined),
      }),
    );
    // @ts-expect-error the next request has to be of the same type
    const wrong = paginate({ send: (path: string) => of(path), next: () => 1 });
    assert.isFunction(wrong);
    assert.instanceOf(typed, Observable);
  });
});
