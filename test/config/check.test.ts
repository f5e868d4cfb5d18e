import { assert } from 'chai';
import { z } from 'zod';
import { checkConfig } from '../../lib/config/check.ts';
import { secret } from '../../lib/core/secret.ts';
import { issueOf, issuesOf } from '../helpers/issues.ts';

/** A configuration that is right, but for what is given. */
const config = (over: object = {}) => ({
  client: { base_url: 'https://api.example.com' },
  resources: ['jobs'],
  ...over,
});
const client = (over: object) => config({ client: { base_url: 'https://api.example.com', ...over } });
const jobs = (over: object) => config({ resources: [{ name: 'jobs', ...over }] });
const endpoint = (over: object) => jobs({ endpoint: over });

describe('checkConfig', () => {
  describe('takes', () => {
    const complete = config({
      name: 'shop',
      client: {
        base_url: 'https://api.example.com/v1',
        headers: { 'x-version': '1', 'x-key': secret('key') },
        auth: { type: 'bearer', token: secret('token') },
        paginator: { type: 'offset', limit: 10 },
        error_handler: { retry_on_status_codes: [429], max_retries: 0, backoff_factor: 1.5 },
        decoder: 'json',
      },
      resource_defaults: { primary_key: ['id'], endpoint: { params: { limit: 10 } } },
      resources: [
        'users',
        {
          name: 'jobs',
          endpoint: {
            path: '/jobs',
            method: 'POST',
            params: { a: 1, b: [true, 'x', 2n], c: null },
            json: { deep: [{ er: null }] },
            headers: { accept: 'x' },
            data_selector: ['data', 'items'],
            incremental: { cursor_path: 'at', initial_value: 5, start_param: 'since' },
          },
          table_name: 'all_jobs',
          primary_key: 'id',
          write_disposition: 'merge',
          schema: z.object({ id: z.int() }),
          selected: false,
          include_from_parent: ['name'],
          processing_steps: [{ filter: () => true, map: (row: object) => row }, { pipe: (pages: object) => pages }],
          on_reject: 'ignore',
        },
      ],
    });

    it('every key, and does not change what it was given', () => {
      const before = structuredClone({ ...complete, client: {}, resources: [] });
      const checked = checkConfig(complete);
      assert.deepEqual(
        checked.resources.map(({ name }) => name),
        ['users', 'jobs'],
      );
      assert.deepEqual(structuredClone({ ...complete, client: {}, resources: [] }), before);
      assert.equal(complete.resources[0], 'users');
    });

    it('the short forms: a resource, an endpoint, a paginator, an authentication without its type', () => {
      const checked = checkConfig({
        client: { base_url: 'http://x', paginator: 'page_number', auth: { token: 'a' } },
        resources: ['users', { name: 'jobs', endpoint: '/v2/jobs' }],
      });
      assert.deepInclude(checked.client.paginator, { type: 'page_number' });
      assert.deepEqual(checked.client.auth, { type: 'bearer', token: 'a' });
      assert.deepEqual(checked.resources, [{ name: 'users' }, { name: 'jobs', endpoint: { path: '/v2/jobs' } }]);
    });

    it('null for every optional key of an endpoint', () => {
      const keys = [
        'path',
        'params',
        'json',
        'headers',
        'paginator',
        'data_selector',
        'auth',
        'incremental',
        'decoder',
      ];
      checkConfig(endpoint(Object.fromEntries(keys.map((key) => [key, null]))));
    });
  });

  describe('refuses, with path, message and fix', () => {
    const cases: [what: string, config: unknown, path: string, message: RegExp, fix?: RegExp][] = [
      ['no configuration', undefined, '', /is missing/],
      ['a list', [], '', /expected object, received array/],
      ['a missing client', { resources: ['a'] }, 'client', /^is missing$/],
      ['a missing base_url', config({ client: {} }), 'client.base_url', /^is missing$/],
      ['a base_url without a scheme', client({ base_url: 'api.example.com' }), 'client.base_url', /http.*not "api\.ex/],
      ['a base_url that is none', client({ base_url: 'http://' }), 'client.base_url', /expected a URL/],
      ['a typo at the top', config({ resource: 1 }), 'resource', /no such key/, /did you mean resources\?/],
      ['a typo in the client', client({ headrs: {} }), 'client.headrs', /no such key/, /did you mean headers\?/],
      [
        'a typo in the defaults',
        config({ resource_defaults: { primarykey: 'id' } }),
        'resource_defaults.primarykey',
        /no such key/,
        /primary_key/,
      ],
      [
        'a typo in the endpoint of the defaults',
        config({ resource_defaults: { endpoint: { parms: {} } } }),
        'resource_defaults.endpoint.parms',
        /no such key/,
        /params\?/,
      ],
      [
        'a typo in a resource',
        jobs({ endpont: {} }),
        'resources.jobs.endpont',
        /no such key/,
        /did you mean endpoint\?/,
      ],
      [
        'a typo in an endpoint',
        endpoint({ dataselector: 'a' }),
        'resources.jobs.endpoint.dataselector',
        /no such key/,
        /did you mean data_selector\?/,
      ],
      [
        'a typo in a paginator',
        endpoint({ paginator: { type: 'page_number', page_parm: 'p' } }),
        'resources.jobs.endpoint.paginator.page_parm',
        /no such key/,
        /did you mean page_param\?/,
      ],
      [
        'a typo in an authentication',
        client({ auth: { token: 'x', tokne: 'x' } }),
        'client.auth.tokne',
        /no such key/,
        /did you mean token\?/,
      ],
      [
        'a typo in an error handler',
        client({ error_handler: { max_retry: 1 } }),
        'client.error_handler.max_retry',
        /no such key/,
        /max_retries/,
      ],
      [
        'a typo in incremental',
        endpoint({ incremental: { cursor_path: 'a', start: 'x' } }),
        'resources.jobs.endpoint.incremental.start',
        /no such key/,
        /start_param|known here/,
      ],
      [
        'a key far from every other',
        endpoint({ zzzzzzzz: 1 }),
        'resources.jobs.endpoint.zzzzzzzz',
        /no such key/,
        /known here: path, method, params/,
      ],
      [
        'a paginator that there is not',
        endpoint({ paginator: 'page_numbr' }),
        'resources.jobs.endpoint.paginator.type',
        /there is no type "page_numbr"/,
        /did you mean page_number\?.*single_page, page_number, offset, cursor, json_link, header_link/,
      ],
      [
        'a paginator far from every other',
        client({ paginator: { type: 'zzz' } }),
        'client.paginator.type',
        /there is no type "zzz"/,
        /use one of: single_page/,
      ],
      [
        'a paginator without type',
        client({ paginator: { limit: 5 } }),
        'client.paginator.type',
        /^is missing$/,
        /use one of: single_page/,
      ],
      ['a paginator of the wrong kind', client({ paginator: 7 }), 'client.paginator', /expected object/],
      ['a missing option', client({ paginator: 'offset' }), 'client.paginator.limit', /^is missing$/],
      [
        'options that exclude each other',
        client({ paginator: { type: 'cursor', cursor_param: 'a', cursor_body_path: 'b' } }),
        'client.paginator.cursor_body_path',
        /not both/,
      ],
      [
        'an authentication that there is not',
        client({ auth: { type: 'baerer' } }),
        'client.auth.type',
        /there is no type "baerer"/,
        /did you mean bearer\?.*bearer, api_key, http_basic/,
      ],
      ['a decoder that there is not', client({ decoder: 'jsn' }), 'client.decoder.type', /no type "jsn"/, /json/],
      [
        'a method that there is not',
        endpoint({ method: 'PATCH' }),
        'resources.jobs.endpoint.method',
        /"PATCH" is not allowed/,
        /GET, POST/,
      ],
      [
        'a disposition that there is not',
        jobs({ write_disposition: 'merg' }),
        'resources.jobs.write_disposition',
        /"merg" is not allowed/,
        /did you mean merge\?/,
      ],
      [
        'a parameter that is an object',
        endpoint({ params: { a: { b: 1 } } }),
        'resources.jobs.endpoint.params.a',
        /expected a text, number, boolean/,
      ],
      [
        'a selector that is a number',
        endpoint({ data_selector: 5 }),
        'resources.jobs.endpoint.data_selector',
        /expected a path such as.*not 5/,
      ],
      [
        'json that is a list',
        endpoint({ json: [] }),
        'resources.jobs.endpoint.json',
        /expected record, received array/,
      ],
      [
        'a status that is none',
        client({ error_handler: { retry_on_status_codes: [42] } }),
        'client.error_handler.retry_on_status_codes.0',
        /100.*not 42/,
      ],
      [
        'a primary key that is a number',
        jobs({ primary_key: 5 }),
        'resources.jobs.primary_key',
        /expected a column name.*not 5/,
      ],
      [
        'a schema that is none',
        jobs({ schema: { type: 'row' } }),
        'resources.jobs.schema',
        /it is not a JSON Schema: schema is invalid/,
      ],
      [
        'a step that does nothing',
        jobs({ processing_steps: [{}] }),
        'resources.jobs.processing_steps.0',
        /expected filter, map, yield_map or pipe/,
      ],
      [
        'a step that is no function',
        jobs({ processing_steps: [{ map: 'x' }] }),
        'resources.jobs.processing_steps.0.map',
        /expected a function: row => row/,
      ],
      ['a file name with a path', jobs({ table_name: '../jobs' }), 'resources.jobs.table_name', /without a path/],
      ['no resources', config({ resources: [] }), 'resources', />=1 items/],
      ['a resource without a name', config({ resources: [{ endpoint: 'a' }] }), 'resources.0.name', /^is missing$/],
      ['a resource that is a number', config({ resources: [5] }), 'resources.0', /expected object/],
      ['a name with a slash', config({ resources: ['a/b'] }), 'resources.a/b.name', /without slashes.*"a\/b"/],
      [
        'a name that is another folder',
        config({ resources: [{ name: '..' }] }),
        'resources....name',
        /without slashes/,
      ],
      [
        'the same name twice',
        config({ resources: ['jobs', 'users', { name: 'jobs' }, 'jobs'] }),
        'resources.jobs',
        /two resources/,
        /rename/,
      ],
    ];
    for (const [what, given, path, message, fix] of cases) {
      it(what, () => {
        const issue = issueOf(() => checkConfig(given));
        assert.equal(issue.path, path);
        assert.match(issue.message, message);
        if (fix) assert.match(issue.fix ?? '', fix);
      });
    }
  });

  it('tells everything that is wrong at once', () => {
    const issues = issuesOf(() =>
      checkConfig({
        client: { base_url: 5, auth: 'beaerer' },
        resources: ['a', 'a', { name: 'b', endpoint: { pth: 'x', paginator: 'ofset' } }, { nam: 'c' }],
      }),
    );
    assert.sameMembers(
      issues.map(({ path }) => path),
      [
        'client.base_url',
        'client.auth.type',
        'resources.a',
        'resources.b.endpoint.pth',
        'resources.b.endpoint.paginator.type',
        'resources.3.name',
        'resources.3.nam',
      ],
    );
  });

  describe('shows no credential', () => {
    const cases: [what: string, config: object][] = [
      ['a token where the type belongs', client({ auth: 'zx9-hush-12345' })],
      ['a token as type', client({ auth: { type: 'zx9-hush-12345' } })],
      ['a token in a list', client({ auth: { token: ['zx9-hush-12345'] } })],
      ['a token that is a number', client({ auth: { token: 12345 } })],
      ['a key of an endpoint that is a number', endpoint({ auth: { type: 'api_key', api_key: 12345 } })],
      ['a header that is a number', client({ headers: { authorization: 12345 } })],
      ['a password in the URL', client({ base_url: 'ftp://me:hush@example.com' })],
    ];
    for (const [what, given] of cases) {
      it(what, () => {
        const text = JSON.stringify(issuesOf(() => checkConfig(given)));
        assert.notMatch(text, /hush|12345/);
      });
    }
  });
});
