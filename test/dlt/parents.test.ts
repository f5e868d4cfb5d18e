/** dlt's cases of dependent resources, against a server. */
import { assert } from 'chai';
import { from } from 'rxjs';
import { checkConfig } from '../../lib/config/check.ts';
import type { Row } from '../../lib/index.ts';
import { planResources } from '../../lib/source/plan.ts';
import { issueOf } from '../helpers/issues.ts';
import { mockApi } from './mock-api.ts';
import { comments, posts } from './mock-data.ts';

const numbered = { type: 'page_number', base_page: 1, total_path: 'total_pages' };
const resolve = (resource: string, field: string) => ({ type: 'resolve', resource, field });
const planned = (resources: readonly unknown[]) =>
  planResources(checkConfig({ client: { base_url: 'https://api.example.com' }, resources }));
const byIds = (rows: readonly Row[]) =>
  [...rows].sort((a, b) => Number(a['post_id'] ?? 0) - Number(b['post_id'] ?? 0) || Number(a['id']) - Number(b['id']));

describe('dlt: dependent resources', () => {
  const api = mockApi({
    'GET /issues': () => [
      { id: 1, obj_id: 12345, obj_node: 'node_1', issue: 77, some_results: { obj_id: 'nested' }, at: '2024-01-01' },
    ],
    'GET /mixed': () => [{ id: 'a/b?c#d' }, { id: null }, {}, { id: '../posts/3' }, { id: 'ok' }],
    'GET /seen/:id': ({ params }) => [{ seen: params['id'] }],
    'GET /x/%7Bid%7D/:id': ({ params }) => [{ seen: params['id'] }],
    'POST /echo/:id': (request) => [{ url: request.url, json: request.json, headers: request.headers }],
  });
  const client = { paginator: { type: 'json_link', next_url_path: 'next_page' } };

  describe('a child is asked for each row of its parent', () => {
    const ways: [what: string, comments: object | string, details: object | string][] = [
      [
        'resolve parameters in the path',
        { path: 'posts/{post_id}/comments', params: { post_id: resolve('posts', 'id') } },
        { path: 'posts/{post_id}', params: { post_id: resolve('posts', 'id') } },
      ],
      ['placeholders in the path', 'posts/{resources.posts.id}/comments', 'posts/{resources.posts.id}'],
      [
        'in the query',
        { path: 'post_comments', params: { post_id: '{resources.posts.id}' }, paginator: numbered },
        { path: 'post_detail', params: { post_id: '{resources.posts.id}' } },
      ],
      [
        'in a JSON body',
        { path: 'post_comments', method: 'POST', json: { post_id: '{resources.posts.id}' }, paginator: numbered },
        { path: 'post_detail', method: 'POST', json: { post_id: '{resources.posts.id}' }, paginator: 'single_page' },
      ],
      [
        'in the headers',
        { path: 'post_comments_via_headers', headers: { post_id: '{resources.posts.id}' } },
        { path: 'post_detail_via_headers', headers: { post_id: '{resources.posts.id}' } },
      ],
    ];
    for (const [what, ofComments, ofDetails] of ways) {
      it(`C1: by ${what}`, async () => {
        const resources = [
          { name: 'post_comments', endpoint: ofComments },
          { name: 'post_details', endpoint: ofDetails },
          'posts',
        ];
        const fetched = await api.fetch({ client, resources }, 'post_comments');
        assert.deepEqual(
          byIds(fetched.rows),
          posts().flatMap(({ id }) => comments(id).map((comment) => ({ ...comment, _posts_id: id }))),
        );
        const details = await api.fetch({ client, resources }, 'post_details');
        assert.deepEqual(
          byIds(details.rows),
          posts().map(({ id }) => ({ id, body: `Post body ${id}`, _posts_id: id })),
        );
      });
    }

    it('C2: the types of a configuration know both ways', async () => {
      const { restApiSource } = await import('../../lib/index.ts');
      const source = restApiSource({
        client: { base_url: api.url, paginator: { type: 'json_link', next_url_path: 'next_page' } },
        resources: [
          'posts',
          {
            name: 'a',
            endpoint: {
              path: 'posts/{id}/comments',
              params: { id: { type: 'resolve', resource: 'posts', field: 'id' } },
            },
          },
          { name: 'b', endpoint: { path: 'posts/{resources.posts.id}/comments' } },
        ],
      });
      for (const name of ['a', 'b'] as const) {
        let rows = 0;
        await source.resource(name).forEach((page) => void (rows += page.rows.length));
        assert.equal(rows, 1250);
      }
    });
  });

  it('C3: static parameters that the path names are part of the path', async () => {
    const requestOf = async (path: string, params: object) =>
      (await api.fetch({ resources: ['issues', { name: 'it', endpoint: { path, params } }] }, 'it')).requests.at(-1)!;
    const org = { org: 'seen', page: 1 };
    assert.equal(
      (await requestOf('{org}/{id}', { ...org, id: resolve('issues', 'obj_id') })).url,
      '/seen/12345?page=1',
    );
    assert.equal((await requestOf('{org}/{id}', { ...org, id: 54321 })).url, '/seen/54321?page=1');
    assert.equal((await requestOf('seen/1', { org: 'x' })).url, '/seen/1?org=x');
    const missing = issueOf(() => planned([{ name: 'it', endpoint: { path: '{org}/{id}', params: { org: 'a' } } }]));
    assert.equal(missing.path, 'resources.it.endpoint.path');
    assert.match(missing.message, /nothing gives \{id\} a value/);
  });

  describe('C4: the fields of a parent', () => {
    const childOf = (endpoint: object | string, over: object = {}) => ({
      resources: ['issues', { name: 'it', endpoint, ...over }],
    });
    const rowOf = async (endpoint: object | string, over: object = {}) => {
      const { rows } = await api.fetch(childOf(endpoint, over), 'it');
      assert.lengthOf(rows, 1);
      return rows[0]!;
    };

    it('in the path, by a nested field too', async () => {
      assert.equal((await rowOf('seen/{resources.issues.obj_id}'))['seen'], '12345');
      assert.equal((await rowOf('seen/{resources.issues.some_results.obj_id}'))['seen'], 'nested');
      assert.equal((await rowOf('seen/{resources.issues.issue}-{resources.issues.obj_id}'))['seen'], '77-12345');
    });
    it('are included as columns, where dlt has only those', async () => {
      const row = await rowOf('seen/{resources.issues.obj_id}', { include_from_parent: ['obj_id', 'obj_node'] });
      assert.deepEqual(row, { seen: '12345', _issues_obj_id: 12345, _issues_obj_node: 'node_1' });
      const nested = await rowOf('seen/{resources.issues.obj_id}', {
        include_from_parent: ['some_results.obj_id', 'no'],
      });
      assert.deepInclude(nested, { _issues_some_results_obj_id: 'nested', _issues_no: null });
    });
    it('keep their types in JSON, and are text everywhere else', async () => {
      const row = await rowOf({
        path: 'echo/{resources.issues.obj_id}',
        method: 'POST',
        params: { id: '{resources.issues.obj_id}' },
        json: {
          id: '{resources.issues.obj_id}',
          text: 'id {resources.issues.obj_id}',
          whole: '{resources.issues.some_results}',
          since: '{incremental.start_value}',
        },
        headers: { 'x-id': '{resources.issues.obj_id}', 'x-since': '{incremental.start_value}' },
        incremental: { cursor_path: 'at', initial_value: '2024-01-01', on_cursor_value_missing: 'include' },
      });
      assert.equal(row['url'], '/echo/12345?id=12345');
      assert.deepEqual(row['json'], {
        id: 12345,
        text: 'id 12345',
        whole: { obj_id: 'nested' },
        since: '2024-01-01',
      });
      assert.deepInclude(row['headers'], { 'x-id': '12345', 'x-since': '2024-01-01' });
    });
    it('have to be there', async () => {
      const error = await api.failure(childOf('seen/{resources.issues.obj}'), 'it');
      assert.match(error.message, /no row of issues has the field obj$/);
    });
  });

  describe('C10: a list of rows as parent', () => {
    const rows = [{ id: '0' }, { id: '1' }, { id: '2' }];
    for (const [what, given] of [
      ['a list', rows],
      ['a function', () => rows],
      ['an Observable', from(rows)],
    ] as const) {
      for (const endpoint of [
        { path: 'posts/{post_id}/comments', params: { post_id: resolve('post_list', 'id') } },
        'posts/{resources.post_list.id}/comments',
      ]) {
        it(`${what}: ${JSON.stringify(endpoint)}`, async () => {
          const { requests } = await api.fetch(
            {
              client: { paginator: 'single_page' },
              resources: [
                { name: 'posts', endpoint },
                { name: 'post_list', rows: given },
              ],
            },
            'posts',
          );
          assert.sameMembers(
            requests.map(({ url }) => url),
            [0, 1, 2].map((id) => `/posts/${id}/comments`),
          );
        });
      }
    }
  });

  it('C11: many parents at the same time: every row once, each with the fields of its own parent', async () => {
    const { rows } = await api.fetch(
      {
        client,
        resources: [
          'posts',
          { name: 'it', endpoint: 'posts/{resources.posts.id}/comments', include_from_parent: ['title'] },
        ],
      },
      'it',
      { concurrency: 20 },
    );
    assert.deepEqual(
      byIds(rows),
      posts().flatMap(({ id, title }) =>
        comments(id).map((comment) => ({ ...comment, _posts_title: title, _posts_id: id })),
      ),
    );
  });

  it('C12: with an incremental, no row of any parent is lost: 125, on five pages of parents', async () => {
    const endpoint = {
      path: 'posts/{resources.posts.id}/comments',
      incremental: { cursor_path: 'id', initial_value: 45 },
    };
    const { rows } = await api.fetch({ client, resources: ['posts', { name: 'it', endpoint }] }, 'it', {
      concurrency: 20,
    });
    assert.deepEqual(
      byIds(rows).map(({ id, post_id }) => [post_id, id]),
      posts().flatMap((post) => [45, 46, 47, 48, 49].map((id) => [post.id, id])),
    );
  });

  it('C12: cursors in any order over four pages of parents: 200 of 200 rows, of which dlt has 9', async () => {
    const parents = Array.from({ length: 40 }, (_, id) => ({ id }));
    const cursorOf = (parent: number, child: number) => (parent * 7919 + child * 104729) % 1000;
    const rowsOf = (parent: number) => [0, 1, 2, 3, 4].map((id) => ({ id, parent, at: cursorOf(parent, id) }));
    const { startMockServer } = await import('./mock-server.ts');
    const server = await startMockServer({
      'GET /parents': ({ query }) => parents.slice(Number(query.get('page')) * 10, Number(query.get('page')) * 10 + 10),
      'GET /parents/:id': ({ params }) => rowsOf(Number(params['id'])),
    });
    try {
      for (const incremental of [
        { cursor_path: 'at', initial_value: 0, start_param: 'since' },
        { cursor_path: 'at', initial_value: 0 },
      ]) {
        const endpoint = {
          path: 'parents/{resources.parents.id}',
          params: { from: '{incremental.start_value}' },
          paginator: 'single_page',
          incremental,
        };
        const { rows } = await api.fetch(
          {
            client: { base_url: server.origin },
            resources: [
              { name: 'parents', endpoint: { paginator: { type: 'page_number', base_page: 0 } } },
              { name: 'it', endpoint },
            ],
          },
          'it',
        );
        assert.lengthOf(rows, 200);
      }
      const sinces = server.requests.filter(({ path }) => path !== '/parents').map(({ query }) => query.get('from'));
      assert.deepEqual([...new Set(sinces)], ['0'], 'the start is the same for all parents');
    } finally {
      await server.close();
    }
  });

  describe('what dlt has no cases for', () => {
    it('2.13.7: a value in the path stays in its segment, and 2.13.8: null and missing are skipped', async () => {
      const { rows, events } = await api.fetch(
        { resources: ['mixed', { name: 'it', endpoint: 'seen/{resources.mixed.id}' }] },
        'it',
      );
      assert.sameMembers(
        rows.map(({ seen }) => seen),
        ['a/b?c#d', '../posts/3', 'ok'],
      );
      assert.isNotEmpty(events);
      assert.notInclude(
        api.requests.map(({ url }) => url),
        '/posts/3',
      );
    });
    it('2.13.20: {{ in a path is a brace', async () => {
      const { rows } = await api.fetch(
        { resources: ['issues', { name: 'it', endpoint: 'x/{{id}}/{resources.issues.obj_id}' }] },
        'it',
      );
      assert.deepEqual(rows, [{ seen: '12345', _issues_obj_id: 12345 }]);
    });
    it('2.13.18: the rows that yield_map makes of a parent are parents', async () => {
      const processing_steps = [{ yield_map: () => [{ id: 1 }, { id: 2 }] }];
      const { rows } = await api.fetch(
        {
          resources: [
            { name: 'issues', processing_steps },
            { name: 'it', endpoint: 'posts/{resources.issues.id}' },
          ],
        },
        'it',
      );
      assert.deepEqual(
        byIds(rows).map(({ id }) => id),
        [1, 2],
      );
    });
  });
});
