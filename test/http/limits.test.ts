import { assert } from 'chai';
import { createPause } from '../../lib/http/pause.ts';
import { createRateBudget } from '../../lib/http/rate-budget.ts';
import { createSlots } from '../../lib/http/slots.ts';
import { createToldBudget } from '../../lib/http/told-budget.ts';

const FOREVER = Number.POSITIVE_INFINITY;

describe('createRateBudget', () => {
  /** When each of `count` requests goes out that all want to go at 0. */
  const times = (requests: number, per: number, count: number): number[] => {
    const budget = createRateBudget({ requests, per });
    let now = 0;
    return Array.from({ length: count }, () => {
      now += budget.wait(now);
      assert.equal(budget.wait(now), 0);
      budget.enter!(now);
      return now;
    });
  };

  it('lets as many go at once as it has, and the next when the first of them is as old as the time', () => {
    assert.deepEqual(times(3, 100, 7), [0, 0, 0, 100, 100, 100, 200]);
    assert.deepEqual(times(1, 250, 3), [0, 250, 500]);
  });

  it('holds in every stretch of that length, wherever it begins', () => {
    const budget = createRateBudget({ requests: 3, per: 100 });
    for (const now of [0, 90, 95]) budget.enter!(now);
    assert.equal(budget.wait(99), 1);
    budget.enter!(100);
    assert.equal(budget.wait(101), 89);
    assert.equal(budget.wait(190), 0);
  });
});

describe('createPause', () => {
  it('ends at the latest time that was asked for', () => {
    const pause = createPause();
    assert.equal(pause.wait(5), 0);
    pause.until(100, 'a');
    pause.until(50, 'b');
    assert.deepEqual([pause.wait(10), pause.wait(100), pause.reason!()], [90, 0, 'a']);
    pause.until(120, 'c');
    assert.deepEqual([pause.wait(10), pause.reason!()], [110, 'c']);
  });
});

describe('createSlots', () => {
  /** How many are let in now. */
  const free = (slots: ReturnType<typeof createSlots>): number => {
    let count = 0;
    for (; slots.wait(0) === 0; count += 1) slots.enter!(0);
    for (let i = 0; i < count; i++) slots.leave!(0);
    return count;
  };

  it('a burst of 429 halves them once, the next one again, down to one', () => {
    const slots = createSlots(8);
    for (let i = 0; i < 8; i++) slots.answered(429, 0, 10 + i);
    assert.equal(free(slots), 4);
    const after: number[] = [];
    for (const now of [20, 30, 40, 50]) {
      slots.answered(429, now - 1, now);
      after.push(free(slots));
    }
    assert.deepEqual(after, [2, 1, 1, 1]);
  });

  it('come back by one a round of good answers, the last step in ten rounds, and never more than there were', () => {
    const slots = createSlots(8);
    slots.answered(429, 0, 1);
    const seen: number[] = [];
    for (let round = 0; round < 20; round++) {
      for (let i = free(slots); i >= 0; i--) slots.answered(200, 2, 3);
      seen.push(free(slots));
    }
    assert.deepEqual(seen.slice(0, 4), [5, 6, 7, 7]);
    const back = seen.indexOf(8);
    assert.isTrue(back > 8 && back < 14, `8 again in round ${back}`);
    assert.deepEqual(seen.slice(back), Array(20 - back).fill(8));
  });

  it('errors do not raise them', () => {
    const slots = createSlots(4);
    slots.answered(429, 0, 1);
    for (let i = 0; i < 50; i++) slots.answered(500, 2, 3);
    assert.equal(free(slots), 2);
  });
});

