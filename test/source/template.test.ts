import { assert } from 'chai';
import { expressionsIn, fillPath, fillText, fillValue, lookupIn } from '../../lib/source/template.ts';

/** Looks expressions up in this object. */
const values: Readonly<Record<string, unknown>> = {
  id: 7,
  big: 12345678901234567890n,
  text: 'x',
  path: 'a/b',
  query: 'x?y=1&z#f %',
  unicode: 'zażółć',
  up: '../q',
  url: 'https://other.example.com/x?a=b',
  ftp: 'ftp://other.example.com/x',
  none: null,
  missing: undefined,
  yes: true,
  zero: 0,
  empty: '',
  list: [1, 'a'],
  object: { a: { b: 1n } },
};
const lookup = (expression: string) => values[expression];

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
    ['{url}', 'https://other.example.com/x?a=b'],
    [' {url} ', 'https://other.example.com/x?a=b'],
    ['/{url}', '/https%3A%2F%2Fother.example.com%2Fx%3Fa%3Db'],
    ['{ftp}', 'ftp%3A%2F%2Fother.example.com%2Fx'],
    ['/plain', '/plain'],
  ];
  for (const [path, filled] of cases) it(`${path} -> ${filled}`, () => assert.equal(fillPath(path, lookup), filled));
});

describe('fillText', () => {
  it('writes every kind of value', () => {
    assert.equal(
      fillText('{id} {big} {yes} {zero} {list} {object}', lookup),
      '7 12345678901234567890 true 0 [1,"a"] {"a":{"b":1}}',
    );
    assert.equal(fillText('[{none}{missing}{empty}]', lookup), '[]');
  });
  it('takes a value as it is: neither its braces nor its $ mean anything', () => {
    assert.equal(
      fillText('{id}', () => '{text} $& }}'),
      '{text} $& }}',
    );
  });
});

describe('fillValue', () => {
  for (const name of Object.keys(values)) {
    it(`a text that is one placeholder takes the value of ${name} as it is`, () =>
      assert.strictEqual(fillValue(`{${name}}`, lookup), values[name]));
  }
  it('fills inside of objects and lists, keys included, and leaves everything else', () => {
    assert.deepEqual(
      fillValue({ '{text}': [{ a: '{id}', b: 'n{id}' }], n: 1, none: null, '{{x}}': '{{id}}' }, lookup),
      { x: [{ a: 7, b: 'n7' }], n: 1, none: null, '{x}': '{id}' },
    );
  });
  it('does not change what it was given', () => {
    const given = Object.freeze({ a: Object.freeze(['{id}']) });
    assert.deepEqual(fillValue(given, lookup), { a: [7] });
  });
  it('two placeholders make a text', () => assert.equal(fillValue('{id}{id}', lookup), '77'));
});

describe('expressionsIn', () => {
  const cases: [value: unknown, expressions: string[]][] = [
    ['/jobs/{resources.jobs.id}/{ resources.jobs.x }', ['resources.jobs.id', 'resources.jobs.x']],
    ['{{no}} {{{yes}}}', ['yes']],
    [{ '{key}': [{ a: '{value}' }], n: 5, none: null }, ['key', 'value']],
    [undefined, []],
    ['{}', ['']],
  ];
  for (const [value, expressions] of cases) {
    it(JSON.stringify(value) ?? 'undefined', () => assert.deepEqual(expressionsIn(value), expressions));
  }
});

describe('lookupIn', () => {
  const both = lookupIn({ resources: (rest) => `resource ${rest}`, incremental: (rest) => `cursor ${rest}` });

  it('asks each namespace for what follows its name', () => {
    assert.equal(both('resources.jobs.meta.id'), 'resource jobs.meta.id');
    assert.equal(both('incremental.start_value'), 'cursor start_value');
  });
  it('knows no other one', () => {
    assert.throws(() => both('toString.x'), /nothing gives \{toString\.x\} a value/);
    assert.throws(() => lookupIn({})('resources.jobs.id'), /nothing gives \{resources\.jobs\.id\} a value/);
  });
});
