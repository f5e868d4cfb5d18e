import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { assert } from 'chai';
import { DuckDbEngine } from '../../lib/engines/duckdb.ts';
import { goneRows, type Stage } from '../../lib/engines/duckdb-sql.ts';
import type { WriteTask } from '../../lib/engines/engine.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const COLUMNS = [
  { name: 'id', type: { kind: 'int64' } },
  { name: 'kind', type: { kind: 'string' } },
  { name: 'at', type: { kind: 'double' } },
] as const;

const KEY = { by: 'key', key: ['id', 'kind'] } as const;

/** Keys come again, in a page and over files; some rows are equal as a whole, and some have no `at`. */
const ROWS = Array.from({ length: 600 }, (_, i) => ({
  id: (i * 7919) % 97,
  kind: i % 3 === 0 ? 'a' : 'b',
  at: i % 5 === 0 ? null : (i * 31) % 11,
}));

describe('goneRows', () => {
  const folder = temporaryFolder();
  let instance: DuckDBInstance;
  let connection: DuckDBConnection;
  let stage: Stage;

  before(async () => {
    const engine = new DuckDbEngine({ spillFolder: join(folder(), 'spill') });
    const paths = [];
    for (const [i, rows] of [ROWS.slice(0, 250), ROWS.slice(250)].entries()) {
      const path = join(folder(), `rows-${i}.ndjson`);
      await writeFile(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
      paths.push((await engine.stage({ paths: [path], columns: COLUMNS, largestRow: 100 })).path);
    }
    await engine.close();
    stage = { paths, columns: COLUMNS.length };
    instance = await DuckDBInstance.create(':memory:');
    connection = await instance.connect();
  });

  after(() => instance.closeSync());

  /** The positions, in `ROWS`, of those that do not stand. */
  async function gone(unique: WriteTask['unique'], slices: number): Promise<readonly number[]> {
    for (const statement of goneRows(stage, { unique, columns: COLUMNS }, [], slices)) await connection.run(statement);
    const read = await connection.runAndReadAll('SELECT n FROM gone ORDER BY n');
    return read.getRows().map(([n]) => Number((n as bigint) >> 40n) * 250 + Number((n as bigint) & 0xffffffffffn));
  }

  /** All positions but the one of each group that `better` prefers. */
  function losers(group: (row: (typeof ROWS)[number]) => string, better: (a: number, b: number) => number): number[] {
    const best = new Map<string, number>();
    ROWS.forEach((row, i) => best.set(group(row), better(best.get(group(row)) ?? i, i)));
    const standing = new Set(best.values());
    return ROWS.map((_, i) => i).filter((i) => !standing.has(i));
  }

  const at = (i: number) => ROWS[i]!.at ?? -1;
  const keyOf = ({ id, kind }: (typeof ROWS)[number]) => `${id} ${kind}`;

  for (const slices of [1, 2, 7]) {
    it(`finds, in ${slices} slices, all rows but the last of each key`, async () => {
      assert.deepEqual(
        await gone(KEY, slices),
        losers(keyOf, (_, i) => i),
      );
    });

    it(`finds, in ${slices} slices, all rows but the last of the highest`, async () => {
      const sorted = { ...KEY, sort: { column: 'at', order: 'desc' } } as const;
      assert.deepEqual(
        await gone(sorted, slices),
        losers(keyOf, (a, b) => (at(b) >= at(a) ? b : a)),
      );
    });

    it(`finds, in ${slices} slices, all rows but the first of equal ones`, async () => {
      assert.deepEqual(await gone({ by: 'row' }, slices), losers(JSON.stringify, Math.min));
    });
  }

  it('finds nothing where every row stands', async () => {
    assert.deepEqual(await gone({ by: 'none' }, 3), []);
  });
});

describe('verify', () => {
  const folder = temporaryFolder();

  it('counts rows and keys of a file that it looks at in slices', async () => {
    const path = join(folder(), 'many.parquet');
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    await connection.run(
      `COPY (SELECT i % 400000 AS a, i % 3 AS b FROM range(600000) t(i)) TO '${path}' (FORMAT parquet)`,
    );
    instance.closeSync();
    const engine = new DuckDbEngine({ spillFolder: join(folder(), 'spill') });
    assert.deepEqual(await engine.verify(path, ['a']), { rows: 600_000, keys: 400_000 });
    assert.deepEqual(await engine.verify(path, ['a', 'b']), { rows: 600_000, keys: 600_000 });
    assert.deepEqual(await engine.verify(path, []), { rows: 600_000, keys: 600_000 });
    await engine.close();
  });
});

describe('write', () => {
  const folder = temporaryFolder();

  it('tells some of the keys that came more than once', async () => {
    const path = join(folder(), 'repeated.ndjson');
    const rows = [1, 2, 1, 3, 2, 1].map((id, at) => ({ id, kind: `it's "a"`, at }));
    await writeFile(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    const engine = new DuckDbEngine({ spillFolder: join(folder(), 'spill') });
    const incoming = { paths: [path], columns: COLUMNS, largestRow: 100 };
    const task = { incoming, columns: COLUMNS, stored: [] };
    const keyed = await engine.write({ ...task, target: join(folder(), 'keyed'), unique: KEY });
    const whole = await engine.write({ ...task, target: join(folder(), 'whole'), unique: { by: 'row' } });
    await engine.close();
    assert.equal(keyed.duplicates, 3);
    assert.deepEqual(
      keyed.repeated?.map((key) => JSON.parse(key) as unknown),
      [1, 2].map((id) => ({ id, kind: `it's "a"` })),
    );
    assert.notProperty(whole, 'repeated');
  });

  it('takes a journal file without a line, as it is after a crash before the first checkpoint', async () => {
    const path = join(folder(), 'rows.ndjson');
    await writeFile(path, '');
    const engine = new DuckDbEngine({ spillFolder: join(folder(), 'spill') });
    const incoming = { paths: [path], columns: COLUMNS, largestRow: 0 };
    const target = join(folder(), 'new');
    const written = await engine.write({ target, incoming, columns: COLUMNS, stored: [], unique: KEY });
    await engine.close();
    assert.include(written, { rows: 0, duplicates: 0 });
  });
});
