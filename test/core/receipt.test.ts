import { assert } from 'chai';
import { Receipt } from '../../lib/core/receipt.ts';

function watch(receipt: Receipt) {
  const seen = { accepted: false };
  const subscription = receipt.accepted.subscribe({ complete: () => (seen.accepted = true) });
  return { seen, subscription };
}

describe('Receipt', () => {
  it('a page that nobody holds is accepted at once', () => assert.isTrue(watch(new Receipt()).seen.accepted));

  it('is accepted when every hold was released, and not before', () => {
    const receipt = new Receipt();
    const [first, second] = [receipt.hold(), receipt.hold()];
    const { seen } = watch(receipt);
    first();
    assert.isFalse(seen.accepted);
    second();
    assert.isTrue(seen.accepted);
  });

  it('counts a hold once, however often it is released', () => {
    const receipt = new Receipt();
    const [first] = [receipt.hold(), receipt.hold()];
    first();
    first();
    assert.isFalse(watch(receipt).seen.accepted);
  });

  it('tells everybody who waits, and nobody who went away', () => {
    const receipt = new Receipt();
    const release = receipt.hold();
    const [stays, leaves] = [watch(receipt), watch(receipt)];
    leaves.subscription.unsubscribe();
    release();
    assert.deepEqual([stays.seen.accepted, leaves.seen.accepted], [true, false]);
  });

  it('can be held again by who comes later', () => {
    const receipt = new Receipt();
    receipt.hold()();
    const release = receipt.hold();
    const { seen } = watch(receipt);
    assert.isFalse(seen.accepted);
    release();
    assert.isTrue(seen.accepted);
  });

  it('is kept when everybody has kept it, whether it is accepted or not', () => {
    const receipt = new Receipt();
    const seen = { kept: false };
    receipt.hold();
    const [first, second] = [receipt.keep(), receipt.keep()];
    receipt.kept.subscribe({ complete: () => (seen.kept = true) });
    first();
    first();
    assert.isFalse(seen.kept);
    second();
    assert.isTrue(seen.kept, 'in the call that ends the last');
    assert.isFalse(watch(receipt).seen.accepted);
  });
});
