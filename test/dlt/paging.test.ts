/** dlt's paginator cases, against a server: which requests are sent, and that every row is there once. */
import { assert } from 'chai';
import { withParam, type ApiRequest, type PageFacts } from '../../lib/index.ts';
import { startMockServer } from './mock-server.ts';
import { comments, posts } from './mock-data.ts';
import { bodies, pages, pagingApi, urls } from './paging-api.ts';

describe('dlt: paginators', () => {
  const { api, of, fetch, failure } = pagingApi();

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

    it('P4: a link is resolved against the page that has it', async () => {
      const resolved: [link: string, url: string][] = [
        ['{origin}/leads/to?page=2', '/leads/to?page=2'],
        ['/leads/to?page=2', '/leads/to?page=2'],
        ['?page=2', '/leads/here?page=2'],
        ['to/2', '/leads/to/2'],
        ['/leads/to/2', '/leads/to/2'],
        ['/leads/to?q=a%26b%3Dc&page=2', '/leads/to?q=a%26b%3Dc&page=2'],
        ['?link=&q=new,er', '/leads/here?link=&q=new,er'],
      ];
      for (const [link, url] of resolved) {
        const params = { link: link.replace('{origin}', api.url), q: 'old' };
        const { requests } = await fetch('leads/here', 'json_link', { params });
        assert.equal(requests[1]?.url, url, link);
        assert.lengthOf(requests, 2, link);
      }
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

    it('P30: stops after an empty page where it shall', async () => {
      const options = { cursor_path: 'next', cursor_param: 'at' };
      assert.lengthOf((await fetch('hollow', cursor(options))).requests, 3);
      assert.lengthOf((await fetch('hollow', cursor({ ...options, stop_after_empty_page: true }))).requests, 1);
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
