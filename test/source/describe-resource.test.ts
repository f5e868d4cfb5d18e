import { assert } from 'chai';
import { z } from 'zod';
import { checkConfig } from '../../lib/config/check.ts';
import { redactor } from '../../lib/core/redact.ts';
import { describeResource } from '../../lib/source/describe-resource.ts';
import { planResources } from '../../lib/source/plan.ts';
import type { FetchedDescription } from '../../lib/source/resource-description.ts';

interface Given {
  /** Beside `client` and `resources`. */
  readonly more?: object;
  readonly resource: object | string;
  readonly defaults?: object;
  readonly client?: object;
  readonly others?: readonly unknown[];
  readonly reached?: unknown;
}

/** The description of one resource. */
function descriptionOf({ resource, defaults, client, others = [], reached, more }: Given): FetchedDescription {
  const config = checkConfig({
    client: { base_url: 'https://api.example.com/v1', ...client },
    ...(defaults && { resource_defaults: defaults }),
    resources: [...others, resource],
    ...more,
  });
  const plan = planResources(config).at(-1)!;
  const described = describeResource(plan, config, { role: 'published', reached, redact: redactor(['s3cret']) });
  return described as FetchedDescription;
}

describe('describeResource', () => {
  it('says that nobody decided', () => {
    assert.deepEqual(descriptionOf({ resource: 'jobs' }), {
      name: 'jobs',
      role: 'published',
      request: {
        method: { value: 'GET', from: 'default' },
        url: 'https://api.example.com/v1/jobs',
        path: { value: 'jobs', from: 'default' },
        params: [],
        headers: [],
      },
      paginator: { type: 'auto', options: {}, from: 'auto' },
      dataSelector: { value: undefined, from: 'auto' },
      decoder: { value: 'auto', from: 'default' },
      primaryKey: { value: [], from: 'default' },
      writeDisposition: { value: 'append', from: 'default' },
      steps: [],
      file: { value: 'jobs.parquet', from: 'default' },
    });
  });

  describe('where a setting comes from', () => {
    const endpoint = { paginator: 'header_link', data_selector: 'items', decoder: 'json', path: '/own' };

    it('is the resource itself', () => {
      const { paginator, dataSelector, decoder, request } = descriptionOf({
        resource: { name: 'jobs', endpoint: { ...endpoint, paginator: { type: 'offset', limit: 5 } } },
        defaults: { endpoint: { ...endpoint, data_selector: 'data' } },
        client: { paginator: 'json_link', decoder: 'xml' },
      });
      assert.deepInclude(paginator, { type: 'offset', from: 'endpoint' });
      assert.equal(paginator.options['limit'], 5);
      assert.deepEqual(dataSelector, { value: 'items', from: 'endpoint' });
      assert.deepEqual(decoder, { value: 'json', from: 'endpoint' });
      assert.deepEqual(request.path, { value: '/own', from: 'endpoint' });
    });

    it('is the defaults', () => {
      const { paginator, dataSelector, primaryKey, writeDisposition, schema, steps } = descriptionOf({
        resource: 'jobs',
        defaults: {
          endpoint,
          primary_key: ['a', 'b'],
          write_disposition: 'merge',
          schema: z.object({}),
          processing_steps: [{ filter: () => true, map: (row: object) => row }],
        },
        client: { paginator: 'json_link' },
      });
      assert.deepInclude(paginator, { type: 'header_link', from: 'defaults' });
      assert.deepEqual(dataSelector, { value: 'items', from: 'defaults' });
      assert.deepEqual(primaryKey, { value: ['a', 'b'], from: 'defaults' });
      assert.deepEqual(writeDisposition, { value: 'merge', from: 'defaults' });
      assert.deepEqual(schema, { value: 'zod', from: 'defaults' });
      assert.deepEqual(steps, [
        { value: 'filter', from: 'defaults' },
        { value: 'map', from: 'defaults' },
      ]);
    });

    it('of a contract may be the source', () => {
      const contract = (resource: object, defaults: object = {}, more: object = { schema_contract: 'freeze' }) =>
        descriptionOf({ resource: { name: 'jobs', ...resource }, defaults, more }).schemaContract;
      assert.isUndefined(contract({}, {}, {}));
      assert.deepEqual(contract({}), { value: 'freeze', from: 'source' });
      assert.isUndefined(contract({ schema_contract: null }));
      assert.deepEqual(contract({}, { schema_contract: { columns: 'discard_row' } }), {
        value: 'tables evolve, columns discard_row, data_type evolve',
        from: 'defaults',
      });
      assert.deepEqual(contract({ schema_contract: 'discard_value' }), { value: 'discard_value', from: 'resource' });
    });

    it('is the client', () => {
      const { paginator, decoder, auth, request } = descriptionOf({
        resource: 'jobs',
        client: { paginator: 'json_link', decoder: 'xml', auth: { token: 's3cret' }, headers: { 'X-Team': 'a' } },
      });
      assert.deepInclude(paginator, { type: 'json_link', from: 'client' });
      assert.deepEqual(decoder, { value: 'xml', from: 'client' });
      assert.deepEqual(auth, { value: 'bearer', from: 'client' });
      assert.deepEqual(request.headers, [{ value: 'x-team', from: 'client' }]);
    });

    it('is not the defaults where the resource takes them away', () => {
      const { paginator, primaryKey } = descriptionOf({
        resource: { name: 'jobs', primary_key: null, endpoint: { paginator: null } },
        defaults: { endpoint, primary_key: 'id' },
        client: { paginator: 'json_link' },
      });
      assert.deepInclude(paginator, { type: 'json_link', from: 'client' });
      assert.deepEqual(primaryKey, { value: [], from: 'default' });
      assert.equal(
        descriptionOf({ resource: { name: 'jobs', endpoint: null }, defaults: { endpoint } }).paginator.from,
        'auto',
      );
    });

    it('is told for each parameter', () => {
      const { request } = descriptionOf({
        resource: {
          name: 'jobs',
          endpoint: {
            params: { status: 'new', token: 'hidden', echo: 's3cret' },
            paginator: { type: 'page_number', base_page: 1 },
            incremental: { cursor_path: 'at', start_param: 'since', initial_value: '2024-01-01' },
          },
        },
        defaults: { endpoint: { params: { lang: 'en', status: 'old' } } },
      });
      const params = request.params.map(({ name, value, from }) => [name, value, from]);
      assert.sameDeepMembers(params, [
        ['lang', 'en', 'defaults'],
        ['status', 'new', 'endpoint'],
        ['token', '***', 'endpoint'],
        ['echo', '***', 'endpoint'],
        ['since', '2024-01-01', 'incremental'],
        ['page', '1', 'paginator'],
      ]);
      const { searchParams } = new URL(request.url);
      assert.deepEqual(
        Object.fromEntries(searchParams),
        Object.fromEntries(params.map(([name, value]) => [name, value])),
      );
    });
  });

  it('keeps placeholders readable, and says which parent they come from', () => {
    const { request, parent } = descriptionOf({
      others: ['jobs'],
      resource: {
        name: 'logs',
        include_from_parent: ['title'],
        endpoint: { path: '/jobs/{resources.jobs.id}/logs', params: { of: '{resources.jobs.meta.kind}' } },
      },
    });
    assert.equal(request.url, 'https://api.example.com/v1/jobs/{resources.jobs.id}/logs?of={resources.jobs.meta.kind}');
    assert.deepEqual(parent, {
      resource: 'jobs',
      fields: ['id', 'meta.kind'],
      columns: ['_jobs_id', '_jobs_meta_kind', '_jobs_title'],
      from: 'written',
      writtenOut: '/jobs/{resources.jobs.id}/logs',
    });
  });

  it('says which parent was inferred, and how that is written out', () => {
    const { request, parent } = descriptionOf({
      others: [{ name: 'jobs', primary_key: 'id' }],
      resource: { name: 'logs', endpoint: '/job/{job_id}/logs' },
    });
    assert.equal(request.url, 'https://api.example.com/v1/job/{resources.jobs.id}/logs');
    assert.deepInclude(parent, { from: 'inferred', writtenOut: '/job/{resources.jobs.id}/logs' });
  });

  it('shows a form and a text without the credentials in them', () => {
    const bodyOf = (data: unknown) => descriptionOf({ resource: { name: 'jobs', endpoint: { data } } }).request.body;
    assert.deepEqual(bodyOf({ a: 's3cret', token: 'x', b: 1 }), { value: 'a=***&token=***&b=1', from: 'endpoint' });
    assert.deepEqual(bodyOf('text s3cret'), { value: 'text ***', from: 'endpoint' });
  });

  it('says where rows come from that are not asked for, which the defaults are not about', () => {
    const rowsOf = (over: object): unknown => {
      const described: object = descriptionOf({ resource: { name: 'ids', ...over } });
      return 'rows' in described && described.rows;
    };
    assert.deepEqual(rowsOf({ rows: [1, 2] }), { value: '2 given', from: 'resource' });
    assert.deepEqual(rowsOf({ rows: () => [] }), { value: 'given by code', from: 'resource' });
    assert.deepEqual(rowsOf({ file: '/x/ids.csv' }), { value: '/x/ids.csv', from: 'resource' });
    const { primaryKey, request } = descriptionOf({
      resource: { name: 'ids', rows: [] },
      defaults: { primary_key: 'id' },
    });
    assert.deepEqual(primaryKey, { value: [], from: 'default' });
    assert.isUndefined(request);
  });

  it('shows the body of a POST', () => {
    const { request } = descriptionOf({
      resource: {
        name: 'jobs',
        endpoint: {
          json: { query: 's3cret', page: { size: 10 } },
          paginator: { type: 'offset', limit: 10, offset_body_path: 'page.from' },
        },
      },
    });
    assert.deepEqual(request.method, { value: 'POST', from: 'default' });
    assert.deepInclude(JSON.parse(request.body!.value), { query: '***' });
    assert.equal(request.body?.from, 'endpoint');
  });

  describe('the cursor', () => {
    const incremental = { cursor_path: 'at', start_param: 'since', initial_value: '2024-01-01' };
    const resource = { name: 'jobs', primary_key: 'id', write_disposition: 'merge', endpoint: { incremental } };

    const reached = { cursor_path: 'at', last_value_func: 'max', last_value: '2025-05-05' };

    it('starts at its initial value', () => {
      assert.deepEqual(descriptionOf({ resource }).cursor, {
        path: 'at',
        from: 'endpoint',
        param: 'since',
        start: { value: '2024-01-01', from: 'initial_value' },
      });
    });

    it('goes on where the last run got to', () => {
      const { cursor, request } = descriptionOf({ resource, reached });
      assert.deepEqual(cursor?.start, { value: '2025-05-05', from: 'state' });
      assert.include(request.url, 'since=2025-05-05');
    });

    it('starts anew where the resource is replaced as a whole', () => {
      const { cursor } = descriptionOf({
        resource: { ...resource, write_disposition: 'replace' },
        reached,
      });
      assert.equal(cursor?.start?.from, 'initial_value');
    });
  });

  it('says how rows are merged', () => {
    const { writeDisposition, mergeStrategy, mergeKey } = descriptionOf({
      resource: { name: 'jobs', merge_key: ['day'] },
      defaults: { write_disposition: { disposition: 'merge', strategy: 'scd2' } },
    });
    assert.deepEqual(writeDisposition, { value: 'merge', from: 'defaults' });
    assert.deepEqual(mergeStrategy, { value: 'scd2', from: 'defaults' });
    assert.deepEqual(mergeKey, { value: ['day'], from: 'resource' });
  });

  describe('answers and columns', () => {
    it('are those of the resource, rule by rule and hint by hint', () => {
      const { responseActions, columns, nested, naming } = descriptionOf({
        resource: {
          name: 'jobs',
          primary_key: 'id',
          write_disposition: 'merge',
          nested: 'json',
          naming: 'snake_case',
          columns: { id: { nullable: false }, at: { dedup_sort: 'desc' }, old: null },
          endpoint: {
            response_actions: [
              { status_code: 404, action: 'ignore' },
              { status_code: '5xx', content: 's3cret quota', action: 'retry' },
              { content: 'gone', action: [() => undefined, () => undefined] },
              () => undefined,
            ],
          },
        },
        defaults: {
          columns: {
            id: { data_type: 'bigint' },
            sum: { data_type: 'decimal', precision: 10, scale: 2 },
            gone: { data_type: 'bool', hard_delete: true },
            old: { data_type: 'text' },
          },
        },
      });
      assert.deepEqual(responseActions, {
        value: [
          '404: ignore',
          '5xx with "*** quota": retry',
          'any answer with "gone": 2 functions',
          'any answer: 1 function',
        ],
        from: 'endpoint',
      });
      assert.deepEqual(columns, [
        { value: 'id bigint not null', from: 'resource' },
        { value: 'sum decimal(10, 2)', from: 'defaults' },
        { value: 'gone bool hard_delete', from: 'defaults' },
        { value: 'at dedup_sort desc', from: 'resource' },
      ]);
      assert.deepEqual(
        [nested, naming],
        [
          { value: 'json', from: 'resource' },
          { value: 'snake_case', from: 'resource' },
        ],
      );
    });

    it('are those of the defaults, where the resource does not take them away', () => {
      const defaults = {
        nested: 'json',
        naming: 'snake_case',
        columns: { id: { data_type: 'bigint' } },
        endpoint: { response_actions: [{ status_code: 404, action: 'ignore' }] },
      };
      const { responseActions, columns, nested, naming } = descriptionOf({ resource: 'jobs', defaults });
      const from = [responseActions, columns![0], nested, naming].map((decision) => decision!.from);
      assert.deepEqual(from, ['defaults', 'defaults', 'defaults', 'defaults']);
      const without = descriptionOf({
        resource: { name: 'jobs', columns: null, nested: null, naming: null, endpoint: { response_actions: null } },
        defaults,
      });
      assert.doesNotHaveAnyKeys(without, ['responseActions', 'columns', 'nested', 'naming']);
    });

    it('are told of a resource whose rows are given', () => {
      const described = descriptionOf({
        resource: { name: 'jobs', rows: [{ id: 1 }], columns: { id: { nullable: false } } },
      });
      assert.deepEqual(described.columns, [{ value: 'id not null', from: 'resource' }]);
    });
  });

  it('hides what is secret, wherever it stands', () => {
    const described = descriptionOf({
      resource: {
        name: 'jobs',
        endpoint: { path: '/x/s3cret', headers: { 'X-Key': 'hidden' }, json: { a: 's3cret' } },
      },
      client: { base_url: 'https://me:hidden@api.example.com', auth: { token: 's3cret' } },
    });
    assert.notMatch(JSON.stringify(described), /s3cret|hidden/);
  });
});
