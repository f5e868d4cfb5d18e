import { assert } from 'chai';
import { EMPTY, NEVER, Subject, finalize, map, of, throwError, timer, type Observable } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { createGate, type Limit } from '../../lib/http/gate.ts';
import { run } from '../helpers/marbles.ts';

describe('createGate', () => {
  it('lets as many run as it has slots, in the order they came', () => {
    new TestScheduler((actual, expected) => assert.deepEqual(actual, expected)).run(({ cold, expectObservable }) => {
      const gate = createGate(2);
      expectObservable(gate(() => cold('---(a|)'))).toBe('---(a|)');
      expectObservable(gate(() => cold('-----(b|)'))).toBe('-----(b|)');
      expectObservable(gate(() => cold('---(c|)'))).toBe('------(c|)');
      expectObservable(gate(() => cold('---(d|)'))).toBe('--------(d|)');
    });
  });

  it('starts nothing before it is subscribed to', () => {
    const started: string[] = [];
    const work = createGate(1)(() => (started.push('a'), EMPTY));
    assert.isEmpty(started);
    work.subscribe();
    assert.deepEqual(started, ['a']);
  });

  const endings: Readonly<Record<string, () => Observable<unknown>>> = {
    completes: () => EMPTY,
    emits: () => of(1, 2),
    fails: () => throwError(() => new Error('x')),
    throws: () => {
      throw new Error('x');
    },
  };
  for (const [name, work] of Object.entries(endings)) {
    it(`gives the slot back when work ${name}`, () => {
      const gate = createGate(1);
      gate(work).subscribe({ error: () => {} });
      assert.isTrue(runs(gate));
    });
  }

  it('gives the slot back when its holder leaves, after the work was torn down', () => {
    const gate = createGate(1);
    const log: string[] = [];
    const holder = gate(() => NEVER.pipe(finalize(() => log.push('torn down')))).subscribe();
    gate(() => (log.push('next began'), EMPTY)).subscribe();
    assert.isEmpty(log);
    holder.unsubscribe();
    assert.deepEqual(log, ['torn down', 'next began']);
    assert.isTrue(runs(gate));
  });

  it('forgets one that leaves the queue', () => {
    const gate = createGate(1);
    const first = new Subject<void>();
    const log: string[] = [];
    gate(() => first).subscribe();
    gate(() => (log.push('b'), EMPTY))
      .subscribe()
      .unsubscribe();
    gate(() => (log.push('c'), EMPTY)).subscribe();
    first.complete();
    assert.deepEqual(log, ['c']);
    assert.isTrue(runs(gate));
  });

  it('asks all limits, tells them of who enters and leaves, and waits for the longest', () =>
    run(({ expectObservable, flush }) => {
      const log: string[] = [];
      const limit = (name: string, until: number): Limit => ({
        wait: (now) => Math.max(0, until - now),
        enter: (now) => void log.push(`${name} in ${now}`),
        leave: (now) => void log.push(`${name} out ${now}`),
      });
      const [short, long] = [limit('short', 3), limit('long', 7)];
      const waits: unknown[] = [];
      const gate = createGate([short, long], (wait, by) => waits.push([wait, by === long]));
      expectObservable(gate(() => timer(5).pipe(map(() => 'x')))).toBe('12ms (x|)');
      flush();
      assert.deepEqual(log, ['short in 7', 'long in 7', 'short out 12', 'long out 12']);
      assert.deepEqual(waits, [[7, true]]);
    }));

  it('asks a limit again when it is time, and does not take its word for it', () =>
    run(({ expectObservable }) => {
      let until = 5;
      const gate = createGate([{ wait: (now) => Math.max(0, until - now) }]);
      timer(3).subscribe(() => (until = 9));
      expectObservable(gate(() => of('x'))).toBe('9ms (x|)');
    }));

  it('works off 50,000 that end at once', () => {
    const gate = createGate(1);
    const first = new Subject<void>();
    let done = 0;
    gate(() => first).subscribe();
    for (let i = 0; i < 50_000; i++) gate(() => EMPTY).subscribe({ complete: () => (done += 1) });
    first.complete();
    assert.strictEqual(done, 50_000);
  });
});

function runs(gate: ReturnType<typeof createGate>): boolean {
  let ran = false;
  gate(() => ((ran = true), EMPTY)).subscribe();
  return ran;
}
