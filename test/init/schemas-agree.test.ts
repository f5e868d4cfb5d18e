import { assert } from 'chai';
import * as fc from 'fast-check';
import { z } from 'zod';
import { jsonSchemaOf } from '../../lib/init/json-schema-of.ts';
import type { RowType } from '../../lib/init/row-type.ts';
import { zodConstants } from '../../lib/init/zod-constants.ts';
import { rowCheck, type RowSchema } from '../../lib/operators/row-check.ts';

const TEXTS = ['a', 'b c', "it's", '2024-01-31', '2024-01-31T10:00:00Z', '2024-01-31T10:00:00+02:00', ''];
const FIELDS = ['id', 'name', 'weird-key', 'class', 'a b', '1st'];

const nullable = fc.boolean();
const { type: rowType } = fc.letrec<{ type: RowType; leaf: RowType }>((tie) => ({
  leaf: fc.oneof(
    fc.record({
      kind: fc.constantFrom('unknown', 'boolean', 'number', 'integer', 'int64'),
      nullable,
    }) as fc.Arbitrary<RowType>,
    fc.record({
      kind: fc.constant('string'),
      nullable,
      format: fc.constantFrom('date', 'date-time', 'email', undefined),
    }) as fc.Arbitrary<RowType>,
    fc.record({
      kind: fc.constant('enum'),
      nullable,
      values: fc.subarray(TEXTS, { minLength: 1 }),
    }) as fc.Arbitrary<RowType>,
    fc.record({
      kind: fc.constant('enum'),
      nullable,
      values: fc.constantFrom([true], [1, 'a'], [false, 'b c']),
    }) as fc.Arbitrary<RowType>,
  ),
  type: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    tie('leaf'),
    fc.record({ kind: fc.constant('list'), nullable, items: tie('type') }) as fc.Arbitrary<RowType>,
    fc.record({ kind: fc.constant('map'), nullable, values: tie('type') }) as fc.Arbitrary<RowType>,
    fc.record({
      kind: fc.constant('union'),
      nullable,
      options: fc.array(tie('type'), { minLength: 2, maxLength: 3 }),
    }) as fc.Arbitrary<RowType>,
    fc.record({
      kind: fc.constant('object'),
      nullable,
      name: fc.constantFrom('Thing', 'Other thing', undefined),
      fields: fc.uniqueArray(
        fc.record({ name: fc.constantFrom(...FIELDS), type: tie('type'), required: fc.boolean() }),
        {
          selector: ({ name }) => name,
          maxLength: 4,
        },
      ),
    }) as fc.Arbitrary<RowType>,
  ),
}));

/** Values that often fit a type, and sometimes do not. */
function valueOf(type: RowType): fc.Arbitrary<unknown> {
  const stray = fc.constantFrom<unknown>(null, 1, 1.5, true, 'a', [], {}, [1], { id: 1 });
  return fc.oneof({ weight: 12, arbitrary: fitting(type) }, { weight: 1, arbitrary: stray });
}

function fitting(type: RowType): fc.Arbitrary<unknown> {
  switch (type.kind) {
    case 'boolean':
      return fc.boolean();
    case 'number':
      return fc.constantFrom(1, 1.5, -2);
    case 'integer':
    case 'int64':
      return fc.integer();
    case 'string':
      return fc.constantFrom(...TEXTS);
    case 'enum':
      return fc.constantFrom(...type.values);
    case 'list':
      return fc.array(valueOf(type.items), { maxLength: 3 });
    case 'map':
      return fc.dictionary(fc.constantFrom(...FIELDS), valueOf(type.values), { maxKeys: 3 });
    case 'union':
      return fc.oneof(...type.options.map(valueOf));
    case 'object':
      return fc.record(Object.fromEntries(type.fields.map(({ name, type: field }) => [name, valueOf(field)])), {
        requiredKeys: type.fields.filter(({ required }) => required).map(({ name }) => name),
      });
    default:
      return fc.constantFrom(null, 1, 'a', { x: 1 });
  }
}

/** The schema that the constants declare. */
function zodOf(type: RowType): RowSchema {
  const { text, schemas } = zodConstants(new Map([['row', type]]));
  // oxlint-disable-next-line typescript/no-implied-eval -- what it makes is a module
  return new Function('z', `${text} return ${schemas.get('row')};`)(z) as RowSchema;
}

describe('init: schemas', () => {
  it('accept the same rows in zod and in JSON Schema', () => {
    const row = rowType.filter(({ kind }) => kind === 'object').map((type) => ({ ...type, nullable: false }));
    let accepted = 0;
    let refused = 0;
    fc.assert(
      fc.property(
        row.chain((type) => fc.tuple(fc.constant(type), fc.array(valueOf(type), { minLength: 3, maxLength: 3 }))),
        ([type, values]) => {
          const byZod = rowCheck(zodOf(type));
          const byJsonSchema = rowCheck(jsonSchemaOf(type));
          for (const value of values) {
            const fits = 'row' in byZod(value);
            assert.equal('row' in byJsonSchema(value), fits, JSON.stringify({ type, value }));
            if (fits) accepted += 1;
            else refused += 1;
          }
        },
      ),
      { numRuns: 300 },
    );
    assert.isAbove(accepted, 50);
    assert.isAbove(refused, 50);
  });
});
