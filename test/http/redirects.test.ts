import { assert } from 'chai';
import { of } from 'rxjs';
import type { ApiRequest } from '../../lib/core/types.ts';
import { withCredentials } from '../../lib/http/credentials.ts';
import { redirected } from '../../lib/http/redirects.ts';

const request: ApiRequest = {
  resource: 'jobs',
  method: 'GET',
  url: 'https://api.example.com/v1/jobs',
  params: { page: 2 },
  headers: { accept: 'application/json', 'x-api-key': 'k', 'content-type': 'application/json' },
  credentialOrigin: 'https://api.example.com',
};

const to = (location: string, status = 302, from = request, authorized = from) =>
  redirected(from, authorized, { status, headers: { location }, url: 'https://api.example.com/v1/jobs?page=2' });

describe('redirected', () => {
  it('resolves the location against the URL that answered, which has its own query', () => {
    assert.include(to('/v2/jobs?page=3'), { url: 'https://api.example.com/v2/jobs?page=3', method: 'GET' });
    assert.include(to('tasks'), { url: 'https://api.example.com/v1/tasks' });
    assert.include(to('//other.example/x'), { url: 'https://other.example/x' });
    assert.deepEqual(to('/x')?.params, {});
  });

  it('is for redirects with a location only', () => {
    for (const status of [200, 300, 304, 305, 404]) assert.isUndefined(to('/x', status));
    assert.isUndefined(to('https://[bad'));
    assert.isUndefined(redirected(request, request, { status: 302, headers: {}, url: request.url }));
  });

  it('turns a POST into a GET without a body on 301, 302 and 303, and keeps it on 307 and 308', () => {
    const body = { kind: 'json', value: { a: 1 } } as const;
    const post: ApiRequest = { ...request, method: 'POST', body };
    for (const status of [301, 302, 303]) {
      const next = to('/x', status, post)!;
      assert.strictEqual(next.method, 'GET');
      assert.notProperty(next, 'body');
      assert.notProperty(next.headers, 'content-type');
    }
    for (const status of [307, 308]) assert.deepInclude(to('/x', status, post)!, { method: 'POST', body });
  });

  it('turns any method but HEAD into GET on 303 only', () => {
    const method = (from: string, status: number) => to('/x', status, { ...request, method: from })?.method;
    assert.deepEqual([method('PUT', 303), method('PUT', 302), method('HEAD', 303)], ['GET', 'PUT', 'HEAD']);
  });

  it('takes out of the location what authentication had added, and nothing else', () => {
    const authorized = { ...request, params: { ...request.params, api_key: 'k1' } };
    const url = (location: string) => to(location, 302, request, authorized)?.url;
    assert.strictEqual(url('https://evil.example/x?api_key=k1&page=2&z=1'), 'https://evil.example/x?page=2&z=1');
    assert.strictEqual(url('/x?api_key=signed'), 'https://api.example.com/x?api_key=signed');
    assert.strictEqual(url('https://u:p@evil.example/x'), 'https://evil.example/x');
  });
});

describe('withCredentials', () => {
  const authenticator = {
    authorize: (request: ApiRequest) => of({ ...request, headers: { ...request.headers, authorization: 'Bearer t' } }),
  };
  const headers = (url: string, auth?: typeof authenticator) => {
    let seen: ApiRequest['headers'] | undefined;
    withCredentials({ ...request, url }, auth).subscribe((authorized) => (seen = authorized.headers));
    return seen;
  };

  it('authorises a request to its own origin', () => {
    assert.deepEqual(headers(request.url, authenticator), { ...request.headers, authorization: 'Bearer t' });
    assert.deepEqual(headers(request.url), request.headers);
  });

  const others = [
    'http://api.example.com/',
    'https://api.example.com:8443/',
    'https://sub.api.example.com/',
    'https://example.com/',
    'https://api.example.com.evil.example/',
    'https://api.example.com@evil.example/',
  ];
  for (const url of others) {
    it(`sends harmless headers only to ${url}`, () => {
      const harmless = { accept: 'application/json', 'content-type': 'application/json' };
      assert.deepEqual(headers(url, authenticator), harmless);
      assert.deepEqual(headers(url), harmless);
    });
  }
});
