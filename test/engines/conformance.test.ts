import { join } from 'node:path';
import { assert } from 'chai';
import { SinkError } from '../../lib/core/errors.ts';
import type { ResourceInfo, Row } from '../../lib/core/types.ts';
import { ParquetJsEngine } from '../../lib/engines/parquetjs.ts';
import { failsWith, info, publishPages, suiteEngine } from '../helpers/journal.ts';
import { exactRows } from '../helpers/parquet.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { drawer, randomValue } from '../rows/random-values.ts';

type Pages = Parameters<typeof publishPages>[1];

/** What is published in several runs; both engines have to come to the same rows. */
interface Scenario {
  readonly what: string;
  readonly over?: Partial<ResourceInfo>;
  readonly runs: readonly Pages[];
}

const row = (id: unknown, value: unknown, name = 'x'): Row => ({ id, value, name });
const valuesOf = (...values: readonly unknown[]) => values.map((value, id) => row(id, value));
const child = (parent: number, ...rows: readonly Row[]) => ({ parent: { _p_id: parent }, rows });
const children: Partial<ResourceInfo> = { parentColumns: ['_p_id'] };

const SCENARIOS: readonly Scenario[] = [
  { what: 'a key twice', runs: [[[row(1, 'a'), row(2, 'b')], [row(1, 'c')]], [[row(2, 'd'), row(3, 'e')]]] },
  { what: 'keys that are 1 and "1"', runs: [[[row(1, 'a'), row('1', 'b')]], [[row('1', 'c')]]] },
  {
    what: 'keys that are one instant',
    runs: [[[row('2024-05-06T07:08:09Z', 'a')]], [[row('2024-05-06T09:08:09+02:00', 'b')]]],
  },
  {
    what: 'a key of two columns',
    over: { primaryKey: ['id', 'name'] },
    runs: [[[row(1, 1, 'a'), row(1, 2, 'b')]], [[row(1, 3, 'b')]]],
  },
  { what: 'append', over: { writeDisposition: 'append' }, runs: [[[row(1, 1)]], [[row(1, 1), row(1, 1)]]] },
  {
    what: 'replace',
    over: { writeDisposition: 'replace' },
    runs: [[[row(1, 1), row(2, 2)]], [[row(3, 3), row(3, 4)]]],
  },
  { what: 'no key', over: { primaryKey: [] }, runs: [[[row(1, { a: [1] }), row(1, { a: [1] }), row(1, { a: [2] })]]] },
  { what: 'no rows', over: {}, runs: [[[]], [[row(1, 1)]], [[]]] },
  {
    what: 'children with a key',
    over: children,
    runs: [[child(1, row(1, 1)), child(2, row(1, 2))], [child(2, row(1, 3))]],
  },
  {
    what: 'children without a key',
    over: { ...children, primaryKey: [] },
    runs: [[child(1, row(1, 1), row(2, 2)), child(2, row(3, 3))], [child(1, row(4, 4))], [child(2)]],
  },
  {
    what: 'dedup_sort',
    over: { dedupSort: { column: 'value', order: 'desc' } },
    runs: [[[row(1, 2, 'best'), row(1, 1), row(2, null)]], [[row(1, 1), row(2, 0, 'now'), row(3, null)]]],
  },
  {
    what: 'dedup_sort, ascending',
    over: { dedupSort: { column: 'value', order: 'asc' } },
    runs: [[[row(1, 'b'), row(1, 'a', 'best'), row(2, null)]], [[row(1, 'c'), row(2, 'z', 'now')]]],
  },
  {
    what: 'hard_delete',
    over: { hardDelete: 'value' },
    runs: [[[row(1, false), row(2, null)]], [[row(1, true), row(3, true)]]],
  },
  {
    what: 'merge_key',
    over: { mergeKey: ['name'], primaryKey: [] },
    runs: [[[row(1, 1, 'a'), row(2, 1, 'b')]], [[row(3, 1, 'a'), row(3, 1, 'a')]]],
  },
  { what: 'insert-only', over: { mergeStrategy: 'insert-only' }, runs: [[[row(1, 1)]], [[row(1, 2), row(2, 2)]]] },
  {
    what: 'a column that comes up later',
    runs: [[[{ id: 1 }]], [[{ id: 2, more: { a: null } }]], [[{ id: 3, more: { a: 1 } }]]],
  },
  { what: 'integers of 64 bits', runs: [[valuesOf(2n ** 63n - 1n, -(2n ** 63n), 0, null)]] },
  { what: 'long integers', runs: [[valuesOf(10n ** 50n, 1, -1)]] },
  { what: 'doubles', runs: [[valuesOf(0.1, 1e300, -1e-7, 5)]] },
  { what: 'integers and fractions', runs: [[valuesOf(1, 2)], [[row(1, 2.5)]]] },
  { what: 'booleans', runs: [[valuesOf(true, false, null)]] },
  {
    what: 'instants',
    runs: [[valuesOf('2024-05-06T07:08:09.123456+05:30', '1969-12-31T23:59:59.999999Z', '2024-02-29T00:00:00')]],
  },
  { what: 'dates', runs: [[valuesOf('2024-02-29', '0001-01-01', '9999-12-31', '1969-12-31')]] },
  { what: 'texts', runs: [[valuesOf('', '\0', 'x\r\ny\u2028z', '😀', 'a\ud83d', 'null', '"')]] },
  { what: 'values of any kind', runs: [[valuesOf(1, '1', null, [{ a: null }], false, { b: 2.5 })]] },
  {
    what: 'structs and lists',
    runs: [[valuesOf({ a: [{ b: [1, null] }] }, { a: [] }, { a: null }, null, { c: [[1], [], null] })]],
  },
  {
    what: 'names',
    runs: [[[{ id: 1, constructor: 1, 'a.b': 2, toString: { 'a b': 3 }, ID: 4, '': 5, 日本: 6 }]]],
  },
  ...(
    [
      ['instants', '2024-05-06T07:08:09Z', 'text'],
      ['dates', '2024-05-06', 'text'],
      ['integers', 5, 'text'],
      ['doubles', 2.5, 'text'],
      ['booleans', true, 5],
      ['structs', { a: '2024-05-06T07:08:09.5Z', b: [1, 2.5] }, 'text'],
      ['lists', [1, 2], [{ a: 1 }]],
      ['struct fields', { a: 1 }, { a: 'x', b: true }],
      ['what was mixed', [1, 'x'], { a: [] }],
    ] as const
  ).map(([what, before, after]) => ({
    what: `${what} that become something else`,
    runs: [[[row(1, before)]], [[row(2, after)]], [[row(3, before)]]],
  })),
];

