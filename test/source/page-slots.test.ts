import { assert } from 'chai';
import { PageSlots } from '../../lib/source/page-slots.ts';

const MB = 2 ** 20;

describe('PageSlots', () => {
  it('leaves for pages ahead what the chains do not take', () => {
    const slots = new PageSlots(3);
    const end = slots.begin();
    slots.begin();
    const release = slots.reserve(1);
    assert.isFunction(release);
    assert.isUndefined(slots.reserve(1));
    release!();
    release!();
    assert.isFunction(slots.reserve(1));
    assert.isUndefined(slots.reserve(1), 'what is given back twice counts once');
    end();
    end();
    assert.isFunction(slots.reserve(1));
    assert.isUndefined(slots.reserve(1));
  });

  it('lets every chain begin, and has nothing for pages ahead until some have ended', () => {
    const slots = new PageSlots(2);
    const ends = [slots.begin(), slots.begin(), slots.begin()];
    assert.isUndefined(slots.reserve(1));
    ends[0]!();
    assert.isUndefined(slots.reserve(1));
    ends[1]!();
    assert.isFunction(slots.reserve(1));
  });

  it('keeps the pages ahead within 32 MiB', () => {
    const slots = new PageSlots(9);
    const release = slots.reserve(20 * MB);
    assert.isUndefined(slots.reserve(20 * MB));
    assert.isFunction(slots.reserve(10 * MB));
    release!();
    assert.isFunction(slots.reserve(20 * MB));
  });
});
