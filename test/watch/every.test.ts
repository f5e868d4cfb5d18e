import { assert } from 'chai';
import { concat, delay, map, NEVER, of, throwError, timer } from 'rxjs';
import { every, type EveryOptions } from '../../lib/watch/every.ts';
import { run } from '../helpers/marbles.ts';

const options = (over: Partial<EveryOptions> = {}): EveryOptions => ({ period: 100, jitter: 0, stop: NEVER, ...over });

describe('watch: every', () => {
  it('works at once, and again each period from beginning to beginning', () =>
    run(({ expectObservable }) => {
      let turn = 0;
      const turns = every(options(), () => timer(30).pipe(map(() => String((turn += 1)))));
      expectObservable(turns, '^ 299ms !').toBe('30ms 1 99ms 2 99ms 3');
    }));

  it('leaves out the beginnings that long work was in the way of, and never overlaps', () =>
    run(({ expectObservable }) => {
      const lengths = [250, 10, 100, 10];
      const begun: number[] = [];
      let under = 0;
      const turns = every(options(), () => {
        under += 1;
        assert.equal(under, 1);
        const length = lengths[begun.length]!;
        begun.push(length);
        return timer(length).pipe(map(() => ((under -= 1), String(length)[0]!)));
      });
      // From 0 to 250; at 300; from 400 to 500, where the next begins at once.
      expectObservable(turns, '^ 520ms !').toBe('250ms 2 59ms 1 189ms 1 9ms 1');
    }));

  it('puts each beginning off by a part of the period, from the same grid', () => {
    const waits: number[] = [];
    const random = [0.5, 0, 0.9][Symbol.iterator]();
    const over = { jitter: 0.2, random: () => random.next().value ?? 0, onWait: (ms: number) => waits.push(ms) };
    run(({ expectObservable }) => {
      const turns = every(options(over), () => of('x'));
      expectObservable(turns, '^ 319ms !').toBe('x 109ms x 89ms x 117ms x');
    });
    assert.deepEqual(waits, [110, 90, 118, 82]);
  });

  it('ends at once where it is stopped between two works', () =>
    run(({ expectObservable, cold }) => {
      const turns = every(options({ stop: cold('150ms x') }), () => of('x'));
      expectObservable(turns).toBe('x 99ms x 49ms |');
    }));

  it('waits for the work that is under way where it is stopped', () =>
    run(({ expectObservable, cold }) => {
      const turns = every(options({ stop: cold('120ms x') }), () => of('x').pipe(delay(50)));
      expectObservable(turns).toBe('50ms x 99ms (x|)');
    }));

  it('fails where the work fails, and lets go of stop', () =>
    run(({ expectObservable, expectSubscriptions, cold }) => {
      const stop = cold('-');
      const work = () =>
        concat(
          timer(10).pipe(map(() => 'x')),
          throwError(() => new Error('broken')),
        );
      expectObservable(every(options({ stop }), work)).toBe('10ms (x#)', undefined, new Error('broken'));
      expectSubscriptions(stop.subscriptions).toBe('^ 9ms !');
    }));

  it('lets go of the work, of the timer and of stop where nobody listens any more', () =>
    run(({ expectObservable, expectSubscriptions, cold }) => {
      const stop = cold('-');
      const work = cold('50ms x|');
      expectObservable(
        every(options({ stop }), () => work),
        '^ 120ms !',
      ).toBe('50ms x');
      expectSubscriptions(work.subscriptions).toBe(['^ 50ms !', '100ms ^ 20ms !']);
      expectSubscriptions(stop.subscriptions).toBe('^ 120ms !');
    }));

  it('begins nothing where it is stopped while nobody waits', () =>
    run(({ expectObservable }) => {
      expectObservable(every(options({ stop: of(1) }), () => of('x'))).toBe('(x|)');
    }));
});
