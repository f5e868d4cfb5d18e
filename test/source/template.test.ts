import { assert } from 'chai';
import { joinSecrets, Secret } from '../../lib/core/secret.ts';
import { expressionsIn, fillText, fillValue, hasLoneBrace, lookupIn, textsIn } from '../../lib/source/template.ts';

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

describe('a secret inside of a text', () => {
  const token = joinSecrets(['{{{id}}} ', new Secret('key', 'k{id}'), '/{text}']);

  it('leaves the placeholders of the text to be filled, and has none of its own', () => {
    assert.equal(fillValue(token, lookup), '{7} k{id}/x');
    assert.deepEqual(fillValue({ a: [token] }, lookup), { a: ['{7} k{id}/x'] });
  });

  it('shows the texts around it, and not itself', () => {
    assert.deepEqual(textsIn({ a: token }, 'json'), [
      ['a', 'json'],
      ['{{{id}}} ', 'json.a'],
      ['/{text}', 'json.a'],
    ]);
    assert.deepEqual(textsIn(new Secret('key', '{id}'), 'json'), []);
  });
});

describe('fillText', () => {
  it('writes every kind of value', () => {
    assert.equal(
      fillText('{id} {big} {yes} {zero} {list} {object}', lookup),
      '7 12345678901234567890 true 0 [1,"a"] {"a":{"b":1}}',
    );
    assert.equal(fillText('[{none}{missing}{empty}]', lookup), '[]');
  });
  it('writes a date as ISO 8601', () =>
    assert.equal(
      fillText('{d}', () => new Date(0)),
      '1970-01-01T00:00:00.000Z',
    ));
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
  const cases: [text: string, expressions: string[]][] = [
    ['/jobs/{resources.jobs.id}/{ resources.jobs.x }', ['resources.jobs.id', 'resources.jobs.x']],
    ['{{no}} {{{yes}}}', ['yes']],
    ['{}', ['']],
    ['', []],
  ];
  for (const [text, expressions] of cases) it(text, () => assert.deepEqual(expressionsIn(text), expressions));
});

describe('hasLoneBrace', () => {
  for (const text of ['', 'a', '{a}', '{{a}}', '{{{a}}}', '{{ {{x}} }}']) {
    it(`not in ${text}`, () => assert.isFalse(hasLoneBrace(text)));
  }
  // Unseen, the braces behind the placeholder would become one.
  for (const text of ['{', '}', 'a } b', 'query { a { b } }', '{"a": {"b": {resources.a.b}}}', '{{a}']) {
    it(`in ${text}`, () => assert.isTrue(hasLoneBrace(text)));
  }
});

describe('textsIn', () => {
  it('every text, keys included, with where it is', () => {
    assert.deepEqual(textsIn({ a: [{ b: 'x' }], n: 5, none: null, secret: new Secret('s', 'v') }, 'json'), [
      ['a', 'json'],
      ['b', 'json.a.0'],
      ['x', 'json.a.0.b'],
      ['n', 'json'],
      ['none', 'json'],
      ['secret', 'json'],
    ]);
    assert.deepEqual(textsIn(undefined, 'json'), []);
  });
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
