import { assert } from 'chai';
import { mergeMap, of } from 'rxjs';
import { retryWithBackoff, type RetryAttempt } from '../../lib/operators/retry-with-backoff.ts';
import { run } from '../helpers/marbles.ts';

/** 10 ms, 20 ms, 30 ms, then the error passes on. */
const delay = (_error: unknown, attempt: number) => (attempt <= 3 ? attempt * 10 : undefined);

describe('retryWithBackoff', () => {
  it('never: waits with the source', () =>
    run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-');
      expectObservable(source.pipe(retryWithBackoff({ delay }))).toBe('-');
      expectSubscriptions(source.subscriptions).toBe('^');
    }));

  it('empty: completes without a retry', () =>
    run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-|');
      expectObservable(source.pipe(retryWithBackoff({ delay }))).toBe('-|');
      expectSubscriptions(source.subscriptions).toBe('^!');
    }));

  it('values: passes them on', () =>
    run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a-b|');
      expectObservable(source.pipe(retryWithBackoff({ delay }))).toBe('-a-b|');
      expectSubscriptions(source.subscriptions).toBe('^---!');
    }));

  it('waits before each retry, and passes on the error after the last', () =>
    run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-#');
      expectObservable(source.pipe(retryWithBackoff({ delay }))).toBe('64ms #');
      expectSubscriptions(source.subscriptions).toBe(['^!', '11ms ^!', '32ms ^!', '63ms ^!']);
    }));

  it('passes on at once what delay gives no wait for', () =>
    run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-#', {}, 'fatal');
      expectObservable(source.pipe(retryWithBackoff({ delay: () => undefined }))).toBe('-#', {}, 'fatal');
      expectSubscriptions(source.subscriptions).toBe('^!');
    }));

  it('gives up in the end on a source that emits before it fails', () =>
    run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('a#');
      expectObservable(source.pipe(retryWithBackoff({ delay }))).toBe('a 10ms a 20ms a 30ms a#');
      expectSubscriptions(source.subscriptions).toBe(['^!', '11ms ^!', '32ms ^!', '63ms ^!']);
    }));

  it('counts anew for each subscription', () =>
    run(({ cold, expectObservable }) => {
      const retried = cold('-#').pipe(retryWithBackoff({ delay }));
      expectObservable(retried).toBe('64ms #');
      expectObservable(retried, '100ms ^').toBe('164ms #');
    }));

  it('tells of each retry before its wait', () =>
    run(({ cold, flush }) => {
      const told: RetryAttempt[] = [];
      cold('-#', {}, 'busy')
        .pipe(retryWithBackoff({ delay, onRetry: (info) => told.push(info) }))
        .subscribe({ error: (error) => assert.equal(error, 'busy') });
      flush();
      assert.deepEqual(told, [
        { error: 'busy', attempt: 1, wait: 10 },
        { error: 'busy', attempt: 2, wait: 20 },
        { error: 'busy', attempt: 3, wait: 30 },
      ]);
    }));

  it('waits as long as a timer can, where the wait is longer', () =>
    run(({ cold, expectSubscriptions, expectObservable }) => {
      const source = cold('#');
      const waits: number[] = [];
      const endless = retryWithBackoff({ delay: () => Infinity, onRetry: ({ wait }) => waits.push(wait) });
      expectObservable(source.pipe(endless), '^ 1s !').toBe('-');
      expectSubscriptions(source.subscriptions).toBe('(^!)');
      expectObservable(of(waits)).toBe('(w|)', { w: [2 ** 31 - 1] });
    }));

  for (const callback of ['delay', 'onRetry'] as const) {
    it(`turns what ${callback} throws into the error`, () =>
      run(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('-#');
        const broken = (): never => {
          throw new Error('broken');
        };
        const retried = source.pipe(retryWithBackoff({ delay, [callback]: broken }));
        expectObservable(retried).toBe('-#', {}, new Error('broken'));
        expectSubscriptions(source.subscriptions).toBe('^!');
      }));
  }

  it('does not retry after it is unsubscribed during the wait', () =>
    run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-#');
      expectObservable(source.pipe(retryWithBackoff({ delay })), '^----!').toBe('-');
      expectSubscriptions(source.subscriptions).toBe('^!');
    }));

  it('does not break the chain when it is unsubscribed', () =>
    run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a--b-|');
      const chain = source.pipe(
        mergeMap((value) => of(value), 1),
        retryWithBackoff({ delay }),
        mergeMap((value) => of(value), 1),
      );
      expectObservable(chain, '^--!').toBe('-a-');
      expectSubscriptions(source.subscriptions).toBe('^--!');
    }));
});
