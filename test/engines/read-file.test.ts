import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import { query } from '../../lib/engines/query.ts';
import { readTable } from '../../lib/engines/read-file.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

async function rowsOf(path: string, ending: string): Promise<readonly (readonly object[])[]> {
  const batches: (readonly object[])[] = [];
  for await (const batch of readTable(path, ending)) batches.push(batch);
  return batches;
}

describe('readTable', () => {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder(), name);

  it('reads Parquet with every digit and every kind of value', async () => {
    const path = at("it's [1].parquet");
    await query(
      `COPY (SELECT 7::BIGINT AS id, 9007199254740993::BIGINT AS big, 1.5::DOUBLE AS half, true AS yes, NULL AS none, 'x' AS text,
        DATE '2024-02-03' AS day, TIMESTAMPTZ '2024-02-03 04:05:06.123456+00' AS at, TIMESTAMP '1969-12-31 23:59:59.499999' AS local,
        {a: 1::BIGINT, b: [DATE '2024-01-01']} AS deep, 12.340::DECIMAL(9, 3) AS exact)
        TO '${path.replaceAll("'", "''")}' (FORMAT parquet)`,
    );
    assert.deepEqual(await rowsOf(path, '.parquet'), [
      [
        {
          id: 7,
          big: 9007199254740993n,
          half: 1.5,
          yes: true,
          none: null,
          text: 'x',
          day: '2024-02-03',
          at: '2024-02-03T04:05:06.123456Z',
          local: '1969-12-31T23:59:59.499999',
          deep: { a: 1, b: ['2024-01-01'] },
          exact: '12.340',
        },
      ],
    ]);
  });

  it('reads CSV as text: no zero in front is lost', async () => {
    const path = at('ids.csv');
    await writeFile(path, 'id;name\n007;"a; b"\n8;\n');
    assert.deepEqual(await rowsOf(path, '.csv'), [
      [
        { id: '007', name: 'a; b' },
        { id: '8', name: null },
      ],
    ]);
  });

  it('takes the first line of a CSV file for the names, whatever is in it', async () => {
    await writeFile(at('one.csv'), 'id\nx\n');
    assert.deepEqual(await rowsOf(at('one.csv'), '.csv'), [[{ id: 'x' }]]);
    await writeFile(at('tabs.tsv'), 'a\tb\n1,2\t3\n');
    assert.deepEqual(await rowsOf(at('tabs.tsv'), '.tsv'), [[{ a: '1,2', b: '3' }]]);
  });

  it('reads in batches, and may be left in between', async () => {
    const path = at('many.parquet');
    await query(`COPY (SELECT range AS id FROM range(5000)) TO '${path}' (FORMAT parquet)`);
    const batches = await rowsOf(path, '.parquet');
    assert.isAbove(batches.length, 1);
    assert.equal(batches.flat().length, 5000);
    for await (const batch of readTable(path, '.parquet')) {
      assert.isBelow(batch.length, 5000);
      break;
    }
  });
});
