/** Values and names that something between an API and a reader of Parquet gets wrong. */

/** A column: its values as JSON, and what every reader has to give for them. */
export interface NastyColumn {
  readonly column: string;
  /** Every reader's word for the type, see `readers.py`. */
  readonly kind: string;
  readonly hint?: object;
  readonly values: readonly (readonly [json: string, reads: unknown])[];
  /** Why parquetjs-lite has to refuse the column. */
  readonly refusedByParquetjs?: RegExp;
}

const same = (...values: readonly unknown[]) => values.map((value) => [JSON.stringify(value), value] as const);
const integers = (...digits: readonly string[]) => digits.map((text) => [text, BigInt(text)] as const);
const texts = (...values: readonly string[]) => same(...values);
const moment = (text: string, utc = text) => [JSON.stringify(text), new Date(utc)] as const;

const BIG = /more than 64 bits/;

export const COLUMNS: readonly NastyColumn[] = [
  {
    column: 'around 2^53',
    kind: 'int',
    values: integers('9007199254740991', '9007199254740992', '9007199254740993', '-9007199254740993', '0'),
  },
  {
    column: 'around 2^63',
    kind: 'int',
    values: integers('9223372036854775807', '9223372036854775806', '-9223372036854775808', '1'),
  },
  {
    column: 'beyond 2^63',
    kind: 'decimal128(38, 0)',
    values: integers('9223372036854775808', '-9223372036854775809', '18446744073709551615', `-${'9'.repeat(38)}`),
    refusedByParquetjs: BIG,
  },
  {
    column: 'beyond 38 digits',
    kind: 'string',
    values: [
      [`1${'0'.repeat(38)}`, `1${'0'.repeat(38)}`],
      ['1e400', `1${'0'.repeat(400)}`],
      ['-5', '-5'],
    ],
  },
  { column: 'doubles', kind: 'double', values: same(0.1, 1e308, -1e-300, 5e-324, 123456789.125, 1, -2.5) },
  {
    column: 'integers and fractions',
    kind: 'string',
    values: [
      ['9007199254740993', '9007199254740993'],
      ['0.5', '0.5'],
    ],
  },
  {
    column: 'decimals as text',
    kind: 'string',
    values: texts('0.1000000000000000055511151231257827', '1.50', '-0', '00012', '1e5', '.5'),
  },
  {
    column: 'decimals that a hint tells',
    kind: 'decimal128(38, 8)',
    hint: { data_type: 'decimal', precision: 38, scale: 8 },
    values: [
      ['"123456789012345678901234567890.12345678"', { $decimal: '123456789012345678901234567890.12345678' }],
      ['19.99', { $decimal: '19.99000000' }],
      ['"-0.00000001"', { $decimal: '-1E-8' }],
    ],
    refusedByParquetjs: /data_type is decimal/,
  },
  {
    column: 'times of day',
    kind: 'time64[us]',
    hint: { data_type: 'time' },
    values: [
      ['"00:00"', { $clock: '00:00:00' }],
      ['"23:59:59.999999"', { $clock: '23:59:59.999999' }],
    ],
    refusedByParquetjs: /data_type is time/,
  },
  {
    column: 'bytes',
    kind: 'binary',
    hint: { data_type: 'binary' },
    values: [
      ['"AP+A"', { $bytes: '00ff80' }],
      ['""', { $bytes: '' }],
      ['"0x00"', { $bytes: '00' }],
    ],
  },
  { column: 'booleans', kind: 'bool', values: same(true, false) },
  {
    column: 'texts that look like something else',
    kind: 'string',
    values: texts('NaN', 'nan', 'Infinity', '-inf', 'null', 'None', 'true', '0x10', '\\N', '[1]', '{"a":1}', '12:00'),
  },
  {
    column: 'texts of odd characters',
    kind: 'string',
    values: [
      ...texts('', ' ', '\0', 'a\0b', 'x\u2028y\u2029z', '😀', '\ufffd', '\ufeffbom', '\u0085', 'e\u0301', 'é', 'ﷺ'),
      ...texts(
        '\r\n\t',
        '\\',
        '"',
        "'",
        '%_',
        '\u{10ffff}',
        '\ud7ff',
        '\ue000',
        '👩‍👩‍👧',
        '\u202eevil',
        "'); DROP TABLE x; --",
      ),
      // Half a surrogate pair, which no UTF-8 text can hold.
      [String.raw`"a\ud83d"`, 'a\ufffd'],
      [String.raw`"\ude00b"`, '\ufffdb'],
      [String.raw`"\\ud83d"`, String.raw`\ud83d`],
    ],
  },
  { column: 'a long text', kind: 'string', values: texts('ä😀'.repeat(150_000), 'x'.repeat(1 << 20), 'short') },
  {
    column: 'dates',
    kind: 'date',
    values: texts('0001-01-01', '1582-10-04', '1582-10-10', '1582-10-15', '1969-12-31', '2024-02-29', '9999-12-31'),
  },
  {
    column: 'dates that are none',
    kind: 'string',
    values: texts('2024-02-29', '10000-01-01', '-0001-01-01', '0000-01-01', '1900-02-29', '2024-2-9', '20240229'),
  },
  {
    column: 'moments',
    kind: 'timestamp UTC',
    values: [
      moment('0001-01-01T00:00:00Z'),
      moment('1582-10-10T12:00:00Z'),
      moment('1883-11-18T12:03:58Z'),
      moment('1969-12-31T23:59:59.999Z'),
      moment('2024-02-29T23:59:59.123+05:30', '2024-02-29T18:29:59.123Z'),
      moment('2024-06-30T12:00:00-14:00', '2024-07-01T02:00:00Z'),
      moment('2024-03-31T02:30:00', '2024-03-31T02:30:00Z'),
      moment('9999-12-31T23:59:59.999Z'),
    ],
  },
  {
    column: 'microseconds',
    kind: 'timestamp UTC',
    values: [
      ['"2024-05-06T07:08:09.123456Z"', { $time: '2024-05-06T07:08:09.123456+00:00' }],
      ['"1969-12-31T23:59:59.999999Z"', { $time: '1969-12-31T23:59:59.999999+00:00' }],
      ['"0001-01-01T00:00:00.000001Z"', { $time: '0001-01-01T00:00:00.000001+00:00' }],
      ['"9999-12-31T23:59:59.999999Z"', { $time: '9999-12-31T23:59:59.999999+00:00' }],
    ],
  },
  {
    column: 'moments that are none',
    kind: 'string',
    values: texts(
      '2024-05-06T07:08:09.123456789Z',
      '2016-12-31T23:59:60Z',
      '2024-05-06 07:08:09',
      '2024-05-06T07:08Z',
      '2024-05-06T24:00:00Z',
      '+12024-05-06T07:08:09Z',
    ),
  },
  {
    column: 'moments of the years 0 and 10000 in UTC',
    kind: 'string',
    values: texts('0001-01-01T00:00:00+01:00', '9999-12-31T23:59:59-01:00'),
  },
  {
    column: 'lists of structs',
    kind: 'list',
    values: [
      ['[{"a":1},{"b":"x"},{},null]', [{ a: 1n, b: null }, { a: null, b: 'x' }, { a: null, b: null }, null]],
      ['[]', []],
      ['[{"a":9007199254740993,"b":null}]', [{ a: 9007199254740993n, b: null }]],
    ],
  },
  {
    column: 'lists in lists',
    kind: 'list',
    values: [
      ['[[[]],[],[[1,null]],null]', [[[]], [], [[1n, null]], null]],
      ['[]', []],
    ],
  },
  {
    column: 'empty lists',
    kind: 'list',
    values: [
      ['[]', []],
      ['null', null],
    ],
  },
  {
    column: 'lists of nothing',
    kind: 'list',
    values: [
      ['[null]', [null]],
      ['[]', []],
    ],
  },
  {
    column: 'empty objects',
    kind: 'string',
    values: [
      ['{}', '{}'],
      ['null', null],
    ],
  },
  {
    column: 'structs with empty parts',
    kind: 'struct',
    values: [
      ['{"a":{},"b":[],"c":{"d":null}}', { a: '{}', b: [], c: { d: null } }],
      ['{}', { a: null, b: null, c: null }],
    ],
  },
  {
    column: 'names inside',
    kind: 'struct',
    values: [
      [
        '{"constructor":1,"__proto__":2,"toString":3,"a.b":4,"a b":5,"日本":6,"😀":7,"\\"":8,"select":9}',
        {
          constructor: 1n,
          ['__proto__']: 2n,
          toString: 3n,
          'a.b': 4n,
          'a b': 5n,
          日本: 6n,
          '😀': 7n,
          '"': 8n,
          select: 9n,
        },
      ],
    ],
    refusedByParquetjs: /column that is called "__proto__"/,
  },
  {
    column: 'a comma inside',
    kind: 'struct',
    values: [['{"a,b":1,"a":{"b":2}}', { 'a,b': 1n, a: { b: 2n } }]],
    refusedByParquetjs: /"a,b"/,
  },
  {
    column: 'names inside that only differ by case',
    kind: 'string',
    values: [
      ['{"id":1,"ID":2}', '{"id":1,"ID":2}'],
      ['{"id":3}', '{"id":3}'],
    ],
  },
  { column: 'an empty name inside', kind: 'string', values: [['{"":1,"a":[{"":2}]}', '{"":1,"a":[{"":2}]}']] },
  {
    column: 'anything',
    kind: 'string',
    values: [
      ['1', '1'],
      ['"1"', '"1"'],
      ['true', 'true'],
      ['null', null],
      ['[1,"a",{"n":9007199254740993}]', '[1,"a",{"n":9007199254740993}]'],
      ['1.5', '1.5'],
    ],
  },
  { column: 'lists of anything', kind: 'list', values: [['[1,"a",null,{"b":[]}]', ['1', '"a"', null, '{"b":[]}']]] },
];

/** A row whose names are nasty, and the names that they have in the file. */
export const NAMES: readonly (readonly [name: string, column: string])[] = [
  ['id', 'id'],
  ['ID', 'ID_2'],
  ['Id', 'Id_3'],
  ['constructor', 'constructor'],
  ['toString', 'toString'],
  ['hasOwnProperty', 'hasOwnProperty'],
  ['a.b', 'a.b'],
  ['a b', 'a b'],
  ['😀', '😀'],
  ['日本', '日本'],
  ['straße', 'straße'],
  ['', '_'],
  ['nul\0', 'nul_'],
  ['"quoted"', '"quoted"'],
  ["it's", "it's"],
  ['select', 'select'],
  [' ', ' '],
  ['x'.repeat(300), 'x'.repeat(300)],
  ['a\nb', 'a\nb'],
  ['_id', '_id'],
  ['é', 'é'],
  ['e\u0301', 'e\u0301'],
];

/** Those that parquetjs-lite cannot write. */
export const MORE_NAMES: typeof NAMES = [
  ['__proto__', '__proto__'],
  ['a,b', 'a,b'],
];
