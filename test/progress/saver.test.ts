import { setImmediate as settled } from 'node:timers/promises';
import { assert } from 'chai';
import { VirtualTimeScheduler } from 'rxjs';
import { Saver } from '../../lib/progress/saver.ts';

describe('Saver', () => {
  it('saves a second after it is wanted; what took long it saves less often', async () => {
    const scheduler = new VirtualTimeScheduler();
    const until = async (time: number) => {
      scheduler.maxFrames = time;
      // Something has to be due for the clock to get there.
      scheduler.schedule(() => {}, time - scheduler.frame);
      scheduler.flush();
      await settled();
    };
    let saves = 0;
    let done = () => {};
    const saver = new Saver(() => {
      saves += 1;
      return new Promise<void>((resolve) => (done = resolve));
    }, scheduler);

    saver.soon();
    saver.soon();
    await settled();
    await until(999);
    assert.equal(saves, 0);
    await until(1000);
    assert.equal(saves, 1);
    await until(1500);
    done();
    await settled();
    saver.soon();
    await until(6499);
    assert.equal(saves, 1, 'it took half a second, so it rests for five');
    await until(6500);
    assert.equal(saves, 2);
    done();
    await settled();

    saver.soon();
    await until(7500);
    assert.equal(saves, 3, 'this one took no time');
    done();
    await saver.stop();
  });
});