describe('engines', () => {
  const folder = temporaryFolder();
  const duckdb = suiteEngine();
  const parquetjs = new ParquetJsEngine();

  async function published(engine: 'duckdb' | 'parquetjs', { over, runs }: Scenario): Promise<unknown[]> {
    const out = join(folder(), engine);
    const told: unknown[] = [];
    for (const pages of runs) {
      const result = await publishPages(
        { engine: engine === 'duckdb' ? duckdb() : parquetjs, out, resource: info(over) },
        pages,
      );
      const rows = result.file === undefined ? [] : await exactRows(result.file);
      const texts = rows.map((found) =>
        JSON.stringify(found, (_, value) => (typeof value === 'bigint' ? `${value}` : value)),
      );
      told.push({ rows: result.rows, duplicates: result.duplicates, found: texts.sort((a, b) => (a < b ? -1 : 1)) });
    }
    return told;
  }

  for (const scenario of SCENARIOS) {
    it(`agree on ${scenario.what}`, async () => {
      assert.deepEqual(await published('parquetjs', scenario), await published('duckdb', scenario));
    });
  }

  it('agree on rows of all kinds in several runs', async () => {
    const draw = drawer(11);
    for (let round = 0; round < 8; round++) {
      const page = () => Array.from({ length: 1 + draw(6) }, () => row(draw(5), plain(randomValue(draw))));
      const runs = Array.from({ length: 3 }, () => [page(), page()]);
      const scenario = { what: 'random', over: { name: `jobs${round}` }, runs };
      assert.deepEqual(await published('parquetjs', scenario), await published('duckdb', scenario));
    }
  });

  it('go on from each other’s files', async () => {
    const pages = (name: string) => [[row(1, { at: '2024-05-06T07:08:09Z', n: [1, null] }, name), row(name, 2.5)]];
    for (const engine of [duckdb(), parquetjs, duckdb(), parquetjs]) {
      const { rows } = await publishPages({ engine, out: folder() }, pages(engine.name));
      assert.isAtLeast(rows, 2);
    }
    const names = (await exactRows(join(folder(), 'jobs.parquet'))).map((found) => found['name']);
    assert.sameMembers(names, ['parquetjs', 'x', 'x']);
  });

  const refused: readonly [what: string, over: Partial<ResourceInfo>, rows: readonly Row[], message: RegExp][] = [
    ['integers of more than 64 bits', {}, [row(1, 2n ** 70n)], /integers of column "value" exactly/],
    ['names with a comma', {}, [{ id: 1, 'a,b': 1 }], /column that is called "a,b"/],
    ['history', { mergeStrategy: 'scd2' }, [row(1, 1)], /no write_disposition merge with strategy scd2/],
    ['partitions', { partitionBy: { buckets: 2 } }, [row(1, 1)], /no partition_by/],
  ];
  it('parquetjs says where it cannot write', async () => {
    const task = { incoming: { paths: [], columns: [], largestRow: 0 }, stored: [], unique: { by: 'row' } } as const;
    const columns = [{ name: 'a', type: { kind: 'int64' } }] as const;
    const target = join(folder(), 'no', 'file');
    const error = await failsWith(SinkError, () => parquetjs.write({ ...task, columns, target }));
    assert.include(error.message, `cannot write ${target}`);
  });

  for (const [what, over, rows, message] of refused) {
    it(`parquetjs refuses ${what}, and says what to do`, async () => {
      const error = await failsWith(SinkError, () =>
        publishPages({ engine: parquetjs, out: folder(), resource: info(over) }, [rows]),
      );
      assert.match(error.message, message);
      assert.include(error.fix, '--engine duckdb');
    });
  }
});

/** Without what parquetjs refuses: integers of more than 64 bits, and names that no column can have. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return value >= 2n ** 63n && value < 10n ** 38n ? 5 : value;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== '__proto__')
      .map(([name, item]) => [name, plain(item)]),
  );
}
