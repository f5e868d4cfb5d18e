import { mergeMap, of, type OperatorFunction } from 'rxjs';
import type { Page } from '../../lib/core/types.ts';
import { run } from '../helpers/marbles.ts';

interface Sample<A, B> {
  readonly operator: OperatorFunction<Page<A>, Page<B>>;
  readonly a: Page<A>;
  readonly b: Page<A>;
  /** What comes out for `a` and `b`. */
  readonly x: Page<B>;
  readonly y: Page<B>;
}

/** The cases that every operator on rows has to stand, in values and in subscriptions. */
export function rowOperatorCases<A, B>({ operator, a, b, x, y }: Sample<A, B>): void {
  const cases: readonly [name: string, source: string, subscription: string, result: string][] = [
    ['waits with a source that never emits', '------', '^', '------'],
    ['completes with an empty source', '--|', '^-!', '--|'],
    ['changes one page', '-a--|', '^---!', '-x--|'],
    ['changes many pages, each at once', '-a-b-(ab|)', '^----!', '-x-y-(xy|)'],
    ['passes an error of the source on', '-a-#', '^--!', '-x-#'],
  ];
  for (const [name, source, subscription, result] of cases) {
    it(name, () =>
      run(({ cold, expectObservable, expectSubscriptions }) => {
        const pages = cold(source, { a, b });
        expectObservable(pages.pipe(operator)).toBe(result, { x, y });
        expectSubscriptions(pages.subscriptions).toBe(subscription);
      }),
    );
  }

  it('unsubscribes from the source, and does not break the chain', () =>
    run(({ hot, expectObservable, expectSubscriptions }) => {
      const pages = hot('-a-b-a-|', { a, b });
      const chain = pages.pipe(
        mergeMap((page) => of(page), 1),
        operator,
        mergeMap((page) => of(page), 1),
      );
      expectObservable(chain, '^---!').toBe('-x-y-', { x, y });
      expectSubscriptions(pages.subscriptions).toBe('^---!');
    }));
}

/** That what a callback throws on the second row of `failing` becomes the error `error` and ends the subscription. */
export function failsWith<A, B>(
  operator: OperatorFunction<Page<A>, Page<B>>,
  pages: { readonly good: Page<A>; readonly result: Page<B>; readonly failing: Page<A> },
  error: Error,
): void {
  run(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('-g-f-g|', { g: pages.good, f: pages.failing });
    expectObservable(source.pipe(operator)).toBe('-r-#', { r: pages.result }, error);
    expectSubscriptions(source.subscriptions).toBe('^--!');
  });
}
