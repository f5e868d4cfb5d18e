/** Ported cases: which part of an answer the rows are. */
import { assert } from 'chai';
import type { MillraceError } from '../../lib/core/errors.ts';
import type { Row } from '../../lib/core/types.ts';
import { namesOneRecord } from '../../lib/source/names-one-record.ts';
import { answer, mockApi, type MockRequest } from './mock-api.ts';
import { posts } from './mock-data.ts';
import type { MockRoute } from './mock-server.ts';

const rows = [
  { id: 1, name: 'A' },
  { id: 2, name: 'B' },
];

/** Bodies by case, and where their rows are; `$` is the body itself. */
const ENVELOPES: readonly [body: unknown, at: string][] = [
  [{ data: rows, pagination: { offset: 0, limit: 2, total: 90 } }, 'data'],
  [{ items: rows, page_info: { current_page: 1, items_per_page: 2, total_pages: 45 } }, 'items'],
  [{ products: rows, next_cursor: 'c2' }, 'products'],
  [{ results: rows, cursors: { next: 'c2', previous: 'c0' } }, 'results'],
  [{ entries: rows, next_id: 3, limit: 2 }, 'entries'],
  [{ comments: rows, page_number: 3, total_pages: 15 }, 'comments'],
  [{ count: 90, next: 'http://x/?page=5', previous: 'http://x/?page=3', results: rows }, 'results'],
  [
    {
      _embedded: { items: rows },
      _links: { self: { href: 'http://x?page=1' }, next: { href: 'http://x?page=2' } },
      page: { size: 2, totalElements: 90, totalPages: 45, number: 1 },
    },
    '_embedded.items',
  ],
  [
    {
      items: rows,
      meta: { currentPage: 1, pageSize: 2, totalPages: 45, totalItems: 90 },
      links: { firstPage: '/items?page=1', nextPage: '/items?page=2' },
    },
    'items',
  ],
  [{ data: rows, pagination: { currentPage: 1, pageSize: 2, totalPages: 5, totalItems: 10 } }, 'data'],
  [{ items: rows, pagination: { page: 1, perPage: 2, total: 10, totalPages: 5 } }, 'items'],
  [{ data: rows, meta: { currentPage: 1, totalPages: 5 }, links: { previous: null, next: '/items?page=2' } }, 'data'],
  [{ page: 2, per_page: 10, total: 100, pages: 10, data: rows }, 'data'],
  [{ currentPage: 1, pageSize: 10, totalPages: 5, totalRecords: 50, items: rows }, 'items'],
  [{ articles: rows, paging: { current: 3, size: 2, total: 60 } }, 'articles'],
  [{ feed: rows, offset: 40, limit: 2, total_count: 200 }, 'feed'],
  [{ query_results: rows, page_details: { number: 1, size: 2, total_pages: 25 } }, 'query_results'],
  [{ posts: rows, pagination_details: { current_page: 4, posts_per_page: 2, total_pages: 50 } }, 'posts'],
  [{ catalog: rows, page_metadata: { index: 1, size: 2, total_pages: 10 } }, 'catalog'],
  [rows, '$'],
  [rows, '$'],
  [{ id: 101, name: 'A' }, '$'],
];

