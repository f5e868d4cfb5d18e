import { assert } from 'chai';
import { requestFor } from '../helpers/marbles.ts';
import { asked, drive, factsOf } from '../conformance/paginator.ts';
import { pageNumber } from '../../lib/paginators/page-number.ts';
import { countingCases } from './counting-cases.ts';
import { afterFirst, asks, invalid, ITEMS, make, rows, sends, type Options } from './paging.ts';

const five = Array.from({ length: 5 }, () => rows(5, { total_pages: 5 }));
const paths = (...pages: number[]) => pages.map((page) => `/items?page=${page}`);

describe('page_number', () => {
  countingCases(
    pageNumber,
    { base_page: 0 },
    { totals: 'P24', hasMore: 'P25', empty: 'P23', guarantee: 'P26', maximum: 'maximum_page', second: '/items?page=1' },
  );

  it('P19 counts from base_page to the total number of pages', () => {
    assert.deepEqual(asks(pageNumber, { base_page: 1, total_path: 'total_pages' }, five), paths(1, 2, 3, 4, 5));
    assert.deepEqual(asks(pageNumber, { base_page: 0, total_path: 'total_pages' }, five), paths(0, 1, 2, 3, 4));
    assert.deepEqual(asks(pageNumber, { total_path: 'total_pages' }, five), paths(0, 1, 2, 3, 4));
  });

  it('counts until an empty page without a total', () =>
    assert.deepEqual(asks(pageNumber, { base_page: 1 }, five), paths(1, 2, 3, 4, 5, 6)));

  it('starts with `page`, whatever the base is', () =>
    assert.deepEqual(asks(pageNumber, { base_page: 1, page: 4, total_path: 'total_pages' }, five), paths(4, 5)));

  it('P20 sends the page number in the JSON body', () => {
    const options = { base_page: 1, page_body_path: 'page', total_path: 'total_pages' };
    assert.deepEqual(
      sends(pageNumber, options, five, { q: 'a' }),
      [1, 2, 3, 4, 5].map((page) => ({ q: 'a', page })),
    );
  });

  it('P21 stops before maximum_page', () => {
    assert.deepEqual(asks(pageNumber, { base_page: 1, maximum_page: 3 }, five), paths(1, 2));
    assert.deepEqual(asks(pageNumber, { base_page: 0, maximum_page: 2 }, five), paths(0, 1));
    assert.deepEqual(asks(pageNumber, { base_page: 1, maximum_page: 1 }, five), paths(1));
  });

  it('P22 starts anew for each first request', () => {
    const paginator = make(pageNumber, { base_page: 1, maximum_page: 3 });
    const server = () => ({ body: rows(5) });
    assert.deepEqual(drive(paginator, server).map(asked), paths(1, 2));
    assert.deepEqual(drive(paginator, server).map(asked), paths(1, 2));
  });

  it('P26 refuses both a parameter and a body path, and empty names', () => {
    assert.deepEqual(invalid(pageNumber, { page_param: 'p', page_body_path: 'p' }), ['page_body_path']);
    assert.deepEqual(invalid(pageNumber, { page_param: '' }), ['page_param']);
    assert.deepEqual(invalid(pageNumber, { page_body_path: '' }), ['page_body_path']);
    assert.deepEqual(asks(pageNumber, { base_page: 1, page_param: null, page_body_path: null }, []), paths(1));
  });

  it('replaces a page number that the endpoint or its URL gave', () => {
    const given = requestFor('items', { url: `${ITEMS.url}?page=9&q=a`, params: { page: 8 } });
    assert.equal(asked(make(pageNumber, { base_page: 1 }).first(given)), '/items?q=a&page=1');
  });

  it('sends the page size only where it has a name', () => {
    const sized = { base_page: 1, limit: 50 };
    assert.deepEqual(asks(pageNumber, { ...sized, limit_param: 'per_page' }, [rows(50)]), [
      '/items?page=1&per_page=50',
      '/items?page=2&per_page=50',
    ]);
    assert.deepEqual(asks(pageNumber, sized, [rows(50)]), paths(1, 2));
  });

  it('sends the page size in the JSON body', () => {
    const options = { base_page: 1, page_body_path: 'paging.page', limit: 2, limit_body_path: 'paging.size' };
    assert.deepEqual(sends(pageNumber, options, [rows(2)]), [
      { paging: { page: 1, size: 2 } },
      { paging: { page: 2, size: 2 } },
    ]);
    const both = { limit: 2, limit_param: 'n', limit_body_path: 'n' };
    assert.deepEqual(invalid(pageNumber, both), ['limit_body_path']);
  });

  it('refuses what needs a limit where there is none', () => {
    assert.deepEqual(invalid(pageNumber, { limit_body_path: 'n' }), ['limit_body_path']);
    assert.deepEqual(invalid(pageNumber, { limit_param: 'n', stop_on_short_page: true }), [
      'limit_param',
      'stop_on_short_page',
    ]);
  });

  it('starts over where a request carries no page number', () => {
    const next = make(pageNumber, { base_page: 1 }).next(factsOf({ body: rows(1) }), ITEMS);
    assert.equal(next && asked(next), '/items?page=2');
  });

  it('names what it moves', () => {
    assert.equal(make(pageNumber, { page_param: 'p' }).moves, 'the query parameter "p"');
    assert.equal(make(pageNumber, { page_body_path: 'a.p' }).moves, 'the field "a.p" of the request body');
  });
});

