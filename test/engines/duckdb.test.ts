import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import { SinkError } from '../../lib/core/errors.ts';
import type { Row } from '../../lib/core/types.ts';
import { DuckDbEngine } from '../../lib/engines/duckdb.ts';
import { query } from '../../lib/engines/query.ts';
import { failsWith, info, publishPages, suiteEngine } from '../helpers/journal.ts';
import { exactRows, sortedBy } from '../helpers/parquet.ts';
import { parquetColumns } from '../helpers/read-parquet.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

describe('DuckDbEngine', () => {
  const folder = temporaryFolder();
  const engine = suiteEngine();
  const options = () => ({ engine: engine(), out: folder() });
  const file = () => join(folder(), 'jobs.parquet');

  describe('names', () => {
    /** Names that mean something in SQL, in the statements of the engine or to its file readers. */
    const NAMES = [
      'n x kept gone standing file_row_number file_index filename c0 c1 C2 rows select constructor'.split(' '),
      ['a,b', 'a.b', "it's", 'say "x"', '日本', '😀', 'a b', 'a(', '{}', '%s'],
    ].flat();

    it('are kept, whatever they are, through a merge with what was published', async () => {
      const fields = NAMES.map((name, i) => [name, { id: i, [name]: [name] }] as const);
      const row = Object.fromEntries([...fields, ['id', 1]]) as Row;
      await publishPages(options(), [[row, { ...row, id: 2 }]]);
      const { rows, duplicates } = await publishPages(options(), [[{ ...row, id: 3 }, row, row]]);
      assert.deepEqual({ rows, duplicates }, { rows: 3, duplicates: 1 });
      assert.deepEqual(await parquetColumns(file()), ['id', ...NAMES]);
      const read = sortedBy(await exactRows(file()));
      assert.deepEqual(
        read.map((found) => found['id']),
        [1n, 2n, 3n],
      );
      for (const found of read) {
        NAMES.forEach((name, i) => {
          const value = found[name] as { id: bigint };
          assert.equal(value.id, BigInt(i), name);
          assert.deepEqual((value as unknown as Row)[name], [name]);
        });
      }
    });

    for (const name of NAMES) {
      it(`can be a key: ${name}`, async () => {
        const resource = info({ primaryKey: [name] });
        const key = (value: number, id: number) =>
          Object.fromEntries([
            [name, value],
            ['id', id],
            ['c1', id],
          ]) as Row;
        const distinct = name === 'c1' ? [1, 2, 3] : [7, 8, 9];
        await publishPages({ ...options(), resource }, [[key(7, 1), key(8, 1)]]);
        const { rows } = await publishPages({ ...options(), resource }, [[key(8, 2), key(9, 2), key(9, 3)]]);
        assert.equal(rows, 3);
        const read = await exactRows(file());
        assert.sameMembers(
          read.map((row) => Number(row[name])),
          distinct,
        );
      });
    }

    it('may be __proto__', async () => {
      const row = (id: number, value: number) => JSON.parse(`{"id":${id},"__proto__":{"__proto__":${value}}}`) as Row;
      await publishPages(options(), [[row(1, 1), row(2, 2)]]);
      await publishPages(options(), [[row(2, 3)]]);
      // hyparquet sets the prototype of a row where it should set a field.
      const read = await query(`SELECT id, "__proto__"."__proto__" AS value FROM '${file()}' ORDER BY id`);
      assert.deepEqual(read, [
        { id: '1', value: '1' },
        { id: '2', value: '3' },
      ]);
    });

    it('that differ by case, are empty or have a NUL get a name each, the same one in each run', async () => {
      const row = { id: 1, ID: 'upper', '': 'empty', 'a\0b': 'nul', s: { x: 1, X: 2 }, t: { 'a\0b': 1 } };
      const expected = { id: 1n, ID_2: 'upper', _: 'empty', a_b: 'nul', s: '{"x":1,"X":2}', t: '{"a\\u0000b":1}' };
      await publishPages(options(), [[row]]);
      assert.deepEqual(await exactRows(file()), [expected]);
      await publishPages(options(), [[{ ID: 'again', '': 'first', id: 2 }]]);
      assert.deepInclude(sortedBy(await exactRows(file()))[0], expected);
      assert.deepInclude(sortedBy(await exactRows(file()))[1], { id: 2n, ID_2: 'again', _: 'first', a_b: null });
    });
  });

  describe('folders', () => {
    for (const name of ['id=5', 'day=2024-01-01', 'a*b', 'a?b', '[ab]', "it's", 'ä 日本', '{a,b}', '100%']) {
      it(`named ${name} change nothing`, async () => {
        const out = join(folder(), name);
        // What a pattern would find as well.
        const others = ['axb', 'a', 'b'].map((other) => join(folder(), other));
        await Promise.all(others.map((other) => publishPages({ ...options(), out: other }, [[{ id: 99 }]])));
        await publishPages({ ...options(), out }, [[{ id: 1, day: 'x' }, { id: 2 }]]);
        const { rows } = await publishPages({ ...options(), out }, [[{ id: 2, day: 'y' }, { id: 3 }]]);
        assert.equal(rows, 3);
        assert.deepEqual(sortedBy(await exactRows(join(out, 'jobs.parquet'))), [
          { id: 1n, day: 'x' },
          { id: 2n, day: 'y' },
          { id: 3n, day: null },
        ]);
      });
    }
  });

  describe('values', () => {
    const HUGE = 10n ** 38n - 1n;
    const cases: readonly [what: string, values: readonly unknown[], reads: readonly unknown[]][] = [
      ['integers up to 64 bits', [2n ** 63n - 1n, -(2n ** 63n), 0], [2n ** 63n - 1n, -(2n ** 63n), 0n]],
      ['integers up to 38 digits', [HUGE, -HUGE, 2n ** 63n, 1], [HUGE, -HUGE, 2n ** 63n, 1n]],
      ['longer integers', [10n ** 50n, 1, -1], [String(10n ** 50n), '1', '-1']],
      ['doubles', [0.1, 1e300, -1e-7, 5], [0.1, 1e300, -1e-7, 5]],
      ['numbers beyond a double', [2n ** 53n + 1n, 0.1, 1], [String(2n ** 53n + 1n), '0.1', '1']],
      ['decimals given as text', ['1.50', '0.10000000000000000001'], ['1.50', '0.10000000000000000001']],
      ['digits given as text', ['007', '1'], ['007', '1']],
      ['booleans', [true, false, null], [true, false, null]],
      [
        'instants with any offset',
        [
          '2024-05-06T07:08:09.123456+05:30',
          '2024-05-06T07:08:09-14:00',
          '2024-02-29T00:00:00',
          '1969-12-31T23:59:59.9Z',
        ],
        ['2024-05-06T01:38:09.123456Z', '2024-05-06T21:08:09.000000Z', '2024-02-29T00:00:00.000000Z'],
      ],
      ['dates', ['2024-02-29', '0001-01-01', '9999-12-31'], ['2024-02-29', '0001-01-01', '9999-12-31']],
      [
        'texts',
        ['', '\0', 'x\r\ny\u2028z', '😀', 'null', '"', '\\ud83d', 'a\ud83d'],
        ['', '\0', 'x\r\ny\u2028z', '😀', 'null', '"', '\\ud83d', 'a\ufffd'],
      ],
      [
        'values of any kind',
        [1, '1', null, [HUGE, { a: null }], false],
        ['1', '"1"', null, `[${HUGE},{"a":null}]`, 'false'],
      ],
      [
        'structs and lists',
        [{ a: [{ b: [1, null] }] }, { a: [] }, { a: null }, null],
        [{ a: [{ b: [1n, null] }] }, { a: [] }, { a: null }, null],
      ],
      ['maps with any keys', [{}, {}], ['{}', '{}']],
    ];
    for (const [what, values, reads] of cases) {
      it(`keeps ${what}`, async () => {
        await publishPages(options(), [values.map((value, id) => ({ id, value }))]);
        const read = sortedBy(await exactRows(file())).map((row) => row['value']);
        assert.deepEqual(read.slice(0, reads.length), [...reads]);
      });
    }

    it('keeps a text of 20 MB and an object of a hundred levels', async () => {
      const long = 'x'.repeat(20 << 20);
      let deep: Row = { leaf: 1n };
      for (let i = 0; i < 100; i++) deep = { deep };
      await publishPages(options(), [[{ id: 1, long, deep }]]);
      const [row] = await exactRows(file());
      assert.equal(row?.['long'], long);
      let found = row?.['deep'] as Row;
      for (let i = 0; i < 99; i++) found = found['deep'] as Row;
      assert.deepEqual(found, { deep: { leaf: 1n } });
    });
  });

  describe('a file that something else wrote', () => {
    const make = (select: string) => query(`COPY (${select}) TO '${file()}' (FORMAT parquet)`);

    it('goes on with its own columns, as wide as they need', async () => {
      await make(`SELECT 1::INTEGER AS id, 'old' AS name, 1.50::DECIMAL(10,2) AS price, [1::SMALLINT] AS list,
        TIMESTAMP '2024-05-06 07:08:09' AS at, 5::UBIGINT AS big, TIME '10:00:00' AS time, {'a b': 1::INTEGER} AS s,
        [2.50::DECIMAL(10,2)] AS prices`);
      const { rows } = await publishPages(options(), [[{ id: 2, name: 'new', s: { 'a b': 2 } }]]);
      assert.equal(rows, 2);
      const at = '2024-05-06T07:08:09.000000Z';
      const prices = ['2.50'];
      const nothing = { price: null, list: null, at: null, big: null, time: null, prices: null };
      // hyparquet gives decimals without their point, and times as microseconds.
      const old = {
        name: 'old',
        price: 150n,
        list: [1n],
        at,
        big: 5n,
        time: 36_000_000_000n,
        s: { 'a b': 1n },
        prices,
      };
      assert.deepEqual(sortedBy(await exactRows(file())), [
        { id: 1n, ...old },
        { id: 2n, name: 'new', s: { 'a b': 2n }, ...nothing },
      ]);
    });

    it('gives up int64 for text as soon as a fraction comes: nobody knows what is exact in it', async () => {
      await make('SELECT 1::BIGINT AS id, 5::BIGINT AS value');
      await publishPages(options(), [[{ id: 2, value: 0.5 }]]);
      assert.deepEqual(
        sortedBy(await exactRows(file())).map((row) => row['value']),
        ['5', '0.5'],
      );
    });

    it('is left alone where it cannot be read', async () => {
      await writeFile(file(), 'not a Parquet file');
      const error = await failsWith(SinkError, () => publishPages(options(), [[{ id: 1 }]]));
      assert.include(error.message, `cannot read ${file()}`);
    });
  });

  describe('failures', () => {
    it('say that a folder in the place of the file cannot be read', async () => {
      await mkdir(join(file(), 'part'), { recursive: true });
      await failsWith(SinkError, () => publishPages(options(), [[{ id: 1 }]]));
    });

    it('name the target where it cannot be written', async () => {
      const task = { incoming: { paths: [], columns: [], largestRow: 0 }, stored: [], unique: { by: 'row' } } as const;
      const columns = [{ name: 'a', type: { kind: 'int64' } }] as const;
      const target = join(folder(), 'no', 'file');
      const error = await failsWith(SinkError, () => engine().write({ ...task, columns, target }));
      assert.include(error.message, `cannot write ${target}`);
    });

    it('say that memory was too small, and what to do', async () => {
      const small = new DuckDbEngine({ spillFolder: join(folder(), 'spill'), memoryLimit: '1MB' });
      const rows = Array.from({ length: 20_000 }, (_, id) => ({ id, name: `name ${id}` }));
      const error = await failsWith(SinkError, () => publishPages({ ...options(), engine: small }, [rows]));
      assert.match(error.message, /cannot write .*Out of Memory/);
      assert.include(error.fix, 'close other programs');
      await small.close();
    });

    it('say that the database could not be opened', async () => {
      const broken = new DuckDbEngine({ spillFolder: folder(), memoryLimit: 'much' });
      broken.warmUp();
      await failsWith(SinkError, () => broken.inspect(file()));
      await broken.close();
    });
  });

  it('warms up before its first call, and closes without any', async () => {
    const own = new DuckDbEngine({ spillFolder: join(folder(), 'spill') });
    await own.close();
    const warm = new DuckDbEngine({ spillFolder: join(folder(), 'spill') });
    warm.warmUp();
    await publishPages({ ...options(), engine: warm }, [[{ id: 1 }]]);
    assert.equal((await warm.inspect(file())).rows, 1);
    await warm.close();
    assert.notInclude(await readdir(folder()), 'spill');
  });

  it('writes ZSTD, and says in the file what the columns have held', async () => {
    await publishPages(options(), [[{ id: 1, name: 'x' }]]);
    const codecs = await query(`SELECT DISTINCT compression FROM parquet_metadata('${file()}')`);
    assert.deepEqual(codecs, [{ compression: 'ZSTD' }]);
    assert.deepEqual((await engine().inspect(file())).stored, [
      { key: 'id', column: 'id', kinds: ['int'] },
      { key: 'name', column: 'name', kinds: ['string'] },
    ]);
  });
});
