import { assert } from 'chai';
import { PublishTurns } from '../../lib/progress/publish-turns.ts';

describe('PublishTurns', () => {
  const turn = () => new Promise((resolve) => setImmediate(resolve));

  function recorder(turns: PublishTurns) {
    const began: string[] = [];
    const take = async (name: string, promise: Promise<() => void>) => {
      const end = await promise;
      began.push(name);
      return end;
    };
    return {
      began,
      publish: (name: string) => take(name, turns.publishing()),
      rest: (name: string) => take(name, turns.resting()),
    };
  }

  it('let any number publish at the same time', async () => {
    const { began, publish } = recorder(new PublishTurns());
    await Promise.all([publish('a'), publish('b')]);
    assert.deepEqual(began, ['a', 'b']);
  });

  it('have whoever looks wait for what is being published, and what is published later wait for that', async () => {
    const { began, publish, rest } = recorder(new PublishTurns());
    const endA = await publish('a');
    const resting = rest('look');
    const later = publish('b');
    await turn();
    assert.deepEqual(began, ['a']);
    endA();
    const endLook = await resting;
    await turn();
    assert.deepEqual(began, ['a', 'look']);
    endLook();
    await later;
    assert.deepEqual(began, ['a', 'look', 'b']);
  });

  it('let one look after the other, also where another one comes while somebody waits', async () => {
    const { began, publish, rest } = recorder(new PublishTurns());
    const endFirst = await rest('first');
    const publishing = publish('a');
    const second = rest('second');
    await turn();
    endFirst();
    const endSecond = await second;
    await turn();
    assert.deepEqual(began, ['first', 'second']);
    endSecond();
    (await publishing)();
    assert.deepEqual(began, ['first', 'second', 'a']);
  });
});
