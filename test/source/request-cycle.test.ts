import { assert } from 'chai';
import { RequestCycle } from '../../lib/source/request-cycle.ts';
import { requestFor } from '../helpers/marbles.ts';

const request = (page: number) => requestFor('jobs', { params: { page } });

/** The number of requests until the circle is found, and where it is said to lead. */
function found(before: number, length: number): { readonly requests: number; readonly back: number } {
  const cycle = new RequestCycle();
  for (let at = 0; at < 1000; at++) {
    const back = cycle.backTo(request(at < before ? at : before + ((at - before) % length)), at + 1);
    if (back !== undefined) return { requests: at + 1, back };
  }
  return assert.fail('the circle was not found');
}

describe('RequestCycle', () => {
  it('finds a circle of any length, wherever it begins, and not much later than it is closed', () => {
    for (const before of [0, 1, 2, 5, 40]) {
      for (const length of [1, 2, 3, 8, 100]) {
        const { requests, back } = found(before, length);
        assert.isAtMost(requests, 3 * (before + length) + 1, `${before} before ${length}`);
        assert.equal((requests - back) % length, 0, 'it leads back to the same request');
      }
    }
  });

  it('finds none where there is none', () => {
    const cycle = new RequestCycle();
    for (let at = 0; at < 1000; at++) assert.isUndefined(cycle.backTo(request(at), at + 1));
  });

  it('looks at the body as well', () => {
    const cycle = new RequestCycle();
    const search = (page: number) => requestFor('jobs', { body: { kind: 'json', value: { page } } });
    assert.isUndefined(cycle.backTo(search(1), 1));
    assert.isUndefined(cycle.backTo(search(2), 2));
    assert.equal(cycle.backTo(search(2), 3), 2);
  });
});
