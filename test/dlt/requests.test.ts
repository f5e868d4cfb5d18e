/** dlt's cases of what goes into a request: parameters, bodies and headers, against a server. */
import { assert } from 'chai';
import { mockApi, type MockRequest } from './mock-api.ts';
import { POSTS, posts } from './mock-data.ts';

const queries = (requests: readonly MockRequest[]) =>
  requests.map(({ query }) => Object.fromEntries([...query.keys()].map((name) => [name, query.getAll(name)])));
const formsOf = (requests: readonly MockRequest[]) =>
  requests.map(({ body }) => {
    const form = new URLSearchParams(body);
    return Object.fromEntries([...form.keys()].map((name) => [name, form.getAll(name)]));
  });
/** Requests come in no order; these are told apart by a text. */
const inOrderOf = (requests: readonly MockRequest[], key: (request: MockRequest) => unknown) =>
  [...requests].sort((a, b) => Number(key(a)) - Number(key(b)));

describe('dlt: requests', () => {
  const api = mockApi({
    'GET /my:/posts': () => [{ id: 1 }],
  });
  const numbered = { type: 'page_number', base_page: 1, total_path: 'total_pages' };
  const firstFive = { name: 'firsts', rows: posts(5) };
  const child = (endpoint: object | string) => ({ resources: [firstFive, { name: 'child', endpoint }] });
  const incremental = {
    cursor_path: 'id',
    initial_value: 1,
    end_value: 10,
    start_param: 'since',
    end_param: 'until',
  };
  const asParam = { type: 'incremental', cursor_path: 'id', initial_value: 1 };

  describe('query parameters', () => {
    const statics: [what: string, endpoint: object, expected: object][] = [
      ['static', { params: { sort: 'desc', locale: 'en' } }, { sort: ['desc'], locale: ['en'] }],
      ['none', { params: {} }, {}],
      ['an empty one', { params: { sort: 'desc', locale: '' } }, { sort: ['desc'], locale: [''] }],
      ['the page, which the paginator overrides', { params: { sort: 'desc', page: '100' } }, { sort: ['desc'] }],
      ['incremental', { incremental }, { since: ['1'], until: ['10'] }],
      ['incremental, as a parameter', { params: { since: asParam } }, { since: ['1'] }],
      [
        'incremental, as a parameter beside others',
        { params: { sort: 'desc', since: asParam } },
        { sort: ['desc'], since: ['1'] },
      ],
      [
        'incremental and static',
        { params: { sort: 'desc' }, incremental },
        { sort: ['desc'], since: ['1'], until: ['10'] },
      ],
      [
        'escaped braces, also in each other',
        { params: { a: '{{not_this}}', b: '{{not_this {{and}} {{not_that}}}}' } },
        { a: ['{not_this}'], b: ['{not_this {and} {not_that}}'] },
      ],
    ];
    for (const [what, endpoint, expected] of statics) {
      it(`R1: of a resource: ${what}`, async () => {
        const config = { client: { paginator: numbered }, resources: [{ name: 'posts', endpoint }] };
        const { requests } = await api.fetch(config, 'posts');
        assert.deepEqual(
          queries(requests),
          [1, 2, 3, 4, 5].map((page) => ({ ...expected, page: [String(page)] })),
        );
      });

      it(`R2: of a child: ${what}`, async () => {
        const { params, ...own } = endpoint as { params?: object };
        const path = 'posts/{post_id}/comments';
        const post_id = { type: 'resolve', resource: 'firsts', field: 'id' };
        const { requests } = await api.fetch(
          { client: { paginator: numbered }, ...child({ path, params: { post_id, ...params }, ...own }) },
          'child',
        );
        assert.lengthOf(requests, 50);
        for (const query of queries(requests)) {
          const { page, ...others } = query;
          assert.deepEqual(others, expected);
          assert.include(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10'], page![0]);
        }
      });
    }

    const interpolated: [what: string, params: object, expected: object][] = [
      ['alone', {}, {}],
      ['with a static one', { sort: 'desc' }, { sort: ['desc'] }],
      ['with an empty one', { sort: 'desc', locale: '' }, { sort: ['desc'], locale: [''] }],
      ['with braces', { braces: '{{not_this}}' }, { braces: ['{not_this}'] }],
    ];
    for (const [what, params, expected] of interpolated) {
      it(`R3: a field of the parent ${what}`, async () => {
        const { requests } = await api.fetch(
          child({ path: 'post_detail', params: { post_id: '{resources.firsts.id}', ...params } }),
          'child',
        );
        assert.deepEqual(
          queries(inOrderOf(requests, ({ query }) => query.get('post_id'))),
          [0, 1, 2, 3, 4].map((id) => ({ post_id: [String(id)], ...expected })),
        );
      });
    }

    it('R3: a list repeats the parameter, null is not sent, true is true', async () => {
      const params = { id: [1, 'b'], none: null, yes: true };
      const { requests } = await api.fetch({ resources: [{ name: 'posts', endpoint: { params } }] }, 'posts');
      assert.deepEqual(queries(requests.slice(0, 1)), [{ id: ['1', 'b'], yes: ['true'] }]);
    });
  });

  describe('JSON bodies', () => {
    it('R4: none where there is no json, {} where it is empty', async () => {
      const { requests } = await api.fetch(child('posts/{resources.firsts.id}/comments'), 'child');
      for (const { body, method } of requests) assert.deepEqual([method, body], ['GET', '']);
      const search = await api.fetch(
        { resources: [{ name: 'search', endpoint: { path: 'posts/search', json: {} } }] },
        'search',
      );
      assert.deepEqual([search.requests[0]!.method, search.requests[0]!.body], ['POST', '{}']);
    });
    it('R4: with GET it is a configuration error, where dlt sends it', async () => {
      const error = await api.failure(
        child({ path: 'posts/{resources.firsts.id}/comments', method: 'GET', json: {} }),
        'child',
      );
      assert.match(error.message, /resources\.child\.endpoint\.method: a GET request cannot carry the body of json/);
    });

    it('R5: of a resource: values keep their types, braces stay', async () => {
      const value = '{incremental.initial_value}';
      const json = {
        initial_value: value,
        escaped_braces: '{{not_this}}',
        nested: { initial_value: value, escaped: '{{not_this_either}}' },
        array_values: [value, '{{not_array_either}}'],
        '{{key}}': { text: `from ${value}` },
      };
      const endpoint = { path: 'posts/search', json, incremental: { cursor_path: 'id', initial_value: 1 } };
      const { requests } = await api.fetch({ resources: [{ name: 'posts', endpoint }] }, 'posts', { limit: 1 });
      assert.deepEqual(requests[0]!.json, {
        initial_value: 1,
        escaped_braces: '{not_this}',
        nested: { initial_value: 1, escaped: '{not_this_either}' },
        array_values: [1, '{not_array_either}'],
        '{key}': { text: 'from 1' },
      });
    });

    it('R6: of a child: fields of the parent in path and body', async () => {
      const json = {
        post_id: '{resources.posts.id}',
        limit: 5,
        more: { title: '{resources.posts.title}' },
        more_array: ['{resources.posts.id}'],
        escaped_braces: '{{ string in escaped braces }}',
      };
      const endpoint = {
        path: 'posts/search_by_id/{resources.posts.id}',
        method: 'POST',
        json,
        paginator: 'single_page',
      };
      const client = { paginator: { type: 'json_link', next_url_path: 'next_page' } };
      const { rows, requests } = await api.fetch(
        { client, resources: ['posts', { name: 'post_details', endpoint }] },
        'post_details',
      );
      assert.deepEqual(
        [...rows].sort((a, b) => Number(a['id']) - Number(b['id'])),
        posts().map(({ id, title }) => ({
          id,
          title,
          body: `Post body ${id}`,
          more: `More is equale to id: ${id}`,
          _posts_id: id,
          _posts_title: title,
        })),
      );
      const asked = requests.find(({ path }) => path === '/posts/search_by_id/7');
      assert.deepEqual(asked?.json, {
        post_id: 7,
        limit: 5,
        more: { title: 'Post 7' },
        more_array: [7],
        escaped_braces: '{ string in escaped braces }',
      });
      assert.lengthOf(requests, POSTS + 5);
    });
  });

  describe('data', () => {
    const form = 'application/x-www-form-urlencoded';
    const bodies: [what: string, endpoint: object, contentType: string | undefined, body: string][] = [
      ['empty', { path: 'post_form_data', data: {} }, undefined, ''],
      [
        'an object',
        { path: 'post_form_data', data: { key1: 'value1', key2: 'value2' } },
        form,
        'key1=value1&key2=value2',
      ],
      [
        'a list of pairs',
        {
          path: 'post_form_data',
          data: [
            ['key1', 'value1'],
            ['key2', 'value2'],
            ['key1', 'another_value'],
          ],
        },
        form,
        'key1=value1&key2=value2&key1=another_value',
      ],
      ['a text', { path: 'post_raw_data', data: 'raw string data' }, undefined, 'raw string data'],
      ['none', { path: 'post_form_data' }, undefined, ''],
    ];
    for (const [what, endpoint, contentType, body] of bodies) {
      it(`R7: ${what}`, async () => {
        const resources = [{ name: 'it', endpoint: { method: 'POST', data_selector: '$', ...endpoint } }];
        const { requests } = await api.fetch({ resources }, 'it');
        assert.equal(requests[0]!.headers['content-type'], contentType);
        assert.equal(requests[0]!.body, body);
      });
    }

    it('R8: with json it is a configuration error', async () => {
      const endpoint = { path: 'posts/search', method: 'POST', json: { a: 1 }, data: { b: 'yes' } };
      const error = await api.failure({ resources: [{ name: 'posts', endpoint }] }, 'posts');
      assert.match(error.message, /resources\.posts\.endpoint: it has json and data/);
      assert.lengthOf(api.requests, 0);
    });

    const path = 'post_comments_via_form_data';
    it('R9: an object with fields of the parent', async () => {
      const data = { post_id: '{resources.firsts.id}', static_value: 'constant', escaped: '{{not_interpolated}}' };
      const { requests } = await api.fetch(child({ path, method: 'POST', data, paginator: 'single_page' }), 'child');
      assert.deepEqual(
        formsOf(inOrderOf(requests, ({ body }) => new URLSearchParams(body).get('post_id'))),
        [0, 1, 2, 3, 4].map((id) => ({
          post_id: [String(id)],
          static_value: ['constant'],
          escaped: ['{not_interpolated}'],
        })),
      );
    });
    it('R9: a text with a field of the parent, without a content type', async () => {
      const data = '{resources.firsts.id}';
      const { requests } = await api.fetch(child({ path, method: 'POST', data, paginator: 'single_page' }), 'child');
      assert.deepEqual(
        inOrderOf(requests, ({ body }) => body).map(({ body, headers }) => [body, headers['content-type']]),
        ['0', '1', '2', '3', '4'].map((id) => [id, undefined]),
      );
    });
    it('R9: a list of pairs, whose names may come twice', async () => {
      const data = [
        ['post_id', '{resources.firsts.id}'],
        ['action', 'comment'],
        ['post_id', '{resources.firsts.id}_duplicate'],
        ['title', '{resources.firsts.title}'],
        ['escaped', '{{literal_braces}}'],
      ];
      const { requests } = await api.fetch(child({ path, method: 'POST', data, paginator: 'single_page' }), 'child');
      assert.deepEqual(
        formsOf(inOrderOf(requests, ({ body }) => new URLSearchParams(body).get('post_id'))),
        [0, 1, 2, 3, 4].map((id) => ({
          post_id: [String(id), `${id}_duplicate`],
          action: ['comment'],
          title: [`Post ${id}`],
          escaped: ['{literal_braces}'],
        })),
      );
    });

    it('R10: with the values of an incremental', async () => {
      const data = {
        initial_value: '{incremental.initial_value}',
        start_value: '{incremental.start_value}',
        escaped: '{{not_this}}',
      };
      const endpoint = {
        path: 'posts_form_data_incremental',
        method: 'POST',
        data,
        incremental: { cursor_path: 'id', initial_value: 100 },
        paginator: 'single_page',
      };
      const { requests } = await api.fetch({ resources: [{ name: 'it', endpoint }] }, 'it');
      assert.deepEqual(formsOf(requests), [{ initial_value: ['100'], start_value: ['100'], escaped: ['{not_this}'] }]);
    });
  });

  describe('headers', () => {
    const sent = async (endpoint: object, client: object = {}) => {
      const resources = [{ name: 'it', endpoint: { path: 'posts', paginator: 'single_page', ...endpoint } }];
      return (await api.fetch({ client, resources }, 'it')).requests[0]!.headers;
    };

    it('R11: of a resource, with escaped braces and empty ones', async () => {
      assert.deepInclude(await sent({ headers: { 'X-Custom-Header': 'test-value', 'X-Another-Header': 'another' } }), {
        'x-custom-header': 'test-value',
        'x-another-header': 'another',
      });
      assert.deepInclude(await sent({ headers: { 'X-Custom-Header': 'with {{escaped}} braces', 'X-Empty': '' } }), {
        'x-custom-header': 'with {escaped} braces',
        'x-empty': '',
      });
    });
    it('R11: braces in a name are not what HTTP allows; dlt sends them', async () => {
      const error = await sent({ headers: { 'X-Double-Braces-{{escaped}}': 'v' } }).then(
        () => assert.fail('it was sent'),
        (reason: Error) => reason,
      );
      assert.match(
        error.message,
        /the header "x-double-braces-\{escaped\}" has a name or a value that HTTP does not allow/,
      );
    });

    it('R12: of a child, with fields of the parent', async () => {
      const endpoint = {
        path: 'post_detail',
        params: { post_id: '{resources.firsts.id}' },
        headers: {
          'X-Static-Header': 'test-value',
          'X-{resources.firsts.id}': 'name',
          'X-Post-ID': '{resources.firsts.id}',
          'X-Post-Title': '{resources.firsts.title}',
          'X-Escaped': '{{value_escaped}}',
        },
      };
      const { requests } = await api.fetch(child(endpoint), 'child');
      for (const [id, { headers }] of inOrderOf(requests, ({ query }) => query.get('post_id')).entries()) {
        assert.deepInclude(headers, {
          'x-static-header': 'test-value',
          [`x-${id}`]: 'name',
          'x-post-id': String(id),
          'x-post-title': `Post ${id}`,
          'x-escaped': '{value_escaped}',
        });
      }
    });
    it('R12: of a resource, with the values of an incremental', async () => {
      const headers = {
        'X-Initial-Value': '{incremental.initial_value}',
        'X-Start-Value': '{incremental.start_value}',
        'X-Escaped': '{{not_this}}',
      };
      assert.deepInclude(await sent({ headers, incremental: { cursor_path: 'id', initial_value: 1600000000 } }), {
        'x-initial-value': '1600000000',
        'x-start-value': '1600000000',
        'x-escaped': '{not_this}',
      });
    });

    it('R13: those of the client are sent as they are written', async () => {
      const headers = {
        'X-Static-Header': 'static-value',
        'X-Not-Interpolated': '{resources.posts.id}',
        'X-Escaped': '{{literal_braces}}',
      };
      assert.deepInclude(await sent({}, { headers }), {
        'x-static-header': 'static-value',
        'x-not-interpolated': '{resources.posts.id}',
        'x-escaped': '{{literal_braces}}',
      });
    });

    it('R14: those of the endpoint win, whatever the case of the names', async () => {
      const client = { headers: { 'X-A': 'client', 'x-b': 'client' } };
      assert.deepInclude(await sent({ headers: { 'x-a': 'own' } }, client), { 'x-a': 'own', 'x-b': 'client' });
    });
  });

  describe('paths', () => {
    it('R14: a path that is a URL stands for itself', async () => {
      const client = { base_url: 'http://127.0.0.1:1/never' };
      const { rows } = await api.fetch({ client, resources: [{ name: 'it', endpoint: `${api.url}/posts/1` }] }, 'it');
      assert.deepEqual(rows, [{ id: 1, body: 'Post body 1' }]);
    });
    it('R14: with another protocol it is a path', async () => {
      const { requests } = await api.fetch({ resources: [{ name: 'it', endpoint: 'my:/posts' }] }, 'it');
      assert.equal(requests[0]!.url, '/my:/posts');
    });
  });
});
