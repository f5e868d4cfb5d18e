import { assert } from 'chai';
import type { ColumnType } from '../../lib/rows/column-type.ts';
import { columnTypeOf, fileType } from '../../lib/engines/duckdb-types.ts';

const int: ColumnType = { kind: 'int64' };
const text: ColumnType = { kind: 'string' };

describe('columnTypeOf', () => {
  const cases: readonly [name: string, type: ColumnType][] = [
    ['BOOLEAN', { kind: 'bool' }],
    ['TINYINT', int],
    ['SMALLINT', int],
    ['INTEGER', int],
    ['BIGINT', int],
    ['UTINYINT', int],
    ['USMALLINT', int],
    ['UINTEGER', int],
    ['UBIGINT', { kind: 'decimal', precision: 38, scale: 0 }],
    ['HUGEINT', { kind: 'decimal', precision: 38, scale: 0 }],
    ['DECIMAL(38,0)', { kind: 'decimal', precision: 38, scale: 0 }],
    ['DECIMAL(10,0)', { kind: 'decimal', precision: 38, scale: 0 }],
    ['DECIMAL(10,2)', text],
    ['FLOAT', { kind: 'double' }],
    ['DOUBLE', { kind: 'double' }],
    ['DATE', { kind: 'date' }],
    ['TIMESTAMP', { kind: 'timestamp' }],
    ['TIMESTAMP WITH TIME ZONE', { kind: 'timestamp' }],
    ['TIMESTAMP_NS', { kind: 'timestamp' }],
    ['JSON', { kind: 'json' }],
    ['VARCHAR', text],
    ['UUID', text],
    ['TIME', text],
    ['MAP(VARCHAR, INTEGER)', text],
    ['BIGINT[]', { kind: 'list', element: int }],
    ['VARCHAR[][]', { kind: 'list', element: { kind: 'list', element: text } }],
    ['STRUCT(a BIGINT)', { kind: 'struct', fields: [{ name: 'a', type: int }] }],
    [
      'STRUCT(a BIGINT, "b c" VARCHAR)[]',
      {
        kind: 'list',
        element: {
          kind: 'struct',
          fields: [
            { name: 'a', type: int },
            { name: 'b c', type: text },
          ],
        },
      },
    ],
    [
      'STRUCT("x""y" STRUCT("a, b" DECIMAL(10,2), "(" BIGINT[])[], "select" VARCHAR)',
      {
        kind: 'struct',
        fields: [
          {
            name: 'x"y',
            type: {
              kind: 'list',
              element: {
                kind: 'struct',
                fields: [
                  { name: 'a, b', type: text },
                  { name: '(', type: { kind: 'list', element: int } },
                ],
              },
            },
          },
          { name: 'select', type: text },
        ],
      },
    ],
  ];
  for (const [name, type] of cases) it(`reads ${name}`, () => assert.deepEqual(columnTypeOf(name), type));

  it('reads what fileType writes', () => {
    const fields = [
      { name: 'a "b", c', type: { kind: 'list', element: { kind: 'timestamp' } } as const },
      { name: 'd', type: { kind: 'decimal', precision: 38, scale: 0 } as const },
      { name: 'e', type: { kind: 'struct', fields: [{ name: 'x)', type: { kind: 'bool' } }] } as const },
    ];
    assert.deepEqual(columnTypeOf(fileType({ kind: 'struct', fields })), { kind: 'struct', fields });
  });

  it('stops at a text that is no list of fields', () => {
    assert.deepEqual(columnTypeOf('STRUCT(a)'), { kind: 'struct', fields: [] });
  });
});
