import { assert } from 'chai';
import { of } from 'rxjs';
import { ParentError } from '../../lib/source/children.ts';
import { interruptible, Interruption, isInterruption } from '../../lib/run/interruptible.ts';
import { run } from '../helpers/marbles.ts';

describe('interruptible', () => {
  const interruption = new Interruption();

  it('lets everything through until it is stopped, and then fails', () =>
    run(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const source = cold('a-b-c-|');
      const stop = hot('   ---s--');
      expectObservable(source.pipe(interruptible(stop))).toBe('a-b#', undefined, interruption);
      expectSubscriptions(source.subscriptions).toBe('^--!');
      expectSubscriptions(stop.subscriptions).toBe('^--!');
    }));

  it('completes with the source, and does not listen any more', () =>
    run(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const stop = hot('-----s');
      expectObservable(cold('a-|').pipe(interruptible(stop))).toBe('a-|');
      expectSubscriptions(stop.subscriptions).toBe('^-!');
    }));

  it('does not begin where it was stopped before', () =>
    run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('a|');
      expectObservable(source.pipe(interruptible(of('s')))).toBe('#', undefined, interruption);
      expectSubscriptions(source.subscriptions).toBe([]);
    }));

  it('passes an error of the source on', () =>
    run(({ cold, hot, expectObservable }) => {
      expectObservable(cold('a#').pipe(interruptible(hot('---s')))).toBe('a#');
    }));

  it('is told from a failure, also where it comes from a parent', () => {
    assert.isTrue(isInterruption(interruption));
    assert.isTrue(isInterruption(new ParentError('jobs', interruption)));
    for (const error of [new Error('x'), new ParentError('jobs', new Error('x')), undefined, 'text']) {
      assert.isFalse(isInterruption(error));
    }
  });
});
