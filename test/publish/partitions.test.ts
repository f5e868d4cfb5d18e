import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import { SinkError } from '../../lib/core/errors.ts';
import type { ResourceInfo, Row } from '../../lib/core/types.ts';
import { query } from '../../lib/engines/query.ts';
import { partPath } from '../../lib/publish/part-paths.ts';
import { failsWith, info, publishPages, suiteEngine } from '../helpers/journal.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

describe('publishing with partition_by', () => {
  const folder = temporaryFolder();
  const engine = suiteEngine();
  const byCountry: Partial<ResourceInfo> = { partitionBy: { columns: ['country'] } };
  const byKey: Partial<ResourceInfo> = { partitionBy: { buckets: 4 } };

  const publish = (over: Partial<ResourceInfo>, ...rows: readonly Row[]) =>
    publishPages({ engine: engine(), out: folder(), resource: info(over) }, [rows]);
  const files = async () =>
    (await readdir(join(folder(), 'jobs'), { recursive: true })).filter((name) => name.endsWith('.parquet')).sort();
  const row = (id: number, country: unknown, name: string): Row => ({ id, country, name });
  /** The rows as a reader of Hive partitions has them. */
  const read = async (columns = 'id, country, name') =>
    query(`SELECT ${columns} FROM read_parquet('${folder()}/jobs/**/*.parquet', union_by_name = true) ORDER BY id`);
  const told = async () => (await read()).map((found) => Object.values(found).map(String).join(' '));

  /** The files that a publish step wrote. */
  async function changedBy(step: () => Promise<unknown>): Promise<string[]> {
    const identities = async () => {
      const paths = await files();
      const found = await query(
        `SELECT filename, content FROM read_blob([${paths.map((path) => `'${folder()}/jobs/${path}'`).join()}])`,
      );
      return new Map(found.map((file) => [String(file['filename']), String(file['content'])]));
    };
    const before = await identities();
    await step();
    const after = await identities();
    return [...after]
      .filter(([path, content]) => before.get(path) !== content)
      .map(([path]) => path.split('/jobs/')[1]!);
  }

  describe('columns', () => {
    it('makes a folder for each value, and readers find the value in its name', async () => {
      const { rows, file } = await publish(byCountry, row(1, 'DE', 'a'), row(2, 'FR', 'b'), row(3, 'DE', 'c'));
      assert.equal(rows, 3);
      assert.equal(file, join(folder(), 'jobs'));
      assert.deepEqual(await files(), ['country=DE/data.parquet', 'country=FR/data.parquet']);
      assert.deepEqual(await told(), ['1 DE a', '2 FR b', '3 DE c']);
    });

    it('writes the files only that change, and holds each key once', async () => {
      await publish(byCountry, row(1, 'DE', 'a'), row(2, 'FR', 'b'), row(3, 'IT', 'c'));
      const changed = await changedBy(async () => {
        const { rows, duplicates } = await publish(
          byCountry,
          row(1, 'DE', 'a1'),
          row(4, 'DE', 'd'),
          row(1, 'DE', 'a2'),
        );
        assert.deepEqual({ rows, duplicates }, { rows: 4, duplicates: 1 });
      });
      assert.deepEqual(changed, ['country=DE/data.parquet']);
      assert.deepEqual(await told(), ['1 DE a2', '2 FR b', '3 IT c', '4 DE d']);
    });

    it('takes a row out of the file that it was in before', async () => {
      await publish(byCountry, row(1, 'DE', 'a'), row(2, 'FR', 'b'), row(3, 'IT', 'c'));
      const changed = await changedBy(() => publish(byCountry, row(1, 'FR', 'moved')));
      assert.sameMembers(changed, ['country=DE/data.parquet', 'country=FR/data.parquet']);
      assert.deepEqual(await told(), ['1 FR moved', '2 FR b', '3 IT c']);
    });

    it('takes any text, none and an empty one for a value', async () => {
      const values = ['a/b', '../up', 'x=y', 'ä ö', '%41', "it's", '*', null, ''];
      await publish(byCountry, ...values.map((value, id) => row(id, value, 'n')));
      assert.lengthOf(await files(), values.length);
      const readBack = (await read()).map((found) => found['country']);
      assert.deepEqual(readBack, [...values.slice(0, -1), null], 'Hive has no empty text');
      await publish(byCountry, ...values.map((value, id) => row(id, value, 'again')));
      assert.lengthOf(await files(), values.length);
      assert.isTrue((await read()).every((found) => found['name'] === 'again'));
    });

    it('takes dates and numbers, also where their type widens later', async () => {
      const over: Partial<ResourceInfo> = { partitionBy: { columns: ['day', 'n'] } };
      await publish(over, { id: 1, day: '2024-05-06', n: 1 }, { id: 2, day: '2024-05-07', n: null });
      assert.deepEqual(await files(), [
        'day=2024-05-06/n=1/data.parquet',
        'day=2024-05-07/n=__HIVE_DEFAULT_PARTITION__/data.parquet',
      ]);
      await publish(over, { id: 3, day: 'never', n: 1 }, { id: 1, day: '2024-05-06', n: 1, more: 'x' });
      const found = await read('id, CAST(day AS VARCHAR) AS day, more');
      assert.deepEqual(
        found.map(({ id, day, more }) => [Number(id), day, more]),
        [
          [1, '2024-05-06', 'x'],
          [2, '2024-05-07', null],
          [3, 'never', null],
        ],
      );
    });

    it('leaves out what hard_delete marks', async () => {
      const over = { ...byCountry, hardDelete: 'gone' };
      await publish(over, { ...row(1, 'DE', 'a'), gone: false }, { ...row(2, 'DE', 'b'), gone: false });
      const { rows } = await publish(over, { ...row(1, 'FR', 'a'), gone: true });
      assert.equal(rows, 1);
      assert.deepEqual(await told(), ['2 DE b']);
    });

    it('goes by dedup_sort over all files', async () => {
      const over: Partial<ResourceInfo> = { ...byCountry, dedupSort: { column: 'name', order: 'desc' } };
      await publish(over, row(1, 'DE', 'b'), row(2, 'DE', 'b'));
      await publish(over, row(1, 'FR', 'a'), row(2, 'FR', 'c'));
      assert.deepEqual(await told(), ['1 DE b', '2 FR c']);
    });

    it('replaces all rows where that is asked for', async () => {
      const over: Partial<ResourceInfo> = { ...byCountry, writeDisposition: 'replace' };
      await publish(over, row(1, 'DE', 'a'), row(2, 'FR', 'b'));
      const { rows } = await publish(over, row(3, 'DE', 'c'));
      assert.equal(rows, 1);
      assert.deepEqual(await told(), ['3 DE c']);
    });

    it('adds rows where that is asked for', async () => {
      const over: Partial<ResourceInfo> = { ...byCountry, writeDisposition: 'append', primaryKey: [] };
      await publish(over, row(1, 'DE', 'a'), row(2, 'FR', 'b'));
      const changed = await changedBy(() => publish(over, row(1, 'DE', 'a')));
      assert.deepEqual(changed, ['country=DE/data.parquet']);
      assert.deepEqual(await told(), ['1 DE a', '1 DE a', '2 FR b']);
    });

    it('replaces the rows of a parent, whichever files they are in', async () => {
      const resource = info({ ...byCountry, primaryKey: [], parentColumns: ['_p_id'] });
      const options = { engine: engine(), out: folder(), resource };
      await publishPages(options, [
        { parent: { _p_id: 1 }, rows: [row(1, 'DE', 'a'), row(2, 'FR', 'b')] },
        { parent: { _p_id: 2 }, rows: [row(3, 'FR', 'c')] },
      ]);
      await publishPages(options, [{ parent: { _p_id: 1 }, rows: [row(4, 'DE', 'd')] }]);
      assert.deepEqual(await told(), ['3 FR c', '4 DE d']);
    });

    for (const [what, columns, rows, message] of [
      ['a column that no row has', ['contry'], [row(1, 'DE', 'a')], /no row has the column "contry"/],
      ['a list', ['country'], [row(1, ['DE'], 'a')], /a list such as "country" names no folder/],
      ['all columns', ['id'], [{ id: 1 }], /every column is a partition column/],
    ] as const) {
      it(`refuses ${what}`, async () => {
        const error = await failsWith(SinkError, () => publish({ partitionBy: { columns } }, ...rows));
        assert.match(error.message, message);
        assert.equal(error.setting, 'resources.jobs.partition_by');
        assert.deepEqual(await readdir(join(folder(), '_millrace', 'tmp')), []);
      });
    }
  });

  describe('buckets', () => {
    const many = (from: number, to: number, name: string) =>
      Array.from({ length: to - from }, (_, i) => row(from + i, 'DE', name));

    it('spreads rows by their key, and finds them again', async () => {
      const { rows } = await publish(byKey, ...many(0, 100, 'a'));
      assert.equal(rows, 100);
      assert.deepEqual(
        await files(),
        [0, 1, 2, 3].map((n) => `bucket-000${n}.parquet`),
      );
      const changed = await changedBy(() => publish(byKey, row(7, 'DE', 'b')));
      assert.lengthOf(changed, 1);
      const names = (await read()).map((found) => found['name']);
      assert.deepEqual(names, [...Array<string>(7).fill('a'), 'b', ...Array<string>(92).fill('a')]);
    });

    for (const other of ['x', 1.5, '2024-05-06', 2n ** 70n]) {
      it(`finds whole numbers again where a key of ${other} comes up`, async () => {
        await publish(byKey, ...many(0, 20, 'a'));
        const { rows } = await publish(byKey, row(7, 'DE', 'b'), { id: other, country: 'DE', name: 'b' });
        assert.equal(rows, 21);
        assert.lengthOf(
          (await read()).filter((found) => found['name'] === 'b'),
          2,
        );
        const again = await publish(byKey, row(8, 'DE', 'c'), { id: other, country: 'DE', name: 'c' });
        assert.equal(again.rows, 21);
      });
    }

    it('takes a key out whose last row is a deletion', async () => {
      const over = { ...byKey, hardDelete: 'gone' };
      await publish(over, { id: 1, gone: false }, { id: 2, gone: false });
      const { rows } = await publish(over, { id: 1, gone: true });
      assert.equal(rows, 1);
    });
  });

  it('refuses what was published with another partition_by, or without, and touches nothing', async () => {
    await publish(byCountry, row(1, 'DE', 'a'));
    assert.match((await failsWith(SinkError, () => publish(byKey, row(2, 'DE', 'b')))).message, /another partition_by/);
    assert.match(
      (await failsWith(SinkError, () => publish({}, row(2, 'DE', 'b')))).message,
      /published with partition_by/,
    );
    assert.deepEqual(await told(), ['1 DE a']);
    await rename(join(folder(), 'jobs'), join(folder(), 'moved'));
    await publish({}, row(2, 'DE', 'b'));
    const error = await failsWith(SinkError, () => publish(byCountry, row(2, 'DE', 'b')));
    assert.match(error.message, /published without partition_by/);
  });
});

describe('partPath', () => {
  it('never leaves the folder', () => {
    for (const value of ['..', '../x', '/etc', '.', 'a\u0000b', '\\']) {
      const path = partPath({ columns: ['../c'] }, JSON.stringify([value]));
      assert.match(path, /^\.\.%2Fc=[^/]+\/data\.parquet$/);
    }
  });
});
