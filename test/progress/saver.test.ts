import { assert } from 'chai';
import { TestScheduler } from 'rxjs/testing';
import { Saver } from '../../lib/progress/saver.ts';

/** Lets everything that is waiting for promises go on. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('Saver', () => {
  /** A saver whose clock only goes on by `pass`; each save ends when it is told to. */
  function saverAt() {
    const scheduler = new TestScheduler(() => {});
    const running: { end: (cost?: number) => void; fail: (error: Error) => void }[] = [];
    let saves = 0;
    const save = () => {
      saves += 1;
      return new Promise<number>((resolve, reject) => running.push({ end: (cost = 0) => resolve(cost), fail: reject }));
    };
    const saver = new Saver(save, scheduler);
    const pass = async (ms: number) => {
      scheduler.schedule(() => {}, ms);
      scheduler.maxFrames = scheduler.now() + ms;
      scheduler.flush();
      await turn();
    };
    return { saver, running, pass, saves: () => saves };
  }

  it('saves once in a second, however often it is asked', async () => {
    const { saver, running, pass, saves } = saverAt();
    for (let i = 0; i < 5; i++) saver.soon();
    await pass(1990);
    assert.equal(saves(), 0, 'the first time after two seconds');
    await pass(20);
    assert.equal(saves(), 1);
    running[0]!.end();
    await turn();
    await pass(5000);
    assert.equal(saves(), 1, 'nothing new');
    saver.soon();
    await pass(1010);
    assert.equal(saves(), 2);
  });

  it('pauses after a save that took long, so that saving takes a small part of the time', async () => {
    const { saver, running, pass, saves } = saverAt();
    saver.soon();
    await pass(2010);
    running[0]!.end(100);
    await turn();
    saver.soon();
    await pass(1010);
    saver.soon();
    await pass(3000);
    assert.isAtMost(saves(), 2);
    await pass(3000);
    assert.equal(saves(), 2);
  });

  it('saves at once where somebody waits for it, one after the other, and serves all who wait with one', async () => {
    const { saver, running, saves } = saverAt();
    const first = saver.now();
    await turn();
    const [second, third] = [saver.now(), saver.now()];
    await turn();
    assert.equal(saves(), 1, 'one at a time');
    running[0]!.end();
    await first;
    await turn();
    assert.equal(saves(), 2);
    running[1]!.end();
    await Promise.all([second, third]);
    assert.equal(saves(), 2);
  });

  it('tells a failure to who waits, or else to who listens, and goes on', async () => {
    const { saver, running, pass, saves } = saverAt();
    const told: unknown[] = [];
    saver.failed.subscribe((error) => told.push(error));
    const waiting = saver.now().catch((error: unknown) => error);
    await turn();
    running[0]!.fail(new Error('full'));
    assert.equal(((await waiting) as Error).message, 'full');
    assert.isEmpty(told);
    saver.soon();
    await pass(2010);
    running[1]!.fail(new Error('still full'));
    await turn();
    assert.deepEqual(
      told.map((error) => (error as Error).message),
      ['still full'],
    );
    void saver.now();
    await turn();
    assert.equal(saves(), 3);
  });

  it('stops, and waits for what is being saved', async () => {
    const { saver, running, pass, saves } = saverAt();
    void saver.now();
    await turn();
    saver.soon();
    let stopped = false;
    const stopping = saver.stop().then(() => (stopped = true));
    await turn();
    assert.isFalse(stopped);
    running[0]!.end();
    await stopping;
    await pass(5000);
    assert.equal(saves(), 1);
  });
});
