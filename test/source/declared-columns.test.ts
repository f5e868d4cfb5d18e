import { assert } from 'chai';
import { z } from 'zod';
import { RowColumns } from '../../lib/rows/row-columns.ts';
import type { ColumnType } from '../../lib/rows/column-type.ts';
import type { JsonSchema } from '../../lib/operators/json-schema.ts';
import { declaredColumns } from '../../lib/source/declared-columns.ts';

/** The type that a column has by its schema alone. */
function typeOf(schema: z.ZodType): ColumnType {
  const columns = new RowColumns();
  columns.merge(declaredColumns(z.object({ a: schema })));
  return columns.columns[0]!.type;
}

const kind = (name: string) => ({ kind: name }) as ColumnType;

describe('declaredColumns', () => {
  const cases: [what: string, schema: z.ZodType, type: ColumnType][] = [
    ['a text', z.string(), kind('string')],
    ['a number', z.number(), kind('double')],
    ['an integer', z.int(), kind('int64')],
    ['a big integer', z.bigint(), kind('int64')],
    ['a boolean', z.boolean(), kind('bool')],
    ['a date-time', z.iso.datetime(), kind('timestamp')],
    ['a date-time with an offset', z.iso.datetime({ offset: true }), kind('timestamp')],
    ['a Date', z.date(), kind('timestamp')],
    ['a date', z.iso.date(), kind('date')],
    ['another format', z.email(), kind('string')],
    ['an enumeration', z.enum(['a', 'b']), kind('string')],
    ['nullable', z.int().nullable(), kind('int64')],
    ['optional', z.iso.datetime().optional(), kind('timestamp')],
    ['both', z.boolean().nullish(), kind('bool')],
    ['with a default', z.string().default('x'), kind('string')],
    ['null', z.null(), kind('null')],
    ['unknown', z.unknown(), kind('null')],
    ['a transformed value, which only the rows tell', z.string().transform((text) => text.length), kind('null')],
    ['a transformed value that is checked again', z.string().transform(Number).pipe(z.int()), kind('int64')],
    ['a list', z.array(z.int()), { kind: 'list', element: kind('int64') }],
    ['a list of what may be null', z.array(z.string().nullable()), { kind: 'list', element: kind('string') }],
    [
      'an object',
      z.object({ id: z.int(), at: z.iso.date().nullish() }),
      {
        kind: 'struct',
        fields: [
          { name: 'id', type: kind('int64') },
          { name: 'at', type: kind('date') },
        ],
      },
    ],
    [
      'a list of objects',
      z.array(z.looseObject({ ok: z.boolean() })).nullable(),
      { kind: 'list', element: { kind: 'struct', fields: [{ name: 'ok', type: kind('bool') }] } },
    ],
  ];
  for (const [what, schema, type] of cases) it(what, () => assert.deepEqual(typeOf(schema), type));

  it('has the columns in the order of the schema, also those of a schema that is extended', () => {
    const base = z.looseObject({ b: z.int() });
    assert.deepEqual(
      declaredColumns(base.extend({ a: z.string(), c: z.unknown() })).map(({ key }) => key),
      ['b', 'a', 'c'],
    );
  });

  it('has none without a schema, or for one that is no object', () => {
    assert.deepEqual(declaredColumns(undefined), []);
    assert.deepEqual(declaredColumns(z.record(z.string(), z.int())), []);
    assert.deepEqual(declaredColumns(z.object({ a: z.int() }).transform((row) => row)), []);
  });

  it('a union of several types is left to the rows: none of them is declared before it is seen', () => {
    const columns = new RowColumns();
    columns.merge(declaredColumns(z.object({ a: z.union([z.int(), z.string()]) })));
    columns.add([{ a: 5 }]);
    assert.deepEqual(columns.columns[0]!.type, kind('int64'));
  });

  it('a schema that contains itself is declared as far as it goes', () => {
    const node = z.object({
      id: z.int(),
      get children() {
        return z.array(node);
      },
    });
    const [id, children] = declaredColumns(node);
    assert.deepEqual([id!.kinds, children!.kinds], [['int'], ['list']]);
  });

  describe('of a JSON Schema', () => {
    const types = (schema: JsonSchema) => {
      const columns = new RowColumns();
      columns.merge(declaredColumns(schema));
      return Object.fromEntries(columns.columns.map(({ name, type }) => [name, type]));
    };

    it('types, formats, null and what each of them refers to', () => {
      const schema = {
        $ref: '#/$defs/row',
        $defs: {
          row: {
            allOf: [{ $ref: '#/$defs/base' }, { properties: { tags: { type: 'array', items: { type: 'string' } } } }],
            properties: { id: { type: 'integer' }, owner: { anyOf: [{ $ref: '#/$defs/person' }, { type: 'null' }] } },
          },
          base: { properties: { at: { type: ['string', 'null'], format: 'date-time' }, any: {} } },
          person: { type: 'object', properties: { name: { type: 'string' }, 'a/b': { $ref: '#/$defs/a~1b' } } },
          'a/b': { type: 'boolean', nullable: true },
        },
      };
      assert.deepEqual(types(schema), {
        id: kind('int64'),
        owner: {
          kind: 'struct',
          fields: [
            { name: 'name', type: kind('string') },
            { name: 'a/b', type: kind('bool') },
          ],
        },
        at: kind('timestamp'),
        any: kind('null'),
        tags: { kind: 'list', element: kind('string') },
      });
    });

    it('one that contains itself is declared as far as it goes', () => {
      const person = { type: 'object', properties: { name: { type: 'string' }, boss: { $ref: '#/$defs/person' } } };
      const { owner } = types({ properties: { owner: { $ref: '#/$defs/person' } }, $defs: { person } });
      assert.deepEqual(owner, {
        kind: 'struct',
        fields: [
          { name: 'name', type: kind('string') },
          { name: 'boss', type: kind('null') },
        ],
      });
    });
  });
});
