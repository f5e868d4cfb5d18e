import { assert } from 'chai';
import type { Paginator } from '../../lib/core/plugin.ts';
import { paginators } from '../../lib/paginators/index.ts';
import { factsOf } from '../conformance/paginator.ts';
import { ITEMS, make, type Options } from './paging.ts';

/** The share that is done with each page, while the answers lead to further ones. */
function shares(paginator: Paginator, bodies: readonly unknown[]): (number | undefined)[] {
  const told: (number | undefined)[] = [];
  let request: ReturnType<Paginator['next']> = paginator.first(ITEMS);
  for (const body of bodies) {
    if (request === undefined) break;
    const facts = factsOf({ body }, request);
    told.push(paginator.done?.(facts, request));
    request = paginator.next(facts, request);
  }
  return told;
}

describe('what share of a resource is done', () => {
  const two = [{ id: 1 }, { id: 2 }];
  const pages = (count: number, more: object) => Array.from({ length: count }, () => ({ data: two, ...more }));
  const cases: readonly (readonly [keyof typeof paginators, Options, object, readonly (number | undefined)[]])[] = [
    ['page_number', { base_page: 1, total_path: 'pages' }, { pages: 4 }, [0.25, 0.5, 0.75, 1]],
    ['page_number', { base_page: 0, total_path: 'pages' }, { pages: 4 }, [0.25, 0.5, 0.75, 1]],
    ['page_number', { base_page: 1, page: 3, total_path: 'pages' }, { pages: 4 }, [0.75, 1]],
    ['page_number', { base_page: 1 }, { pages: 4 }, [undefined, undefined, undefined, undefined]],
    ['offset', { limit: 2, total_path: 'total' }, { total: 7 }, [2 / 7, 4 / 7, 6 / 7, 1]],
    ['offset', { limit: 2 }, { total: 7 }, [undefined, undefined, undefined, undefined]],
  ];
  for (const [type, options, more, expected] of cases) {
    it(`is told by ${type} with ${JSON.stringify(options)}`, () => {
      assert.deepEqual(shares(make(paginators[type], options), pages(4, more)), expected);
    });
  }

  it('is told by auto where it finds a total', () => {
    const bodies = [1, 2, 3].map((page) => ({ data: two, page, total_pages: 3 }));
    const told = shares(make(paginators.auto, {}), bodies);
    assert.deepEqual(told, [1 / 3, 2 / 3, 1]);
  });
});
