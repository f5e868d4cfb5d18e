import { assert } from 'chai';
import { PageBudget } from '../../lib/source/page-budget.ts';
import { PageSlots, type ChainSlot } from '../../lib/source/page-slots.ts';

const MB = 2 ** 20;

/** Whether a chain may ask for its page, told when it may. */
function asks(slot: ChainSlot): { in: boolean } {
  const state = { in: false };
  slot.enter().subscribe(() => (state.in = true));
  return state;
}

/** A chain with a page of so many bytes under way. */
function withPage(slots: PageSlots, bytes: number): ChainSlot {
  const slot = slots.begin();
  assert.isTrue(asks(slot).in);
  slot.received(bytes);
  return slot;
}

describe('PageSlots', () => {
  it('leaves for pages ahead what the chains do not take', () => {
    const slots = new PageSlots(3, new PageBudget());
    const chain = slots.begin();
    slots.begin();
    const release = slots.reserve();
    assert.isFunction(release);
    assert.isUndefined(slots.reserve());
    release!();
    release!();
    assert.isFunction(slots.reserve());
    assert.isUndefined(slots.reserve(), 'what is given back twice counts once');
    chain.end();
    chain.end();
    assert.isFunction(slots.reserve());
    assert.isUndefined(slots.reserve());
  });

  it('lets every chain begin, and has nothing for pages ahead until some have ended', () => {
    const slots = new PageSlots(2, new PageBudget());
    const chains = [slots.begin(), slots.begin(), slots.begin()];
    assert.isUndefined(slots.reserve());
    chains[0]!.end();
    assert.isUndefined(slots.reserve());
    chains[1]!.end();
    assert.isFunction(slots.reserve());
  });

  it('keeps the pages ahead of all resources of a run within 32 MiB', () => {
    const budget = new PageBudget();
    const [jobs, users] = [new PageSlots(9, budget), new PageSlots(9, budget)];
    for (const slots of [jobs, users]) withPage(slots, 12 * MB).leave();
    const release = jobs.reserve();
    assert.isFunction(users.reserve());
    assert.isUndefined(users.reserve());
    assert.isUndefined(jobs.reserve());
    release!();
    assert.isFunction(users.reserve());
    assert.isUndefined(jobs.reserve());
  });

  it('lets the second page of a resource wait for room, until a page of another one is accepted', () => {
    const budget = new PageBudget();
    const [jobs, users] = [new PageSlots(9, budget), new PageSlots(9, budget)];
    const large = withPage(jobs, 28 * MB);
    withPage(users, 3 * MB);
    const second = asks(users.begin());
    assert.isFalse(second.in, '34 MiB');
    large.leave();
    assert.isTrue(second.in);
  });

  it('takes a page for as long as the one before, until it is there', () => {
    const slots = new PageSlots(9, new PageBudget());
    withPage(slots, 15 * MB).leave();
    const [first, second, third] = [slots.begin(), slots.begin(), slots.begin()];
    assert.isTrue(asks(first).in);
    assert.isTrue(asks(second).in);
    const waiting = asks(third);
    assert.isFalse(waiting.in, '45 MiB are expected');
    first.received(2 * MB);
    assert.isTrue(waiting.in, 'it was shorter, so that others will be');
  });

  it('lets one page of each resource in, however much is under way: a parent may wait for its child', () => {
    const budget = new PageBudget();
    const [parents, children] = [new PageSlots(2, budget), new PageSlots(2, budget)];
    withPage(parents, 100 * MB);
    const [first, second] = [children.begin(), children.begin()];
    assert.isTrue(asks(first).in);
    first.received(5 * MB);
    const waiting = asks(second);
    assert.isFalse(waiting.in);
    first.leave();
    assert.isTrue(waiting.in, 'now it is the only one');
  });

  it('lets small pages in beside a large one of another resource', () => {
    const budget = new PageBudget();
    const [parents, children] = [new PageSlots(2, budget), new PageSlots(9, budget)];
    withPage(parents, 100 * MB);
    for (let i = 0; i < 8; i++) withPage(children, 100_000);
    assert.isUndefined(children.reserve(), 'but none ahead');
  });

  it('forgets what an ended or a cancelled chain had', () => {
    const budget = new PageBudget();
    const slots = new PageSlots(9, budget);
    const large = withPage(slots, 40 * MB);
    const cancelled = slots.begin();
    let entered = false;
    const asking = cancelled.enter().subscribe(() => (entered = true));
    asking.unsubscribe();
    cancelled.end();
    large.end();
    large.end();
    assert.isFalse(entered);
    assert.isTrue(budget.hasRoomFor(32 * MB));
    assert.isFalse(budget.hasRoomFor(33 * MB));
  });
});
