import { assert } from 'chai';
import { z } from 'zod';
import { Secret } from '../../lib/core/secret.ts';
import { fingerprint as fingerprintOf } from '../../lib/progress/fingerprint.ts';

const fingerprint = (...values: readonly unknown[]) => fingerprintOf(values);

describe('fingerprint', () => {
  const cyclic = (name: string) => {
    const object: Record<string, unknown> = { name };
    object['self'] = object;
    return object;
  };

  const equal: Readonly<Record<string, readonly [unknown, unknown]>> = {
    'keys in another order': [
      { a: 1, b: { c: 2, d: 3 } },
      { b: { d: 3, c: 2 }, a: 1 },
    ],
    'a key that is undefined': [{ a: 1, b: undefined }, { a: 1 }],
    'a secret with another value': [new Secret('key', 'old'), new Secret('key', 'new')],
    'functions of one text': [() => 1, () => 1],
    'an object that has itself inside': [cyclic('a'), cyclic('a')],
    'equal schemas': [z.object({ id: z.int(), at: z.iso.datetime() }), z.object({ at: z.iso.datetime(), id: z.int() })],
    'equal dates and patterns': [
      [new Date(5), /x/i],
      [new Date(5), /x/i],
    ],
  };
  for (const [what, [a, b]] of Object.entries(equal)) {
    it(`is the same for ${what}`, () => assert.equal(fingerprint(a), fingerprint(b)));
  }

  const different: Readonly<Record<string, readonly [unknown, unknown]>> = {
    'a number and its text': [{ a: 1 }, { a: '1' }],
    'a number and its bigint': [1, 1n],
    'a list in another order': [
      [1, 2],
      [2, 1],
    ],
    'lists with other borders': [
      [['a'], ['b']],
      [['a', 'b'], []],
    ],
    'another key': [{ a: 1 }, { b: 1 }],
    'null and nothing': [{ a: null }, {}],
    'secrets with other names': [new Secret('a', 'x'), new Secret('b', 'x')],
    'functions of other texts': [() => 1, () => 2],
    'schemas of other keys': [z.object({ id: z.int() }), z.object({ key: z.int() })],
    'schemas of other types': [z.object({ id: z.int() }), z.object({ id: z.string() })],
    'schemas with other checks': [z.string().min(1), z.string().min(2)],
    'schemas with other transforms': [z.string().transform((s) => s + 1), z.string().transform((s) => s + 2)],
    'objects of other classes': [
      new (class {
        next = () => 1;
      })(),
      new (class {
        next() {
          return 1;
        }
      })(),
    ],
    'other dates': [new Date(5), new Date(6)],
    'other patterns': [/x/, /y/],
  };
  for (const [what, [a, b]] of Object.entries(different)) {
    it(`differs for ${what}`, () => assert.notEqual(fingerprint(a), fingerprint(b)));
  }

  it('tells values that stand beside each other apart', () => {
    assert.notEqual(fingerprint('ab', 'c'), fingerprint('a', 'bc'));
    assert.notEqual(fingerprint({ a: 1 }, {}), fingerprint({}, { a: 1 }));
  });

  it('does not count credentials, whatever they are', () => {
    const of = (token: string) => fingerprintOf([{ token, path: 'jobs' }], new Set([token]));
    assert.equal(of('old'), of('new'));
    assert.notEqual(of('old'), fingerprintOf([{ token: 'old', path: 'jobs' }]));
  });
});