describe('page_number, where neither base_page nor page is given', () => {
  /** An API of `last` pages that counts from 1; page 0 is the same as page 1, or empty. */
  function readAll(options: Options, last: number, zero: 'repeated' | 'empty'): number[] {
    const paginator = make(pageNumber, options);
    const pageOf = (page: number) => (page === 0 && zero === 'repeated' ? 1 : page);
    const seen: number[] = [];
    let request = paginator.first(ITEMS);
    for (let sent = 0; sent < 20; sent++) {
      const { body, params } = request;
      const number = pageOf(Number(body?.kind === 'json' ? (body.value as { p: number }).p : params['page']));
      const isRepeated = number === seen.at(-1);
      const empty = number < 1 || number > last;
      const odd = isRepeated ? 'repeated' : 'empty';
      const facts = factsOf({ body: rows(empty ? 0 : 2, { pages: last }) }, request);
      if (!isRepeated && !empty) seen.push(number);
      const innocent = isRepeated || (empty && seen.length === 0) ? paginator.goOnAfter?.(request, odd) : undefined;
      const next = innocent ?? paginator.next(facts, request);
      if (!next) return seen;
      request = next;
    }
    return assert.fail('it does not stop');
  }

  for (const zero of ['repeated', 'empty'] as const) {
    for (const last of [1, 2, 3, 4]) {
      const pages = Array.from({ length: last }, (_, i) => i + 1);
      it(`reads each of ${last} pages of an API that counts from 1, where page 0 is ${zero}`, () => {
        assert.deepEqual(readAll({}, last, zero), pages);
        assert.deepEqual(readAll({ total_path: 'pages' }, last, zero), pages);
        assert.deepEqual(readAll({ page_body_path: 'p' }, last, zero), pages);
        assert.deepEqual(readAll({ page_body_path: 'p', total_path: 'pages' }, last, zero), pages);
      });
    }
  }

  it('has an explanation for pages 0 and 1 only, and within maximum_page', () => {
    const request = (page: number) => ({ ...ITEMS, params: { page } });
    const go = (options: Options, page: number, odd: 'repeated' | 'empty') => {
      const next = make(pageNumber, options).goOnAfter?.(request(page), odd);
      return next && asked(next);
    };
    assert.equal(go({}, 1, 'repeated'), '/items?page=2');
    assert.equal(go({}, 0, 'empty'), '/items?page=1');
    assert.isUndefined(go({}, 2, 'repeated'));
    assert.isUndefined(go({}, 0, 'repeated'));
    assert.isUndefined(go({}, 1, 'empty'));
    assert.isUndefined(go({ maximum_page: 2 }, 1, 'repeated'));
  });

  it('has no explanation where base_page or page is given', () => {
    for (const options of [{ base_page: 0 }, { base_page: 1 }, { page: 0 }]) {
      assert.notProperty(make(pageNumber, options), 'goOnAfter');
    }
    assert.equal(afterFirst(pageNumber, { base_page: null, page: null }, { body: rows(1) }), '/items?page=1');
  });
});
