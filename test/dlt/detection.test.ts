/** dlt's cases of finding out where the rows are and how an API pages, against a server. */
import { assert } from 'chai';
import type { RunEvent } from '../../lib/index.ts';
import { answer, mockApi } from './mock-api.ts';
import { posts } from './mock-data.ts';

const two = (name: string) => [1, 2].map((id) => ({ id, name: `${name} ${id}` }));
const of = (field: string, name: string, rest: object = {}) => ({ [field]: two(name), ...rest });

/** The body, what dlt finds, and what millrace finds where that is more. */
type Case = readonly [what: string, body: unknown, type: string, options?: object, headers?: Record<string, string>];

const hal = {
  _embedded: { items: two('Item') },
  _links: {
    self: { href: 'http://api.example.com/items?page=1' },
    next: { href: 'http://api.example.com/items?page=2' },
  },
  page: { size: 2, totalElements: 100, totalPages: 50, number: 1 },
};
const counting = (total: readonly string[], page = 1) => ({
  total_path: total,
  base_page: 1,
  page,
  page_param: 'page',
});
const pagination = (fields: object) => of('data', 'Item', { pagination: fields });

const CASES: readonly Case[] = [
  ['D1 (dlt: one page)', pagination({ offset: 0, limit: 2, total: 100 }), 'offset'],
  [
    'D2',
    of('items', 'Page Item', { page_info: { current_page: 1, items_per_page: 2, total_pages: 50 } }),
    'page_number',
    counting(['page_info', 'total_pages']),
  ],
  [
    'D3',
    of('products', 'Product', { next_cursor: 'eyJpZCI6MTAyfQ==' }),
    'cursor',
    { cursor_path: ['next_cursor'], cursor_param: 'cursor' },
  ],
  [
    'D4',
    of('results', 'Result', { cursors: { next: 'NjM=', previous: 'MTk=' } }),
    'cursor',
    { cursor_path: ['cursors', 'next'], cursor_param: 'cursor' },
  ],
  [
    'D5',
    of('entries', 'Entry', { next_id: 33, limit: 2 }),
    'cursor',
    { cursor_path: ['next_id'], cursor_param: 'cursor' },
  ],
  ['D6', of('comments', 'Comment', { page_number: 3, total_pages: 15 }), 'page_number', counting(['total_pages'], 3)],
  [
    'D7',
    of('results', 'Account', { count: 1023, next: 'https://api.example.org/accounts/?page=5' }),
    'json_link',
    { next_url_path: ['next'] },
  ],
  ['D8', hal, 'json_link', { next_url_path: ['_links', 'next', 'href'] }],
  [
    'D9',
    of('items', 'Item', { meta: { currentPage: 1, totalPages: 50 }, links: { nextPage: '/items?page=2&limit=2' } }),
    'json_link',
    { next_url_path: ['links', 'nextPage'] },
  ],
  [
    'D10',
    pagination({ currentPage: 1, pageSize: 2, totalPages: 5, totalItems: 10 }),
    'page_number',
    counting(['pagination', 'totalPages']),
  ],
  [
    'D11',
    pagination({ page: 1, perPage: 2, total: 10, totalPages: 5 }),
    'page_number',
    counting(['pagination', 'totalPages']),
  ],
  [
    'D12',
    of('data', 'Item', {
      meta: { currentPage: 1, totalPages: 5 },
      links: { previous: null, next: '/api/items?page=2' },
    }),
    'json_link',
    { next_url_path: ['links', 'next'] },
  ],
  ['D13', of('data', 'Item', { page: 2, per_page: 10, total: 100, pages: 10 }), 'page_number', counting(['pages'], 2)],
  [
    'D14',
    of('items', 'Item', { currentPage: 1, pageSize: 10, totalPages: 5, totalRecords: 50 }),
    'page_number',
    counting(['totalPages']),
  ],
  ['D15', of('articles', 'Article', { paging: { current: 3, size: 2, total: 60 } }), 'one page, and a warning'],
  ['D16 (dlt: one page)', of('feed', 'Feed Content', { offset: 40, limit: 2, total_count: 200 }), 'offset'],
  [
    'D17',
    of('query_results', 'Snippet', { page_details: { number: 1, size: 2, total_elements: 50, total_pages: 25 } }),
    'page_number',
    counting(['page_details', 'total_pages']),
  ],
  [
    'D18',
    of('posts', 'Post', {
      pagination_details: { current_page: 4, posts_per_page: 2, total_posts: 100, total_pages: 50 },
    }),
    'page_number',
    counting(['pagination_details', 'total_pages'], 4),
  ],
  [
    'D19',
    of('catalog', 'Product', { page_metadata: { index: 1, size: 2, total_items: 20, total_pages: 10 } }),
    'page_number',
    { total_path: ['page_metadata', 'total_pages'], page_param: 'page' },
  ],
  ['D20', two('Product'), 'one page'],
  ['D21', two('Product'), 'header_link', {}, { link: '</items?page=2>; rel="next"' }],
  ['D22', { id: 101, product_name: 'Product A' }, 'one page'],
];

