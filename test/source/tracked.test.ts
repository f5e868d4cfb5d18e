import { assert } from 'chai';
import { of, throwError, type Observable } from 'rxjs';
import type { ChainStart } from '../../lib/core/chain-start.ts';
import type { Page } from '../../lib/core/types.ts';
import { afterEach as afterEachOf } from '../../lib/source/after-each.ts';
import { keepTogether } from '../../lib/source/keep-together.ts';
import { tracked } from '../../lib/source/tracked.ts';
import { page, run } from '../helpers/marbles.ts';

describe('afterEach', () => {
  it('tells of a value when everybody downstream has had it, before the next one', () => {
    const log: string[] = [];
    of('a', 'b')
      .pipe(afterEachOf((value) => log.push(`told of ${value}`)))
      .subscribe((value) => log.push(`got ${value}`));
    assert.deepEqual(log, ['got a', 'told of a', 'got b', 'told of b']);
  });

  it('changes nothing', () =>
    run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a-(bc)-|');
      expectObservable(source.pipe(afterEachOf(() => {}))).toBe('-a-(bc)-|');
      expectSubscriptions(source.subscriptions).toBe('^-------!');
      expectObservable(cold('-a-#').pipe(afterEachOf(() => {}))).toBe('-a-#');
    }));
});

describe('keepTogether', () => {
  const a = page([{ id: 1 }]);
  const b = page([{ id: 2 }]);
  const x = page([{ id: 3 }], { inseparable: true });
  const values = { a, b, x };

  it('hands a page that is inseparable from the next on with that one', () =>
    run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<Page>('a-x-b---|', values);
      expectObservable(source.pipe(keepTogether)).toBe('a---(xb)|', values);
      expectSubscriptions(source.subscriptions).toBe('^-------!');
    }));

  it('hands it on where no other follows', () =>
    run(({ cold, expectObservable }) => {
      expectObservable(cold<Page>('-x-|', values).pipe(keepTogether)).toBe('---(x|)', values);
    }));

  it('drops it where the one after it fails', () =>
    run(({ cold, expectObservable }) => {
      expectObservable(cold<Page>('-x-#', values).pipe(keepTogether)).toBe('---#');
      expectObservable(cold<Page>('--|').pipe(keepTogether)).toBe('--|');
    }));
});

describe('tracked', () => {
  /** A tracker that says where to begin, and notes what it is told. */
  function noting(begin: ChainStart | 'end' | undefined) {
    const told: string[] = [];
    const tracker = {
      begin: () => begin,
      emitted: ({ index }: Page) => void told.push(`page ${index}`),
      end: () => void told.push('end'),
    };
    return { told, tracker };
  }
  const pages = of(page([], { index: 3 }), page([], { index: 4 }));

  it('begins where the tracker says, and tells it of each page and of the end', () => {
    const start = { request: page([]).request, index: 3 };
    const { told, tracker } = noting(start);
    const starts: (ChainStart | undefined)[] = [];
    tracked(tracker, false, (at) => {
      starts.push(at);
      return pages;
    }).subscribe();
    assert.deepEqual(starts, [start]);
    assert.deepEqual(told, ['page 3', 'page 4', 'end']);
  });

  it('asks for nothing where the chain was at its end', () => {
    const { told, tracker } = noting('end');
    tracked(tracker, false, () => assert.fail('it was asked')).subscribe();
    assert.deepEqual(told, ['end']);
  });

  it('is not at its end where it fails', () => {
    const { told, tracker } = noting(undefined);
    const failing: Observable<Page> = throwError(() => new Error('no'));
    tracked(tracker, false, () => failing).subscribe({ error: () => {} });
    assert.deepEqual(told, []);
  });
});
