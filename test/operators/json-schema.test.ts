import { assert } from 'chai';
import { of } from 'rxjs';
import { compileJsonSchema, type JsonSchema } from '../../lib/operators/json-schema.ts';
import { validateRows } from '../../lib/operators/validate-rows.ts';
import type { Page } from '../../lib/core/types.ts';
import { page } from '../helpers/marbles.ts';

const order = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  required: ['id', 'at'],
  additionalProperties: false,
  properties: {
    id: { type: 'integer', minimum: 1 },
    at: { type: 'string', format: 'date-time' },
    note: { anyOf: [{ type: 'string' }, { type: 'null' }] },
    state: { enum: ['open', 'done', null] },
    owner: { $ref: '#/$defs/person' },
    'a/b~c': { type: 'array', items: { type: 'number' } },
  },
  $defs: {
    person: {
      type: 'object',
      required: ['name'],
      properties: { name: { type: 'string' }, boss: { $ref: '#/$defs/person' } },
    },
  },
};
const at = '2024-01-01T00:00:00Z';

function faults(value: unknown, schema: JsonSchema = order): string[] {
  return compileJsonSchema(schema)(value).map(({ path, message }) => `${path.map(String).join(' ')}: ${message}`);
}

describe('compileJsonSchema', () => {
  it('finds nothing wrong with a row that fits', () => {
    const row = {
      id: 1,
      at,
      note: null,
      state: 'open',
      owner: { name: 'x', boss: { name: 'y', tag: 1 } },
      'a/b~c': [1],
    };
    assert.deepEqual(faults(row), []);
  });

  it('says what is wrong, and where', () => {
    assert.deepEqual(faults({ at: 'soon', state: 'new', owner: { boss: {} }, extra: 1, 'a/b~c': [1, 'x'] }), [
      'id: is missing',
      'extra: there is no such column',
      'at: must match format "date-time"',
      'state: must be equal to one of the allowed values: ["open","done",null]',
      'owner name: is missing',
      'owner boss name: is missing',
      'a/b~c 1: must be number',
    ]);
  });

  it('takes an integer beyond 2^53 for the integer it is', () => {
    assert.deepEqual(faults({ id: 9_007_199_254_740_993n, at, 'a/b~c': [12_345_678_901_234_567_890n] }), []);
    assert.deepEqual(faults({ id: -9_007_199_254_740_993n, at }), ['id: must be >= 1']);
    assert.deepEqual(faults({ id: 1, at: 9_007_199_254_740_993n }), ['at: must be string']);
  });

  it('reads draft 7 as well, and nullable', () => {
    const schema = {
      $schema: 'http://json-schema.org/draft-07/schema#',
      type: 'object',
      definitions: { day: { type: 'string', format: 'date', nullable: true } },
      properties: { day: { $ref: '#/definitions/day' }, pair: { type: 'array', items: [{ type: 'string' }] } },
    };
    assert.deepEqual(faults({ day: null, pair: ['x'] }, schema), []);
    assert.deepEqual(faults({ day: '2024-02-30', pair: [1] }, schema), [
      'day: must match format "date"',
      'pair 0: must be string',
    ]);
  });

  it('compiles the same schema once', () => {
    assert.strictEqual(compileJsonSchema(order), compileJsonSchema(structuredClone(order)));
  });

  for (const [what, schema, says] of [
    ['an unknown keyword', { type: 'object', propertys: {} }, /unknown keyword: "propertys"/],
    ['an unknown keyword deep inside', { properties: { a: { items: { foo: 1 } } } }, /unknown keyword: "foo"/],
    ['an unknown format', { properties: { a: { type: 'string', format: 'iso-date' } } }, /unknown format "iso-date"/],
    ['an unknown type', { properties: { a: { type: 'text' } } }, /schema is invalid: data\/properties\/a\/type/],
    ['a reference that leads nowhere', { $ref: '#/$defs/x' }, /can't resolve reference #\/\$defs\/x/],
    ['a reference to the net', { $ref: 'https://x.example/y.json' }, /can't resolve reference https/],
    ['an old draft', { $schema: 'http://json-schema.org/draft-04/schema#' }, /its \$schema is none of http/],
    ['if without then', { if: { type: 'object' } }, /"if" without "then" and "else"/],
  ] as const) {
    it(`refuses ${what}`, () => assert.throws(() => compileJsonSchema(schema), says));
  }
});

describe('validateRows with a JSON Schema', () => {
  it('moves what does not fit aside, and changes nothing of what does', () => {
    const rows = [
      { id: 1, at },
      { id: 0, at },
      { id: 9_007_199_254_740_993n, at },
    ];
    let result: Page<unknown> | undefined;
    of(page(rows))
      .pipe(validateRows(order))
      .subscribe((validated) => (result = validated));
    assert.deepEqual(result?.rows, [rows[0], rows[2]]);
    assert.strictEqual(result?.rows[0], rows[0]);
    assert.deepEqual(result?.rejected, [{ row: rows[1], reason: 'id: must be >= 1' }]);
  });
});
