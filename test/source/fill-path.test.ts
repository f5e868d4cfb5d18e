import { assert } from 'chai';
import { cannotBeSegment, fillPath } from '../../lib/source/fill-path.ts';
import { issueOf } from '../helpers/issues.ts';

/** Looks expressions up in this object. */
const values: Readonly<Record<string, unknown>> = {
  id: 7,
  big: 12345678901234567890n,
  text: 'x',
  path: 'a/b',
  folders: '/a b/c?d/',
  query: 'x?y=1&z#f %',
  unicode: 'zażółć',
  up: '../q',
  url: 'https://other.example.com/x?a=b',
  ftp: 'ftp://other.example.com/x',
  none: null,
  missing: undefined,
  yes: true,
  zero: 0,
};
const fill = (path: string) => fillPath(path, (expression) => values[expression], 'resources.a.endpoint.path');

describe('fillPath', () => {
  const cases: [path: string, filled: string][] = [
    ['/jobs/{id}/tasks', '/jobs/7/tasks'],
    ['/jobs/{ id }', '/jobs/7'],
    ['/jobs/{id}-{text}', '/jobs/7-x'],
    ['/jobs/{big}', '/jobs/12345678901234567890'],
    ['/jobs/{path}', '/jobs/a%2Fb'],
    ['/jobs/{query}', '/jobs/x%3Fy%3D1%26z%23f%20%25'],
    ['/jobs/{unicode}', '/jobs/za%C5%BC%C3%B3%C5%82%C4%87'],
    ['/jobs/{up}', '/jobs/..%2Fq'],
    ['/jobs/{yes}/{zero}', '/jobs/true/0'],
    ['/jobs?id={query}', '/jobs?id=x%3Fy%3D1%26z%23f%20%25'],
    ['/a{{b}}/{id}', '/a{b}/7'],
    ['/{{{id}}}', '/{7}'],
    ['/files/{+path}/x', '/files/a/b/x'],
    ['/files/{+folders}', '/files/a%20b/c%3Fd/'],
    ['{url}', 'https://other.example.com/x?a=b'],
    [' {url} ', 'https://other.example.com/x?a=b'],
    ['{+url}', 'https://other.example.com/x?a=b'],
    ['/{url}', '/https%3A%2F%2Fother.example.com%2Fx%3Fa%3Db'],
    ['{ftp}', 'ftp%3A%2F%2Fother.example.com%2Fx'],
    ['/plain', '/plain'],
  ];
  for (const [path, filled] of cases) it(`${path} -> ${filled}`, () => assert.equal(fill(path), filled));

  for (const name of ['none', 'missing']) {
    it(`never asks for a path with nothing in the place of a value: ${name}`, () => {
      const issue = issueOf(() => fill(`/jobs/{${name}}`));
      assert.equal(issue.path, 'resources.a.endpoint.path');
      assert.equal(issue.message, `{${name}} has no value`);
    });
  }
});

describe('cannotBeSegment', () => {
  for (const value of ['', '.', '..']) it(JSON.stringify(value), () => assert.isTrue(cannotBeSegment(value, false)));
  for (const value of ['a', '...', 'a/..', 0, false, null]) {
    it(`but ${JSON.stringify(value)}`, () => assert.isFalse(cannotBeSegment(value, false)));
  }
  describe('where slashes make segments', () => {
    for (const value of ['', '/', 'a/../b', './a', 'a//b']) {
      it(value, () => assert.isTrue(cannotBeSegment(value, true)));
    }
    for (const value of ['a', '/a/b/']) it(`but ${value}`, () => assert.isFalse(cannotBeSegment(value, true)));
  });
});
