/** dlt's cases of how a resource and the defaults become one. */
import { assert } from 'chai';
import { checkConfig } from '../../lib/config/check.ts';
import { mergeDefaults } from '../../lib/config/merge-defaults.ts';
import { planResources } from '../../lib/source/plan.ts';
import { mockApi } from './mock-api.ts';

const merged = (resource: unknown, defaults?: object) => {
  const client = { base_url: 'https://api.example.com' };
  const config = checkConfig({ client, resources: [resource], ...(defaults && { resource_defaults: defaults }) });
  return mergeDefaults(config.resources[0]!, config.resource_defaults);
};

describe('dlt: merging', () => {
  const api = mockApi({
    'GET /resource': () => [{ id: 1 }],
    'GET /user/:id': ({ params, query, origin }) => ({
      data: [{ id: params['id'], page: query.get('page') ?? '1' }],
      ...(!query.has('page') && { next: `${origin}/user/${params['id']}?page=2` }),
    }),
    'GET /user/:id/messages': () => ({ data: [{ id: 1 }] }),
    'GET /list': ({ query, origin }) => ({
      data: [{ id: query.get('page') ?? '1' }],
      ...(!query.has('page') && { next: `${origin}/list?page=2` }),
    }),
  });

  describe('M1: short forms', () => {
    const urlOf = async (resource: unknown) =>
      (await api.fetch({ resources: [resource] }, 'resource')).requests[0]!.path;
    for (const resource of [
      'resource',
      { name: 'resource', endpoint: 'list' },
      { name: 'resource' },
      { name: 'resource', endpoint: {} },
      { name: 'resource', endpoint: { path: 'list' } },
    ]) {
      it(JSON.stringify(resource), async () =>
        assert.equal(await urlOf(resource), JSON.stringify(resource).includes('list') ? '/list' : '/resource'),
      );
    }
  });

  it('M2: params and json are merged key by key, the keys of the defaults first', () => {
    const own = { param1: 'A', param2: 'B' };
    const given = { param1: 'X', param3: 'Y' };
    const { endpoint } = merged(
      { name: 'resources', endpoint: { json: own, params: own } },
      { endpoint: { json: given, params: given } },
    );
    for (const key of ['json', 'params'] as const) {
      assert.deepEqual(Object.entries(endpoint[key] as object), [
        ['param1', 'A'],
        ['param3', 'Y'],
        ['param2', 'B'],
      ]);
    }
  });

  it('M2: columns are merged hint by hint', () => {
    const { columns } = merged(
      {
        name: 'resources',
        columns: [
          { name: 'col_a', data_type: 'bigint' },
          { name: 'col_b', data_type: 'text' },
        ],
      },
      {
        columns: {
          col_a: { data_type: 'text', dedup_sort: 'asc' },
          col_c: { data_type: 'timestamp', hard_delete: true },
        },
      },
    );
    assert.deepEqual(columns, {
      col_a: { data_type: 'bigint', dedup_sort: 'asc' },
      col_c: { data_type: 'timestamp', hard_delete: true },
      col_b: { data_type: 'text' },
    });
  });

  it('M3: everything else is replaced as a whole', () => {
    const own = {
      paginator: { type: 'cursor', cursor_param: 'cursor' },
      incremental: { cursor_path: '$', start_param: 'since' },
      headers: { a: '1' },
      data: { a: 1 },
      auth: { type: 'bearer', token: 'own' },
      error_handler: { max_retries: 1 },
      response_actions: [{ status_code: 404, action: 'ignore' }],
    };
    const given = {
      paginator: { type: 'header_link' },
      incremental: { cursor_path: 'response.id', initial_value: 1 },
      headers: { b: '2' },
      data: { b: 2 },
      auth: { type: 'http_basic', username: 'u', password: 'p' },
      error_handler: { backoff_factor: 1 },
      response_actions: [{ status_code: 403, action: 'ignore' }],
    };
    const resource = merged(
      { name: 'resources', write_disposition: 'merge', primary_key: ['a'], endpoint: own },
      { write_disposition: 'replace', primary_key: ['b', 'c'], selected: false, endpoint: given },
    );
    assert.deepEqual(resource.write_disposition, { disposition: 'merge' });
    assert.deepInclude(resource, { primary_key: ['a'], selected: false });
    const endpoint = resource.endpoint as unknown as Record<string, object>;
    for (const [key, value] of Object.entries(own)) {
      if (Array.isArray(value)) assert.deepEqual(endpoint[key], value);
      else assert.deepInclude(endpoint[key], value);
      assert.notDeepInclude(endpoint[key], given[key as keyof typeof given]);
    }
  });

  it('M4: an explicit null takes a default away', () => {
    const defaults = {
      primary_key: 'id',
      write_disposition: 'merge',
      endpoint: {
        paginator: 'single_page',
        data_selector: 'data',
        params: { a: 1, b: 2 },
        json: { a: 1 },
        headers: { a: '1' },
      },
    };
    const nulls = { paginator: null, data_selector: null, json: null, headers: null, params: { a: null } };
    const resource = merged({ name: 'x', primary_key: null, write_disposition: null, endpoint: nulls }, defaults);
    assert.deepEqual(resource.endpoint, { params: { a: null, b: 2 } });
    assert.deepEqual(resource.primary_key, []);
    assert.notProperty(resource, 'write_disposition');
    assert.deepEqual(merged({ name: 'x', endpoint: null }, defaults).endpoint, {});
    assert.notProperty(merged({ name: 'x', endpoint: { params: null } }, defaults).endpoint, 'params');
  });
  it('M4: `json: null` sends no body; dlt crashes', async () => {
    const config = {
      resource_defaults: { endpoint: { json: { a: 1 } } },
      resources: [{ name: 'resource', endpoint: { json: null } }],
    };
    const { requests } = await api.fetch(config, 'resource');
    assert.deepEqual([requests[0]!.method, requests[0]!.body], ['GET', '']);
  });

  describe('M5: whose paginator it is', () => {
    const link = 'json_link';
    const once = 'single_page';
    type Place = string | null | undefined;
    const cases: [endpoint: Place, defaults: Place, client: Place, pages: number][] = [
      [undefined, undefined, link, 2],
      [undefined, undefined, once, 1],
      [undefined, link, once, 2],
      [undefined, once, link, 1],
      [link, once, once, 2],
      [once, link, link, 1],
      [null, once, link, 2],
      [null, link, once, 1],
      [null, null, link, 2],
      [undefined, null, link, 2],
      [link, null, once, 2],
      ['auto', undefined, once, 1],
      ['auto', once, link, 2],
      [undefined, 'auto', once, 1],
      [undefined, undefined, 'auto', 2],
      [undefined, undefined, undefined, 2],
    ];
    for (const path of ['list', 'user/{id}']) {
      for (const [endpoint, defaults, client, pages] of cases) {
        const shown = [endpoint, defaults, client].map((one) => one ?? String(one)).join(', ');
        it(`${path}: ${shown}: ${pages} ${pages === 1 ? 'page' : 'pages'}`, async () => {
          const place = (paginator: Place) => (paginator === undefined ? {} : { paginator });
          const own = { path, ...(path === 'list' ? {} : { params: { id: 1 } }), ...place(endpoint) };
          const { requests, rows } = await api.fetch(
            {
              client: place(client),
              resource_defaults: { endpoint: place(defaults) },
              resources: [{ name: 'it', endpoint: own }],
            },
            'it',
          );
          assert.lengthOf(requests, pages);
          assert.lengthOf(rows, pages);
        });
      }
    }
  });

  it('M6: a path that ends with a placeholder may be a list all the same; dlt makes one row of its envelope', async () => {
    const config = (path: string) => ({
      client: { paginator: 'json_link' },
      resources: [{ name: 'it', endpoint: { path, params: { id: 7 } } }],
    });
    assert.deepEqual((await api.fetch(config('user/{id}'), 'it')).rows, [
      { id: '7', page: '1' },
      { id: '7', page: '2' },
    ]);
    assert.deepEqual((await api.fetch(config('posts/{id}'), 'it')).rows, [{ id: 7, body: 'Post body 7' }]);
    assert.deepEqual((await api.fetch(config('user/{id}/messages'), 'it')).rows, [{ id: 1 }]);
  });

  describe('M7: params of the defaults', () => {
    const defaults = { primary_key: 'id', write_disposition: 'merge', endpoint: { params: { per_page: 30 } } };
    const paramsOf = (params: object | undefined, given: object) =>
      merged({ name: 'issues', endpoint: { path: 'issues', ...(params && { params }) } }, given).endpoint.params;

    it('come beside those of the resource', () =>
      assert.deepEqual(paramsOf({ sort: 'updated' }, defaults), { per_page: 30, sort: 'updated' }));
    it('are overwritten by them', () =>
      assert.deepEqual(paramsOf({ per_page: 50, sort: 'updated' }, defaults), { per_page: 50, sort: 'updated' }));
    it('stand where it has none', () => assert.deepEqual(paramsOf(undefined, defaults), { per_page: 30 }));
    it('are none where the defaults have none', () =>
      assert.deepEqual(paramsOf({ per_page: 50 }, { primary_key: 'id' }), { per_page: 50 }));
  });

  it('M8: the defaults are not for rows that are given', () => {
    const [repositories, issues] = planResources(
      checkConfig({
        client: { base_url: 'https://github.com/api/v2' },
        resource_defaults: { write_disposition: 'replace' },
        resources: [
          { name: 'issues', endpoint: 'dlt-hub/{resources.repositories.name}/issues/' },
          { name: 'repositories', rows: [{ name: 'dlt' }, { name: 'verified-sources' }] },
        ],
      }),
    );
    assert.equal(issues!.info.writeDisposition, 'replace');
    assert.equal(repositories!.info.writeDisposition, 'append');
    assert.isFalse(repositories!.settings.selected);
  });
});