describe('createToldBudget', () => {
  const told = (remaining: number, resetAt: number, limit?: number, name = '') => [{ name, remaining, resetAt, limit }];

  it('limits nothing before anything is told', () => assert.equal(createToldBudget().wait(0), 0));

  it('takes those that are under way off what the API says is left', () => {
    const budget = createToldBudget();
    for (let i = 0; i < 4; i++) budget.enter!(0);
    budget.learn(told(5, 1000), 10);
    budget.leave!(10);
    // Three are still under way: two more may go.
    for (let i = 0; i < 2; i++) {
      assert.equal(budget.wait(10), 0);
      budget.enter!(10);
    }
    assert.equal(budget.wait(10), 990);
  });

  it('waits for the reset, and has as many then as the limit says', () => {
    const budget = createToldBudget();
    budget.enter!(0);
    budget.learn(told(0, 1000, 3), 10);
    budget.leave!(10);
    assert.equal(budget.wait(10), 990);
    for (let i = 0; i < 3; i++) {
      assert.equal(budget.wait(1000), 0);
      budget.enter!(1000);
    }
    assert.equal(budget.wait(1000), FOREVER);
  });

  it('sends one ahead after the reset of a limit that it does not know', () => {
    const budget = createToldBudget();
    budget.enter!(0);
    budget.learn(told(0, 1000), 10);
    budget.leave!(10);
    assert.equal(budget.wait(1000), 0);
    budget.enter!(1000);
    assert.equal(budget.wait(1001), FOREVER);
    budget.learn(told(9, 2000), 1010);
    budget.leave!(1010);
    assert.equal(budget.wait(1010), 0);
  });

  it('does not wait for ever for one that was sent ahead and got no answer', () => {
    const budget = createToldBudget();
    budget.enter!(0);
    budget.learn(told(0, 1000), 10);
    budget.leave!(10);
    assert.equal(budget.wait(1000), 0);
    budget.enter!(1000);
    budget.leave!(1005);
    assert.equal(budget.wait(1005), 0);
  });

  it('lets all go where the API does not tell its limit any more', () => {
    const budget = createToldBudget();
    budget.enter!(0);
    budget.learn(told(0, 1000), 10);
    budget.leave!(10);
    budget.wait(1000);
    budget.enter!(1000);
    budget.learn([], 1010);
    budget.leave!(1010);
    for (let i = 0; i < 10; i++) budget.enter!(1010);
    assert.equal(budget.wait(1010), 0);
  });

  it('an answer that comes late does not give back what a later one took', () => {
    const budget = createToldBudget();
    budget.enter!(0);
    budget.enter!(0);
    budget.learn(told(4, 1000), 10);
    budget.leave!(10);
    budget.learn(told(5, 1000), 20);
    budget.leave!(20);
    for (let i = 0; i < 4; i++) budget.enter!(20);
    assert.equal(budget.wait(20), 980);
  });

  it('takes resets in whole seconds, which come a little later each time, for one', () => {
    const budget = createToldBudget();
    budget.enter!(0);
    budget.enter!(0);
    budget.learn(told(1, 10_000), 10);
    budget.leave!(10);
    // The one that was answered first had been counted last.
    budget.learn(told(2, 10_900), 20);
    budget.leave!(20);
    budget.enter!(20);
    assert.equal(budget.wait(20), 10_880);
  });

  it('gives way to others who draw on the same limit', () => {
    const budget = createToldBudget();
    budget.enter!(0);
    budget.learn(told(9, 1000), 10);
    budget.leave!(10);
    budget.enter!(20);
    budget.learn(told(1, 1000), 30);
    budget.leave!(30);
    assert.equal(budget.wait(30), 0);
    budget.enter!(30);
    assert.equal(budget.wait(30), 970);
  });

  it('keeps to the strictest of several', () => {
    const budget = createToldBudget();
    budget.enter!(0);
    budget.learn([...told(0, 500, 1, 'burst'), ...told(0, 60_000, 9, 'minute')], 10);
    budget.leave!(10);
    assert.equal(budget.wait(10), 59_990);
  });

  it('does not wait for a reset that is farther away than any retry would wait', () => {
    const budget = createToldBudget();
    budget.enter!(0);
    budget.learn(told(0, 3_600_000), 10);
    budget.leave!(10);
    assert.equal(budget.wait(10), 0);
  });

  it('does not hang on a limit of zero', () => {
    const budget = createToldBudget();
    budget.enter!(0);
    budget.learn(told(0, 1000, 0), 10);
    budget.leave!(10);
    assert.equal(budget.wait(1000), 0);
  });
});
