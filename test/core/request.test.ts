import { assert } from 'chai';
import { followLink, joinUrl, originOf, requestUrl, withParam } from '../../lib/core/request.ts';
import type { QueryParams } from '../../lib/core/types.ts';
import { requestFor } from '../helpers/marbles.ts';

describe('joinUrl', () => {
  // As dlt joins them: reference cases of its test_join_url.
  const cases: [base: string, path: string, joined: string][] = [
    ['https://api.example.com', 'jobs', 'https://api.example.com/jobs'],
    ['https://api.example.com/', 'jobs', 'https://api.example.com/jobs'],
    ['https://api.example.com/', '/jobs', 'https://api.example.com/jobs'],
    ['https://api.example.com///', '///jobs', 'https://api.example.com/jobs'],
    ['https://api.example.com/v1', '/jobs', 'https://api.example.com/v1/jobs'],
    ['https://api.example.com/v1', 'jobs/', 'https://api.example.com/v1/jobs/'],
    ['https://api.example.com/v1', '', 'https://api.example.com/v1'],
    ['https://api.example.com/v1/', '', 'https://api.example.com/v1/'],
    ['', '/jobs', '/jobs'],
    ['https://api.example.com/v1', 'https://other.example.com/x', 'https://other.example.com/x'],
    ['https://api.example.com/v1', 'HTTP://other.example.com/x', 'HTTP://other.example.com/x'],
    ['https://api.example.com/v1', 'my://x', 'https://api.example.com/v1/my://x'],
    ['https://api.example.com/v1', '?a=1', 'https://api.example.com/v1/?a=1'],
  ];
  for (const [base, path, joined] of cases) {
    it(`${base} + ${path}`, () => assert.equal(joinUrl(base, path), joined));
  }
});

describe('requestUrl', () => {
  const at = (url: string, params: QueryParams) => requestUrl({ url, params });

  it('leaves a URL without parameters as it is', () =>
    assert.equal(at('https://x.example/a%20b?q=a%20b', {}), 'https://x.example/a%20b?q=a%20b'));
  it('adds parameters to those of the URL', () =>
    assert.equal(at('https://x.example/r?x=1', { y: 2 }), 'https://x.example/r?x=1&y=2'));
  it('replaces a parameter that the URL has, every occurrence', () =>
    assert.equal(at('https://x.example/r?page=1&page=9&a=b', { page: 2 }), 'https://x.example/r?a=b&page=2'));
  it('repeats a list, and an empty one sends nothing', () =>
    assert.equal(at('https://x.example/r', { id: [1, 'b'], none: [] }), 'https://x.example/r?id=1&id=b'));
  it('writes every kind of value', () =>
    assert.equal(
      at('https://x.example/r', { n: 1.5, b: true, big: 2n ** 60n, text: 'ä&=/' }),
      'https://x.example/r?n=1.5&b=true&big=1152921504606846976&text=%C3%A4%26%3D%2F',
    ));
});

describe('followLink', () => {
  const request = requestFor('jobs', { params: { q: 'a' }, method: 'POST', body: { kind: 'json', value: { a: 1 } } });
  const base = 'https://api.example.com/v1/jobs?page=1';
  const cases: [link: string, url: string][] = [
    ['https://api.example.com/v1/jobs?page=2', 'https://api.example.com/v1/jobs?page=2'],
    ['/v2/jobs?page=2', 'https://api.example.com/v2/jobs?page=2'],
    ['?page=2', 'https://api.example.com/v1/jobs?page=2'],
    ['next/2', 'https://api.example.com/v1/next/2'],
    ['//other.example.com/x', 'https://other.example.com/x'],
  ];
  for (const [link, url] of cases) {
    it(`${link}: its own query, method and body of the first request`, () =>
      assert.deepEqual(followLink(request, link, base), { ...request, url, params: {} }));
  }
});

describe('withParam and originOf', () => {
  it('changes one parameter and nothing in the request that it is given', () => {
    const request = Object.freeze(requestFor('jobs', { params: Object.freeze({ a: 1, page: 1 }) }));
    assert.deepEqual(withParam(request, 'page', 2), { ...request, params: { a: 1, page: 2 } });
  });
  it('the origin has its port', () => assert.equal(originOf('http://127.0.0.1:99/a?b'), 'http://127.0.0.1:99'));
});