/** What was said to be found out. */
function found(events: readonly RunEvent[]): { readonly type: string; readonly options: object } {
  for (const event of events) {
    if (event.type === 'warning') return { type: 'one page, and a warning', options: {} };
    if (event.type !== 'decision') continue;
    const { type = 'one page', ...options } = event.paginator ?? {};
    return { type: type as string, options };
  }
  return assert.fail('nothing was said');
}

describe('dlt: detection', () => {
  let body: unknown;
  let headers: Record<string, string> = {};
  const api = mockApi({
    'GET /it': () => answer({ json: body, headers }),
    'GET /users/:id': ({ params, query }) => {
      const page = Number(query.get('page') ?? 1);
      return { data: [{ id: `${params['id']}-${page}` }], page, total_pages: 3 };
    },
    'GET /record/:id': ({ params }) => ({ id: Number(params['id']), pages: 474, next_id: 2 }),
  });

  for (const [what, given, type, options, linked] of CASES) {
    it(`${what}: ${type}`, async () => {
      body = given;
      headers = linked ?? {};
      const { rows, events } = await api.fetch({ resources: ['it'] }, 'it', { limit: 1 });
      assert.lengthOf(rows, what === 'D22' ? 1 : 2);
      assert.equal(found(events).type, type);
      if (options) assert.deepEqual(found(events).options, options);
    });
  }

  it('D25: rows under a key with a dash', async () => {
    const endpoint = { path: 'posts_under_a_different_key', data_selector: 'many-results' };
    assert.deepEqual((await api.fetch({ resources: [{ name: 'it', endpoint }] }, 'it')).rows, posts());
  });

  it('D26: rows under the key null', async () => {
    assert.deepEqual((await api.fetch({ resources: ['posts_no_key'] }, 'posts_no_key')).rows, posts());
  });

  it('P35: without a paginator every page is read, and it is said how', async () => {
    for (const path of ['posts', 'posts_relative_next_url', 'posts_header_link', 'posts_cursor', 'posts_zero_based']) {
      const { rows, events } = await api.fetch({ resources: [path] }, path);
      assert.deepEqual(rows, posts(), path);
      assert.lengthOf(
        events.filter(({ type }) => type === 'decision'),
        1,
        path,
      );
    }
  });

  it('P35: an API with offsets is read as well', async () => {
    assert.deepEqual((await api.fetch({ resources: ['posts_offset_limit'] }, 'posts_offset_limit')).rows, posts());
  });

  it('P36: a search without a paginator is read to its end', async () => {
    const endpoint = {
      path: 'posts/search',
      method: 'POST',
      json: { page_size: 5, page_count: 3, ids_greater_than: -1 },
    };
    assert.deepEqual((await api.fetch({ resources: [{ name: 'it', endpoint }] }, 'it')).rows, posts(15));
  });

  describe('a path that ends in a placeholder', () => {
    const under = (endpoint: object, client: object = {}) => ({
      client,
      resources: [
        {
          name: 'parents',
          selected: false,
          endpoint: { path: 'posts', paginator: { type: 'page_number', base_page: 1, maximum_page: 2 } },
        },
        { name: 'it', endpoint },
      ],
    });
    const ids = (rows: readonly Readonly<Record<string, unknown>>[]) =>
      rows.map((row) => String(row['id'])).toSorted((a, b) => (a < b ? -1 : 1));
    const all = [0, 1, 2, 3, 4].flatMap((id) => [1, 2, 3].map((page) => `${id}-${page}`));

    it('keeps the pages of a list', async () => {
      const endpoint = { path: 'users/{resources.parents.id}', data_selector: 'data' };
      assert.deepEqual(ids((await api.fetch(under(endpoint), 'it')).rows), all);
      const paginator = { type: 'page_number', base_page: 1, total_path: 'total_pages' };
      assert.deepEqual(ids((await api.fetch(under(endpoint, { paginator }), 'it')).rows), all);
      assert.deepEqual(ids((await api.fetch(under({ ...endpoint, paginator }), 'it')).rows), all);
    });

    it('asks once for a record, whatever its fields are called', async () => {
      const { rows, requests } = await api.fetch(under({ path: 'record/{resources.parents.id}' }), 'it');
      assert.lengthOf(rows, 5);
      assert.lengthOf(requests, 6);
    });
  });
});
