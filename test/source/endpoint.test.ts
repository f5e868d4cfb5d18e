import { assert } from 'chai';
import { Secret } from '../../lib/core/secret.ts';
import type { CheckedConfig } from '../../lib/config/schema.ts';
import { checkConfig } from '../../lib/config/check.ts';
import { endpointOf } from '../../lib/source/endpoint.ts';
import type { QueryParams } from '../../lib/core/types.ts';
import { planOf } from './planned.ts';

const parentRow: Readonly<Record<string, unknown>> = {
  id: 'a/b',
  big: 2n ** 60n,
  none: null,
  list: [1, 2],
  object: { a: 1 },
  port: 99,
  url: 'https://cdn.example.com/x',
};
const lookup = (expression: string) => parentRow[expression.slice('resources.p.'.length)];

/** The first request of a resource with this endpoint. */
function requestOf(endpoint: object | string, client: object = {}, params: QueryParams = {}) {
  const base = { base_url: 'https://api.example.com/v1', ...client };
  const config = checkConfig({ client: base, resources: ['p', { name: 'jobs', endpoint }] });
  return endpointOf(planOf('p', { name: 'jobs', endpoint }), config.client).request(lookup, params);
}

describe('endpointOf', () => {
  it('asks for the name of the resource under base_url', () => {
    assert.deepEqual(requestOf({}), {
      resource: 'jobs',
      method: 'GET',
      url: 'https://api.example.com/v1/jobs',
      params: {},
      headers: {},
      credentialOrigin: 'https://api.example.com',
    });
  });

  it('fills path, params, headers and body', () => {
    const request = requestOf({
      path: '/p/{resources.p.id}',
      params: {
        a: '{resources.p.big}',
        b: 'x{resources.p.id}',
        c: null,
        d: [1, 2],
        e: '{resources.p.none}',
        f: '{{f}}',
      },
      headers: { 'X-{resources.p.big}': 'v{resources.p.id}' },
      json: { ids: '{resources.p.list}', none: '{resources.p.none}' },
    });
    assert.equal(request.url, 'https://api.example.com/v1/p/a%2Fb');
    assert.deepEqual(request.params, { a: 2n ** 60n, b: 'xa/b', d: [1, 2], f: '{f}' });
    assert.deepEqual(request.headers, { [`x-${2n ** 60n}`]: 'va/b' });
    assert.deepEqual(request.body, { kind: 'json', value: { ids: [1, 2], none: null } });
    assert.equal(request.method, 'POST');
  });

  it('sends a form, a list of fields or a text as data', () => {
    const bodyOf = (data: unknown) => requestOf({ data }).body;
    assert.deepEqual(
      bodyOf({
        id: '{resources.p.id}',
        n: 1,
        yes: true,
        ids: '{resources.p.list}',
        none: '{resources.p.none}',
        c: null,
      }),
      {
        kind: 'form',
        fields: [
          ['id', 'a/b'],
          ['n', '1'],
          ['yes', 'true'],
          ['ids', '1'],
          ['ids', '2'],
        ],
      },
    );
    assert.deepEqual(
      bodyOf([
        ['a', 1],
        ['a', '{resources.p.id}'],
        ['{resources.p.port}', '{{x}}'],
      ]),
      {
        kind: 'form',
        fields: [
          ['a', '1'],
          ['a', 'a/b'],
          ['99', '{x}'],
        ],
      },
    );
    assert.deepEqual(bodyOf('{{"id": "{resources.p.id}"}}'), { kind: 'text', text: '{"id": "a/b"}' });
    assert.equal(requestOf({ data: 'x' }).method, 'POST');
  });

  it('empty data is no body', () => {
    for (const data of [{}, [], '', null]) {
      assert.notProperty(requestOf({ data }), 'body');
      assert.equal(requestOf({ data }).method, 'GET');
    }
  });

  it('a parameter that the path names is part of the path', () => {
    const request = requestOf({
      path: '/{org}/x/{id}/{token}',
      params: { org: 'a b/c', id: 5, page: 1, token: new Secret('token', 's3/cret') },
    });
    assert.equal(request.url, 'https://api.example.com/v1/a%20b%2Fc/x/5/s3%2Fcret');
    assert.deepEqual(request.params, { page: 1 });
  });

  it('a resolve parameter fills the path', () => {
    const request = requestOf({
      path: '/x/{post_id}',
      params: { post_id: { type: 'resolve', resource: 'p', field: 'port' }, page: 1 },
    });
    assert.equal(request.url, 'https://api.example.com/v1/x/99');
    assert.deepEqual(request.params, { page: 1 });
  });

  it('a header whose value is null is not sent', () =>
    assert.deepEqual(requestOf({ headers: { 'x-a': '{resources.p.none}', 'x-b': 'b{resources.p.none}' } }).headers, {
      'x-b': 'b',
    }));

  it('a list from the parent repeats the parameter', () =>
    assert.deepEqual(requestOf({ params: { id: '{resources.p.list}' } }).params, { id: [1, 2] }));

  it('a list of placeholders: null is left out, a list spread, an object JSON', () => {
    const params = { id: ['{resources.p.none}', '{resources.p.list}', '{resources.p.object}', 'x'] };
    assert.deepEqual(requestOf({ params }).params, { id: [1, 2, '{"a":1}', 'x'] });
  });

  it('sends an empty body where json is empty, and none where it is not given', () => {
    assert.deepEqual(requestOf({ json: {} }).body, { kind: 'json', value: {} });
    assert.notProperty(requestOf({ json: null }), 'body');
  });

  it('parameters of the run win', () =>
    assert.deepEqual(requestOf({ params: { a: 1, b: 1 } }, {}, { a: 2 }).params, { a: 2, b: 1 }));

  it('headers: names in any case are one name, those of the endpoint win, those of the client are not filled', () => {
    const client = { headers: { 'X-A': 'client', 'X-B': '{resources.p.id} {{', 'X-C': new Secret('c', 's3') } };
    assert.deepEqual(requestOf({ headers: { 'x-a': 'own' } }, client).headers, {
      'x-a': 'own',
      'x-b': '{resources.p.id} {{',
      'x-c': 's3',
    });
  });

  describe('credentials belong to the origin that is configured', () => {
    const cases: [what: string, path: string, url: string, origin: string][] = [
      ['a path', '/jobs', 'https://api.example.com/v1/jobs', 'https://api.example.com'],
      ['a whole URL', 'https://files.example.com/a', 'https://files.example.com/a', 'https://files.example.com'],
      ['a URL from the data', '{resources.p.url}', 'https://cdn.example.com/x', 'https://api.example.com'],
      [
        'a port from the data',
        'https://a.example.com:{resources.p.port}/',
        'https://a.example.com:99/',
        'https://api.example.com',
      ],
    ];
    for (const [what, path, url, origin] of cases) {
      it(what, () => {
        const request = requestOf(path);
        assert.equal(request.url, url);
        assert.equal(request.credentialOrigin, origin);
      });
    }
  });

  describe('what the endpoint does not say, the client says', () => {
    const client = {
      paginator: { type: 'page_number', page_param: 'of_client' },
      error_handler: { retry_on_status_codes: [418], max_retries: 1 },
      decoder: 'xml',
      auth: { token: 'client' },
    };
    const of = (endpoint: object, shared: object) => {
      const checked: CheckedConfig['client'] = checkConfig({
        client: { base_url: 'https://a.b', ...shared },
        resources: ['x'],
      }).client;
      return endpointOf(planOf({ name: 'jobs', endpoint }), checked);
    };

    it('from the client', () => {
      const { auth, paginator, sending } = of({}, client);
      assert.match(paginator.moves, /of_client/);
      assert.deepEqual(sending.policy, { statuses: [418], maxRetries: 1, backoffFactor: 2 });
      assert.deepEqual(sending.decoder, { type: 'xml' });
      assert.deepEqual(auth, { config: { type: 'bearer', token: 'client' }, setting: 'client.auth' });
    });
    it('the endpoint wins, each setting as a whole', () => {
      const own = { paginator: 'single_page', error_handler: { backoff_factor: 0 }, decoder: 'json', auth: null };
      const { auth, paginator, sending } = of(own, client);
      assert.deepEqual(auth, { config: null, setting: 'resources.jobs.endpoint.auth' });
      assert.notMatch(paginator.moves, /of_client/);
      assert.deepEqual(sending.policy, { statuses: 'default', maxRetries: 4, backoffFactor: 0 });
      assert.deepEqual(sending.decoder, { type: 'json' });
    });
    it('from nobody', () => {
      const { selector, sending } = of({}, {});
      assert.isUndefined(selector);
      assert.deepEqual(sending, {
        policy: { statuses: 'default', maxRetries: 4, backoffFactor: 2 },
        decoder: 'auto',
        actions: [],
      });
    });
    it('a selector may be a path or a list of keys', () => {
      assert.deepEqual(of({ data_selector: ['a.b', 'c'] }, {}).selector?.matches({ 'a.b': { c: [1] } }), [[1]]);
      assert.deepEqual(of({ data_selector: 'a.b' }, {}).selector?.matches({ a: { b: [1] } }), [[1]]);
    });
  });
});