describe('ported: selection', () => {
  let body: unknown;
  const api = mockApi({
    'GET /body': () => body,
    'GET /users/:id': (request) => (typeof body === 'function' ? (body as MockRoute)(request) : body),
    'GET /nothing': () => answer({ status: 204 }),
  });
  const config = (over: object = {}, path = 'body') => ({
    client: { paginator: 'single_page' },
    resources: [{ name: 'things', endpoint: { path, ...over } }],
  });

  for (const [i, [given, at]] of ENVELOPES.entries()) {
    it(`D${i + 1}: the rows of ${JSON.stringify(given).slice(0, 70)}`, async () => {
      body = given;
      const { rows: found, events } = await api.fetch(config(), 'things');
      assert.deepEqual(found, Array.isArray(given) || at !== '$' ? rows : [given as Row]);
      assert.notInclude(
        events.map(({ type }) => type),
        'warning',
      );
    });
  }

  it('D23: paths that name one record', () => {
    for (const path of [
      '/users/{user_id}',
      '/api/v1/products/{product_id}/',
      '/api/v1/products/{product_id}//',
      '/api/v1/products/{product_id}?param1=value1',
      '/api/v1/products/{product_id}#section',
      '/api/v1/products/{product_id}.json',
      '/api/v1/products/{product_id}.json/',
      '/api/v1/products/{product_id}_data',
      '/api/v1/products/{product_id}_data?param=true',
      '/users/{user_id}/posts/{post_id}',
      '{entity}',
      '/{user_123}',
      '/users/{user-id}',
      '/users/{123}',
      '/users/{resources.users.id}',
    ]) {
      assert.isTrue(namesOneRecord(path), path);
    }
    for (const path of [
      '/users/user_id',
      '/users/user_id/',
      '/users/{user_id}/details',
      '/',
      '',
      '/{}',
      '/products/{product_id}/#section',
      '/users/{user id}',
      '/users/{user_id}/{',
      // These braces are meant as they are.
      '/users/{{id}}',
    ]) {
      assert.isFalse(namesOneRecord(path), path);
    }
  });

  it('D25: a selector with dashes', async () => {
    const { rows: found } = await api.fetch(
      config({ path: 'posts_under_a_different_key', data_selector: 'many-results', paginator: paged }),
      'things',
    );
    assert.deepEqual(found, posts());
  });

  it('D26: an odd key', async () => {
    const endpoint = { path: 'posts_no_key', paginator: paged };
    assert.deepEqual((await api.fetch(config(endpoint), 'things')).rows, posts());
    assert.deepEqual((await api.fetch(config({ ...endpoint, data_selector: 'null' }), 'things')).rows, posts());
  });

  it('P34: null in the place of the rows ends the pages', async () => {
    const cursor = { type: 'cursor', cursor_path: 'next_token', cursor_param: 'cursor' };
    for (const selector of [{ data_selector: 'users' }, {}]) {
      const { pages } = await api.fetch(
        config({ path: 'posts_cursor_null_terminated', paginator: cursor, ...selector }),
        'things',
      );
      assert.deepEqual(
        pages.map((page) => page.rows.length),
        [10, 4, 0],
      );
    }
  });

  it('2.13/3: an object with an empty list is one row', async () => {
    body = { id: 1, tags: [] };
    assert.deepEqual((await api.fetch(config(), 'things')).rows, [body as Row]);
  });

  it('an answer without a body is an empty page', async () => {
    assert.deepEqual((await api.fetch(config({}, 'nothing'), 'things')).rows, []);
    assert.deepEqual((await api.fetch(config({ data_selector: 'data' }, 'nothing'), 'things')).rows, []);
  });

  it('CSV: by its content type, by the configuration, of children', async () => {
    const rows = posts(5).map(({ id, title }) => ({ id: String(id), title }));
    assert.deepEqual((await api.fetch(config({}, 'posts_csv'), 'things')).rows, rows);
    const untyped = await api.failure(config({}, 'posts_csv_no_content_type'), 'things');
    assert.deepInclude(untyped as MillraceError, { fix: 'it looks like CSV: set endpoint.decoder to csv' });
    assert.deepEqual((await api.fetch(config({ decoder: 'csv' }, 'posts_csv_no_content_type'), 'things')).rows, rows);
    const child = { name: 'comments', endpoint: 'posts/{resources.things.id}/comments_csv' };
    const family = config({}, 'posts_csv');
    const { rows: comments } = await api.fetch({ ...family, resources: [...family.resources, child] }, 'comments');
    assert.lengthOf(comments, 5 * 3);
    assert.deepInclude(comments, { id: '2', post_id: '4', body: 'Comment 2 for post 4', _things_id: '4' });
  });

  it('a selector with a typo is an error that names the lists there are', async () => {
    body = { data: rows };
    const { message } = await api.failure(config({ data_selector: 'dta' }), 'things');
    assert.equal(message, '"dta" matches nothing in the answer; it has lists at "data" (2 rows)');
  });

  it('one match and several give a list of the same shape', async () => {
    body = { a: [{ b: rows }] };
    assert.deepEqual((await api.fetch(config({ data_selector: 'a[*].b' }), 'things')).rows, rows);
    body = { a: [{ b: rows }, { b: rows }] };
    assert.deepEqual((await api.fetch(config({ data_selector: 'a[*].b' }), 'things')).rows, [...rows, ...rows]);
  });

  it('the list of the rows is not the first list of the answer', async () => {
    body = { meta: { tags: ['t'] }, things: rows };
    assert.deepEqual((await api.fetch(config(), 'things')).rows, rows);
  });

  it('tells a doubt as a warning', async () => {
    body = { owner: 'x', jobs: [] };
    const { events } = await api.fetch(config(), 'things');
    const warnings = events.filter(({ type }) => type === 'warning');
    assert.lengthOf(warnings, 1);
    assert.deepInclude(warnings[0], { resource: 'things' });
  });

  describe('where the path names one record', () => {
    const users = {
      client: { paginator: { type: 'page_number', base_page: 1, total_path: 'total_pages' } },
      resources: [
        { name: 'ids', endpoint: { path: 'posts', params: { page: 5 }, paginator: 'single_page' } },
        { name: 'things', endpoint: 'users/{resources.ids.id}' },
      ],
    };
    const details = (requests: readonly { path: string; url: string }[]) =>
      requests.filter(({ path }) => path === '/users/20').map(({ url }) => url);

    it('a record is one row and one request, whatever the paginator of the client', async () => {
      body = { id: 20, name: 'x', data: rows };
      const { rows: found, requests } = await api.fetch(users, 'things');
      assert.deepEqual(found[0], { ...(body as object), _ids_id: 20 });
      assert.lengthOf(found, 5);
      assert.deepEqual(details(requests), ['/users/20?page=1']);
    });

    it('a paginator of the endpoint itself is followed all the same', async () => {
      body = ({ query, path }: MockRequest) => ({ name: 'x', ...(!query.has('part') && { next: `${path}?part=2` }) });
      const [ids, things] = users.resources;
      const endpoint = { path: things!.endpoint, paginator: 'json_link' };
      const { requests } = await api.fetch({ ...users, resources: [ids, { ...things, endpoint }] }, 'things');
      assert.deepEqual(details(requests), ['/users/20', '/users/20?part=2']);
    });

    it('an envelope is none, and it has all of its pages', async () => {
      body = ({ query }: MockRequest) => ({ data: [{ page: Number(query.get('page')) }], total_pages: 2 });
      const { rows: found, requests } = await api.fetch(users, 'things');
      assert.deepEqual(details(requests), ['/users/20?page=1', '/users/20?page=2']);
      assert.lengthOf(found, 10);
    });
  });
});

const paged = { type: 'page_number', base_page: 1, total_path: 'total_pages' };
