/** dlt's paginator cases, against a server: which requests are sent, and that every row is there once. */
import { assert } from 'chai';
import { withParam, type ApiRequest, type PageFacts } from '../../lib/index.ts';
import { answer, mockApi, type MockRequest } from './mock-api.ts';
import { startMockServer } from './mock-server.ts';
import { comments, posts } from './mock-data.ts';

const urls = (requests: readonly MockRequest[]) => requests.map(({ url }) => url);
const pages = (path: string, ...numbers: number[]) => numbers.map((number) => `${path}?page=${number}`);
const bodies = (requests: readonly MockRequest[]) => requests.map(({ json }) => json);

describe('dlt: paginators', () => {
  const api = mockApi({
    'GET /stuck': () => ({ data: [{ id: 1 }], next: '/stuck?page=2' }),
    'GET /empty_link/:kind': ({ params }) => ({ data: [{ id: 1 }], next: { text: '', no: false }[params['kind']!] }),
    'GET /empty_header': () => answer({ json: [{ id: 1 }], headers: { next: '' } }),
    'GET /two_relations': ({ query }) => {
      const link = query.has('page') ? '</two_relations>; rel=first' : '</two_relations?page=2>; rel="next last"';
      return answer({ json: [{ id: Number(query.get('page') ?? 1) }], headers: { link } });
    },
    'GET /has_more': ({ query }) => ({ data: [{ id: query.get('offset') }], more: query.get('more') ?? undefined }),
    'GET /count/:total': ({ params, query }) => ({
      data: [{ id: query.get('offset') ?? query.get('page') }],
      total: params['total'],
    }),
    'GET /no_total': ({ query }) => ({ data: query.get('offset') === '0' ? [{ id: 1 }] : [] }),
    'GET /link/:kind': (request) => {
      const next = { next: ['next'], 'page.url': ['page', 'url'], '@odata': ['@odata.nextLink'] }[
        request.params['kind']!
      ];
      const link = request.query.has('p') ? undefined : `${request.origin}${request.url}?p=2`;
      return { data: [{ id: request.query.get('p') ?? '1' }], ...nest(next!, link) };
    },
    'POST /nested': ({ json }) => {
      const { offset } = (json as { pagination: { offset: number } }).pagination;
      return { data: offset < 4 ? [{ id: offset }, { id: offset + 1 }] : [], total: 4 };
    },
    'POST /nested_cursor': ({ json }) => {
      const here = (json as { cursor?: { next: string } } | undefined)?.cursor?.next ?? 'a';
      return { data: [{ id: here }], next: here === 'a' ? 'b' : null };
    },
    'GET /elsewhere': ({ query }) => answer({ json: [{ id: 1 }], headers: { link: query.get('link')! } }),
    'GET /keyed': ({ query }) => ({
      data: [{ id: query.get('page') ?? '1' }],
      next: query.has('page') ? null : '/keyed?page=2&k=S',
    }),
  });

  const of = (path: string, paginator: unknown, more: object = {}) => ({
    resources: [{ name: 'it', endpoint: { path, paginator, ...more } }],
  });
  const fetch = (path: string, paginator: unknown, more: object = {}) => api.fetch(of(path, paginator, more), 'it');
  const failure = (path: string, paginator: unknown, more: object = {}) => api.failure(of(path, paginator, more), 'it');

  describe('links', () => {
    it('P1: header_link follows the Link header', async () => {
      const { rows, requests } = await fetch('posts_header_link', 'header_link');
      assert.deepEqual(rows, posts());
      assert.deepEqual(urls(requests), ['/posts_header_link', ...pages('/posts_header_link', 2, 3, 4, 5)]);
    });

    it('P2: json_link follows the link in the body', async () => {
      const { rows, requests } = await fetch('posts', { type: 'json_link', next_url_path: 'next_page' });
      assert.deepEqual(rows, posts());
      assert.deepEqual(urls(requests), ['/posts', ...pages('/posts', 2, 3, 4, 5)]);
    });

    it('P3: json_link finds the link at every kind of path, and stops where there is none', async () => {
      for (const [kind, path] of [
        ['next', undefined],
        ['page.url', 'page.url'],
        ['@odata', "['@odata.nextLink']"],
        ['@odata', '["@odata.nextLink"]'],
      ] as const) {
        const { rows } = await fetch(`link/${kind}`, { type: 'json_link', ...(path && { next_url_path: path }) });
        assert.deepEqual(rows, [{ id: '1' }, { id: '2' }], path);
      }
      assert.lengthOf((await fetch('link/next', { type: 'json_link', next_url_path: 'absent' })).requests, 1);
    });

    it('P5: json_link does not repeat the parameters that the link has, nor an API key in the query', async () => {
      const auth = { type: 'api_key', name: 'k', api_key: 'S', location: 'query' };
      const { requests } = await fetch('keyed', 'json_link', { params: { page: 1, q: 'x' }, auth });
      assert.deepEqual(urls(requests), ['/keyed?page=1&q=x&k=S']);
      const linked = await fetch('keyed', 'json_link', { params: { q: 'x' }, auth });
      assert.deepEqual(urls(linked.requests), ['/keyed?q=x&k=S', '/keyed?page=2&k=S']);
    });

    it('P6: json_link resolves a relative link', async () => {
      const { rows } = await fetch('posts_relative_next_url', { type: 'json_link', next_url_path: 'next_page' });
      assert.deepEqual(rows, posts());
    });

    it('P7: single_page asks once', async () => {
      const { rows, requests } = await fetch('posts', 'single_page');
      assert.deepEqual(rows, posts(5));
      assert.deepEqual(urls(requests), ['/posts']);
    });

    it('2.13 no. 4: a link that is "" or false ends the resource', async () => {
      for (const kind of ['text', 'no']) assert.lengthOf((await fetch(`empty_link/${kind}`, 'json_link')).requests, 1);
    });

    it('2.13 no. 6: the same link again is an error that names its place', async () => {
      const error = await failure('stuck', 'json_link');
      assert.match(error.message, /page 2: .*(same page twice|the link at "next")/);
      assert.lengthOf(api.requests, 2);
    });

    it('a link to another server is followed without the credentials', async () => {
      const other = await startMockServer({ 'GET /more': () => [{ id: 2 }] });
      try {
        const link = `<${other.origin}/more>; rel="next"`;
        const config = {
          client: { auth: { type: 'bearer', token: 's3cret' }, headers: { 'x-key': 's3cret' } },
          resources: [{ name: 'it', endpoint: { path: 'elsewhere', paginator: 'header_link', params: { link } } }],
        };
        const { rows, requests } = await api.fetch(config, 'it');
        assert.deepEqual(rows, [{ id: 1 }, { id: 2 }]);
        assert.equal(requests[0]!.headers.authorization, 'Bearer s3cret');
        const [asked] = other.requests;
        assert.notInclude(JSON.stringify(asked!.headers), 's3cret');
        assert.equal(asked!.url, '/more');
      } finally {
        await other.close();
      }
    });

    it('more pages than max_pages are an error, and fewer with a limit are none', async () => {
      const paginator = { type: 'page_number', base_page: 1, total_path: 'total_pages' };
      const error = await failure('posts', paginator, { max_pages: 3 });
      assert.match(error.message, /more pages than the 3 that max_pages allows/);
      assert.lengthOf(api.requests, 3);
      assert.lengthOf((await fetch('posts', paginator, { max_pages: 5 })).rows, 25);
      assert.lengthOf((await api.fetch(of('posts', paginator, { max_pages: 3 }), 'it', { limit: 3 })).rows, 15);
    });

    it('2.13 no. 19: one link may have several relations', async () => {
      assert.deepEqual((await fetch('two_relations', 'header_link')).rows, [{ id: 1 }, { id: 2 }]);
    });
  });

  describe('offset', () => {
    const offsets = (path: string, limit: number, ...at: number[]) =>
      at.map((offset) => `${path}?offset=${offset}&limit=${limit}`);
    const offset = (options: object) => ({ type: 'offset', ...options });

    it('P8: counts to the total', async () => {
      const { rows, requests } = await fetch('posts_offset_limit', offset({ limit: 5, total_path: 'total_records' }));
      assert.deepEqual(rows, posts());
      assert.deepEqual(urls(requests), offsets('/posts_offset_limit', 5, 0, 5, 10, 15, 20));
    });

    it('P9: sends offset and limit in the body, beside what is there', async () => {
      const paginator = offset({
        limit: 5,
        total_path: 'total_records',
        offset_body_path: 'offset',
        limit_body_path: 'limit',
      });
      const path = 'posts_offset_limit_via_json_body';
      const { rows, requests } = await fetch(path, paginator, { method: 'POST', json: { test: 1 } });
      assert.deepEqual(rows, posts());
      assert.deepEqual(
        bodies(requests),
        [0, 5, 10, 15, 20].map((at) => ({ test: 1, offset: at, limit: 5 })),
      );
    });

    it('P10: starts where it is told', async () => {
      const { requests } = await fetch('count/200', offset({ offset: 123, limit: 42, total_path: 'total' }));
      assert.deepEqual(urls(requests), offsets('/count/200', 42, 123, 165));
    });

    it('P11: stops before maximum_offset', async () => {
      const paginator = offset({ limit: 50, maximum_offset: 100, total_path: null });
      assert.deepEqual(urls((await fetch('count/9', paginator)).requests), offsets('/count/9', 50, 0, 50));
    });

    it('P12 P13: the text of a number is a total; anything else at a configured place is an error', async () => {
      const paginator = offset({ limit: 1, total_path: 'total' });
      assert.lengthOf((await fetch('count/3', paginator)).requests, 3);
      assert.match(
        (await failure('count/invalid', paginator)).message,
        /"total" of the answer is "invalid", not a total/,
      );
      assert.match((await failure('no_total', paginator)).message, /"total" of the answer is missing, not a total/);
    });

    it('a total that is not configured is no error', async () => {
      assert.deepEqual(urls((await fetch('no_total', offset({ limit: 1 }))).requests), offsets('/no_total', 1, 0, 1));
    });

    it('P14: does as has_more_path says', async () => {
      const paginator = offset({ limit: 1, maximum_offset: 2, has_more_path: 'more' });
      for (const [more, requests] of [
        ['false', 1],
        ['true', 2],
      ] as const) {
        assert.lengthOf((await fetch('has_more', paginator, { params: { more } })).requests, requests, more);
      }
      assert.match(
        (await failure('has_more', paginator, { params: { more: 'invalid' } })).message,
        /neither yes nor no/,
      );
      assert.match((await failure('has_more', paginator)).message, /"more" of the answer is missing/);
    });

    it('P15: stops after an empty page', async () => {
      const { requests } = await fetch('no_total', offset({ limit: 1, maximum_offset: 50 }));
      assert.deepEqual(urls(requests), offsets('/no_total', 1, 0, 1));
    });

    it('P16 P17: what never ends, is said twice or has an empty name is refused', async () => {
      const issues: [options: object, message: RegExp][] = [
        [{ limit: 1, stop_after_empty_page: false, total_path: null }, /nothing would end the resource/],
        [{ limit: 1, offset_param: 'o', offset_body_path: 'o' }, /give offset_param or offset_body_path, not both/],
        [{ limit: 1, offset_param: '' }, /offset_param/],
        [{ limit: 1, offset_body_path: '' }, /offset_body_path/],
        [{ limit: 1, limit_param: '' }, /limit_param/],
        [{ limit: 1, limit_body_path: '' }, /limit_body_path/],
      ];
      for (const [options, message] of issues) assert.match((await failure('posts', offset(options))).message, message);
      const unset = { limit: 1, offset_param: null, offset_body_path: null, limit_param: null, limit_body_path: null };
      assert.lengthOf((await fetch('no_total', offset(unset))).requests, 2);
      assert.lengthOf(api.requests, 2);
    });

    it('P18: creates the objects on a nested path', async () => {
      const nested = { offset_body_path: 'pagination.offset', limit_body_path: 'pagination.limit' };
      const paginator = offset({ limit: 2, total_path: 'total', ...nested });
      const { rows, requests } = await fetch('nested', paginator, {
        method: 'POST',
        json: { pagination: { sort: 'id' } },
      });
      assert.lengthOf(rows, 4);
      assert.deepEqual(
        bodies(requests),
        [0, 2].map((at) => ({ pagination: { sort: 'id', offset: at, limit: 2 } })),
      );
    });
  });

  describe('page_number', () => {
    const numbered = (options: object) => ({ type: 'page_number', ...options });
    const total = { total_path: 'total_pages' };

    it('P19: counts from the base to the total', async () => {
      const one = await fetch('posts', numbered({ base_page: 1, ...total }));
      assert.deepEqual(urls(one.requests), pages('/posts', 1, 2, 3, 4, 5));
      assert.deepEqual(one.rows, posts());
      for (const base of [{ base_page: 0 }, {}]) {
        const zero = await fetch('posts_zero_based', numbered({ ...base, ...total }));
        assert.deepEqual(urls(zero.requests), pages('/posts_zero_based', 0, 1, 2, 3, 4));
        assert.deepEqual(zero.rows, posts());
      }
    });

    it('P20: sends the page in the body', async () => {
      const paginator = numbered({ base_page: 1, page_body_path: 'page', ...total });
      const { rows, requests } = await fetch('posts/search', paginator, {
        method: 'POST',
        json: { page_size: 5, page_count: 5 },
      });
      assert.deepEqual(
        bodies(requests),
        [1, 2, 3, 4, 5].map((page) => ({ page_size: 5, page_count: 5, page })),
      );
      assert.deepEqual(rows, posts().slice(1));
    });

    it('P21: stops before maximum_page', async () => {
      const { requests } = await fetch('posts', numbered({ base_page: 1, maximum_page: 3, total_path: null }));
      assert.deepEqual(urls(requests), pages('/posts', 1, 2));
    });

    it('P22: a source that is read again starts at its first page', async () => {
      const paginator = numbered({ base_page: 1, ...total });
      await fetch('posts', paginator);
      assert.deepEqual(urls((await fetch('posts', paginator)).requests), pages('/posts', 1, 2, 3, 4, 5));
    });

    it('P23: stops after an empty page', async () => {
      const { requests } = await fetch('posts', numbered({ base_page: 1, maximum_page: 50, total_path: null }));
      assert.deepEqual(urls(requests), pages('/posts', 1, 2, 3, 4, 5, 6));
    });

    it('P24: a configured total that is missing or no number is an error', async () => {
      const paginator = numbered({ base_page: 1, total_path: 'total' });
      assert.lengthOf((await fetch('count/2', paginator)).requests, 2);
      assert.match(
        (await failure('count/invalid', paginator)).message,
        /"total" of the answer is "invalid", not a total/,
      );
      assert.match((await failure('posts', paginator)).message, /"total" of the answer is missing, not a total/);
    });

    it('P25: does as has_more_path says', async () => {
      const paginator = numbered({ base_page: 1, maximum_page: 3, has_more_path: 'more' });
      assert.lengthOf((await fetch('has_more', paginator, { params: { more: 'no' } })).requests, 1);
      assert.match((await failure('has_more', paginator, { params: { more: 'x' } })).message, /neither yes nor no/);
    });

    it('P26: what never ends, is said twice or has an empty name is refused', async () => {
      const issues: [options: object, message: RegExp][] = [
        [{ stop_after_empty_page: false, total_path: null }, /nothing would end the resource/],
        [{ page_param: 'p', page_body_path: 'p' }, /give page_param or page_body_path, not both/],
        [{ page_param: '' }, /page_param/],
        [{ page_body_path: '' }, /page_body_path/],
      ];
      for (const [options, message] of issues)
        assert.match((await failure('posts', numbered(options))).message, message);
      assert.isEmpty(api.requests);
    });
  });

  describe('cursors', () => {
    const cursor = (options: object) => ({ type: 'cursor', ...options });

    it('P27: sends the cursor of each page', async () => {
      const { rows, requests } = await fetch('posts_cursor', cursor({ cursor_path: 'next_cursor' }));
      assert.deepEqual(rows, posts());
      assert.deepEqual(urls(requests), ['/posts_cursor', ...[5, 10, 15, 20].map((at) => `/posts_cursor?cursor=${at}`)]);
    });

    it('P28: sends it in the body', async () => {
      const paginator = cursor({ cursor_path: 'next_page', cursor_body_path: 'page' });
      const { rows, requests } = await fetch('posts/search', paginator, {
        method: 'POST',
        json: { ids_greater_than: -1 },
      });
      assert.deepEqual(rows, posts());
      assert.deepEqual(bodies(requests), [
        { ids_greater_than: -1 },
        ...[2, 3, 4, 5].map((page) => ({ ids_greater_than: -1, page })),
      ]);
    });

    it('P29 P31: stops at a cursor that is empty, and where has_more_path says so', async () => {
      const options = { cursor_path: 'id_of_nothing' };
      assert.lengthOf((await fetch('posts_cursor', cursor(options))).requests, 1);
      const more = { cursor_path: 'data[-1].id', has_more_path: 'more' };
      assert.lengthOf((await fetch('has_more', cursor(more), { params: { more: 'false' } })).requests, 1);
      assert.match((await failure('has_more', cursor(more))).message, /"more" of the answer is missing/);
    });

    it('P32: creates the objects on a nested path', async () => {
      const paginator = cursor({ cursor_path: 'next', cursor_body_path: 'cursor.next' });
      const { rows, requests } = await fetch('nested_cursor', paginator, { method: 'POST' });
      assert.deepEqual(rows, [{ id: 'a' }, { id: 'b' }]);
      assert.deepEqual(bodies(requests), [undefined, { cursor: { next: 'b' } }]);
    });

    it('P33: header_cursor sends the cursor of a header', async () => {
      const { rows, requests } = await fetch('posts_header_cursor', {
        type: 'header_cursor',
        cursor_key: 'cursor',
        cursor_param: 'page',
      });
      assert.deepEqual(rows, posts());
      assert.deepEqual(urls(requests), ['/posts_header_cursor', ...pages('/posts_header_cursor', 2, 3, 4, 5)]);
    });

    it('2.13 no. 5: a header without a cursor in it ends the resource', async () => {
      assert.lengthOf((await fetch('empty_header', 'header_cursor')).requests, 1);
    });

    it('P34: a last page whose rows are null has no rows', async () => {
      const paginator = cursor({ cursor_path: 'next_token', cursor_param: 'cursor' });
      const { pages: got } = await fetch('posts_cursor_null_terminated', paginator, { data_selector: 'users' });
      assert.deepEqual(
        got.map(({ rows }) => rows.length),
        [10, 4, 0],
      );
    });
  });

  describe('configuration', () => {
    it('P36: a body without parameters', async () => {
      const search = { method: 'POST', json: { ids_greater_than: 9, page_size: 5, page_count: 5 } };
      const paginator = { type: 'page_number', base_page: 1, page_body_path: 'page', total_path: 'total_pages' };
      assert.deepEqual((await fetch('posts/search', paginator, search)).rows, posts().slice(10));
    });

    it('P37: each type is enough by itself, but for offset, which needs a limit', async () => {
      for (const type of [
        'header_link',
        'json_link',
        'json_response',
        'single_page',
        'cursor',
        'header_cursor',
        'page_number',
      ]) {
        assert.isNotEmpty((await fetch('posts_under_a_different_key', type)).rows, type);
      }
      assert.match((await failure('posts', 'offset')).message, /endpoint\.paginator\.limit: is missing/);
    });

    it('a paginator of the user: a function, an instance of a class with state of its own fields', async () => {
      class NextPage {
        readonly param = 'page';
        next({ body }: PageFacts, request: ApiRequest) {
          const { page, total_pages: last } = body as { page: number; total_pages: number };
          return page < last ? withParam(request, this.param, page + 1) : undefined;
        }
      }
      const instance = new NextPage();
      for (const paginator of [instance, (page: PageFacts, request: ApiRequest) => instance.next(page, request)]) {
        const { rows, requests } = await fetch('posts', paginator);
        assert.deepEqual(rows, posts());
        assert.lengthOf(requests, 5);
      }
    });

    it('P38: an unknown type is refused, with those that there are', async () => {
      const error = await failure('posts', 'invalid_paginator');
      assert.match(error.message, /there is no type "invalid_paginator"/);
    });

    it('P39: children page for themselves while their parents do', async () => {
      const paginator = { type: 'page_number', base_page: 1, total_path: 'total_pages' };
      const config = {
        resource_defaults: { endpoint: { paginator } },
        resources: ['posts', { name: 'comments', endpoint: 'posts/{resources.posts.id}/comments' }],
      };
      const { rows, requests } = await api.fetch(config, 'comments');
      const byPost = (id: number) => rows.filter((row) => row['_posts_id'] === id);
      for (const { id } of posts()) {
        assert.deepEqual(
          byPost(id),
          comments(id).map((comment) => ({ ...comment, _posts_id: id })),
        );
      }
      assert.lengthOf(rows, 1250);
      assert.lengthOf(requests, 5 + 250);
    });
  });
});

/** An object that has a value at the end of these keys. */
function nest(keys: readonly string[], value: unknown): object {
  const [key, ...rest] = keys;
  return { [key!]: rest.length === 0 ? value : nest(rest, value) };
}
