import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { assert } from 'chai';
import { expectRows, groupOptions, rowSizeOf } from '../../lib/engines/duckdb-row-size.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

describe('the size of rows', () => {
  const folder = temporaryFolder();
  let instance: DuckDBInstance;
  let connection: DuckDBConnection;

  before(async () => {
    instance = await DuckDBInstance.create(':memory:');
    connection = await instance.connect();
  });

  after(() => instance.closeSync());

  const bytesOf = async (...files: Parameters<typeof rowSizeOf> extends [unknown, ...infer F] ? F : never) =>
    (await rowSizeOf(connection, ...files)).rowBytes;

  const staged = async (bytes: number, rows: number) => {
    const source = join(folder(), `${bytes}-${rows}.ndjson`);
    await writeFile(source, 'x'.repeat(bytes));
    return { source, path: `${source}.stage`, rows, columns: [] };
  };

  it('is that of the journal, on average over its files', async () => {
    assert.equal(await bytesOf([await staged(100, 1), await staged(300, 3)], []), 100);
    assert.equal(await bytesOf([await staged(0, 0)], []), 0);
    assert.equal(await bytesOf([], []), 0);
  });

  it('is that of the published files where they have larger ones: they are written again', async () => {
    const path = join(folder(), 'wide.parquet');
    // Not the same text in each row, which a dictionary would make small.
    await connection.run(
      `COPY (SELECT i AS id, repeat(i::VARCHAR || ' text', 50000) AS text FROM range(100, 110) t(i)) TO '${path}' (FORMAT parquet)`,
    );
    const published = { path, rows: 10, columns: [], stored: [] };
    assert.isAbove(await bytesOf([await staged(100, 1)], [published]), 400_000);
    assert.equal(await bytesOf([await staged(2_000_000, 2)], [published]), 1_000_000);
  });

  it('keeps joins from collecting a vector of large rows, and lets them collect small ones', async () => {
    const collects = async () => {
      const read = await connection.runAndReadAll("SELECT current_setting('enable_caching_operators')");
      return read.getRows()[0]![0];
    };
    await expectRows(connection, { rows: 10, rowBytes: 2_000_000 });
    assert.equal(await collects(), false);
    await expectRows(connection, { rows: 10, rowBytes: 400 });
    assert.equal(await collects(), true);
  });

  it('keeps the order of the rows, except of very many', () => {
    assert.include(groupOptions({ rows: 1_000_000, rowBytes: 400 }), 'PRESERVE_ORDER true');
    assert.include(groupOptions({ rows: 1_000_001, rowBytes: 400 }), 'PRESERVE_ORDER false');
  });

  it('makes a row group smaller, in whole vectors if it can', () => {
    const sizes = [0, 50, 400, 6000, 2_000_000, 50_000_000];
    const groups = sizes.map((rowBytes) => /ROW_GROUP_SIZE (\d+)/.exec(groupOptions({ rows: 10, rowBytes }))?.[1]);
    assert.deepEqual(groups.map(Number), [122_880, 122_880, 30_720, 2048, 6, 1]);
  });
});
