import { assert } from 'chai';
import { ConfigError } from '../../lib/core/errors.ts';
import { redactor } from '../../lib/core/redact.ts';
import type { ApiRequest, RequestBody } from '../../lib/core/types.ts';
import { requestLabel } from '../../lib/http/request-label.ts';
import { defaultUserAgent } from '../../lib/http/user-agent.ts';
import { toWire } from '../../lib/http/wire-request.ts';

const redact = redactor(['hush-hush']);

const base: ApiRequest = {
  resource: 'jobs',
  method: 'get',
  url: 'http://x/jobs?a=1',
  params: {},
  headers: {},
  credentialOrigin: 'http://x',
};

function wire(more: Partial<ApiRequest> = {}) {
  const request = { ...base, ...more };
  return toWire(request, requestLabel(request, redact), 'millrace/1');
}

function failure(more: Partial<ApiRequest>): ConfigError {
  try {
    wire(more);
  } catch (error) {
    assert.instanceOf(error, ConfigError);
    return error;
  }
  return assert.fail('nothing was thrown');
}

const posted = (body: RequestBody, headers = {}) => {
  const { body: bytes, headers: sent } = wire({ method: 'POST', body, headers });
  return [bytes?.toString(), sent['content-type']];
};

describe('toWire', () => {
  it('adds the parameters to the query of the URL', () => {
    const { url, method } = wire({ params: { b: 'x y', c: [1, 2], big: 9007199254740993n, a: 2 } });
    assert.strictEqual(url, 'http://x/jobs?b=x+y&c=1&c=2&big=9007199254740993&a=2');
    assert.strictEqual(method, 'GET');
  });

  it('sends default headers, which a header of the request replaces in any case', () => {
    const defaults = { accept: '*/*', 'accept-encoding': 'gzip, deflate, br', 'user-agent': 'millrace/1' };
    assert.deepEqual(wire().headers, defaults);
    assert.deepEqual(wire({ headers: { Accept: 'text/xml', 'X-A': '1' } }).headers, {
      ...defaults,
      accept: 'text/xml',
      'x-a': '1',
    });
  });

  it('encodes each kind of body', () => {
    assert.deepEqual(posted({ kind: 'json', value: { id: 9007199254740993n, n: null, s: '1"' } }), [
      '{"id":9007199254740993,"n":null,"s":"1\\""}',
      'application/json',
    ]);
    assert.deepEqual(
      posted({
        kind: 'form',
        fields: [
          ['a', '1 2'],
          ['a', 'ü&'],
        ],
      }),
      ['a=1+2&a=%C3%BC%26', 'application/x-www-form-urlencoded'],
    );
    assert.deepEqual(posted({ kind: 'text', text: '<ü/>' }), ['<ü/>', undefined]);
    assert.deepEqual(posted({ kind: 'json', value: 1 }, { 'content-type': 'application/vnd.api+json' }), [
      '1',
      'application/vnd.api+json',
    ]);
  });

  it('refuses a body on GET and HEAD', () => {
    for (const method of ['GET', 'head']) {
      const error = failure({ method, body: { kind: 'text', text: 'x' } });
      assert.match(error.message, /request cannot carry a body/);
      assert.strictEqual(error.setting, 'resources.jobs.endpoint.method');
    }
  });

  it('refuses a header that HTTP does not allow, without showing its value', () => {
    for (const headers of [
      { 'x-token': 'secret\nvalue' },
      { 'x-token': 'secret\r\n' },
      { 'x-token': 'secret☃' },
      { 'x token': 'secret' },
    ] as Record<string, string>[]) {
      const error = failure({ headers });
      assert.match(error.message, /the header "x.token" has a name or a value that HTTP does not allow/);
      assert.strictEqual(error.setting, 'resources.jobs.endpoint.headers');
      assert.notInclude(error.message, 'secret');
    }
  });

  it('refuses what is not an http URL, and credentials in it', () => {
    assert.include(failure({ url: 'jobs' }).message, 'GET jobs: this is not a URL');
    assert.include(failure({ url: 'file:///etc/passwd' }).message, 'only http and https');
    const { message, fix } = failure({ url: 'http://me:pw123@x/jobs' });
    assert.match(message, /: GET http:\/\/\*\*\*@x\/jobs: credentials cannot be part of the URL$/);
    assert.include(fix, 'http_basic');
  });
});

describe('requestLabel', () => {
  it('shows no secret', () => {
    const label = requestLabel({ ...base, params: { q: 'hush-hush', api_key: 'undeclared', mail: 'a@b' } }, redact);
    assert.strictEqual(label, 'GET http://x/jobs?a=1&q=***&api_key=***&mail=a%40b');
  });
});

describe('defaultUserAgent', () => {
  it('names the version', () => assert.match(defaultUserAgent(), /^millrace\/\d+\.\d+\.\d+/));
});
