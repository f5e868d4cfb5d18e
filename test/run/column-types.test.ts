import { assert } from 'chai';
import { query } from '../../lib/engines/query.ts';
import type { EngineName } from '../../lib/engines/open-engine.ts';
import { api } from '../helpers/server.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { testServers } from '../http/test-servers.ts';
import { configOf, runConfig } from './scenario.ts';

const COLUMNS = {
  at: { data_type: 'time' },
  price: { data_type: 'decimal', precision: 10, scale: 2 },
  raw: { data_type: 'binary' },
};

describe('run: columns of time, decimal and binary', () => {
  const servers = testServers();
  const folder = temporaryFolder();

  async function load(rows: readonly object[], jobs: object = { columns: COLUMNS }, engine: EngineName = 'duckdb') {
    const server = await api(servers, { '/jobs': rows });
    const resource = { name: 'jobs', primary_key: 'id', write_disposition: 'merge', ...jobs };
    return runConfig(configOf(server.origin, [resource]), { out: folder(), engine });
  }
  const file = () => `'${folder()}/jobs.parquet'`;
  const types = async () => {
    const described = await query(`DESCRIBE SELECT * FROM ${file()}`);
    return Object.fromEntries(described.map((row) => [row['column_name'], row['column_type']]));
  };
  const column = async (name: string) =>
    (await query(`SELECT CAST("${name}" AS VARCHAR) AS v FROM ${file()} ORDER BY id`)).map((row) => row['v']);

  it('have their types before the first value, and with every value', async () => {
    await load([{ id: 1 }]);
    const hinted = { at: 'TIME', price: 'DECIMAL(10,2)', raw: 'BLOB' };
    assert.deepInclude(await types(), hinted);
    const { outcome } = await load([
      { id: 2, at: '07:30', price: '12345678.90', raw: 'AP9B' },
      { id: 3, at: '23:59:59.000001', price: 0.1, raw: '0x00ff' },
      { id: 4, at: null, price: 7, raw: '' },
    ]);
    assert.equal(outcome('jobs').status, 'published');
    assert.deepInclude(await types(), hinted);
    assert.deepEqual(await column('at'), [null, '07:30:00', '23:59:59.000001', null]);
    assert.deepEqual(await column('price'), [null, '12345678.90', '0.10', '7.00']);
    assert.deepEqual(await column('raw'), [null, '\\x00\\xFFA', '\\x00\\xFF', '']);
  });

  it('keep every digit of a text, and widen over the runs, also without the hint', async () => {
    await load([{ id: 1, price: '1.25' }]);
    await load([{ id: 2, price: '12345678901234567890.123456789012345678' }]);
    assert.equal((await types())['price'], 'DECIMAL(38,18)');
    await load([{ id: 3, price: '2.5' }], {});
    assert.equal((await types())['price'], 'DECIMAL(38,18)');
    assert.deepEqual(await column('price'), [
      '1.250000000000000000',
      '12345678901234567890.123456789012345678',
      '2.500000000000000000',
    ]);
  });

  it('lose no value to what does not fit', async () => {
    await load([{ id: 1, at: '12:30:00.5', price: '1.50', raw: 'QUJD' }]);
    await load([{ id: 2, at: 'noon', price: 'on request', raw: 'not base64!' }]);
    assert.deepInclude(await types(), { at: 'VARCHAR', price: 'VARCHAR', raw: 'VARCHAR' });
    assert.deepEqual(await column('at'), ['12:30:00.5', 'noon']);
    assert.deepEqual(await column('price'), ['1.50', 'on request']);
    assert.deepEqual(await column('raw'), ['QUJD', 'not base64!']);
    await load([{ id: 3, at: 5, price: true, raw: [1] }]);
    assert.deepEqual(await column('at'), ['"12:30:00.5"', '"noon"', '5']);
    assert.deepEqual(await column('price'), ['"1.50"', '"on request"', 'true']);
    assert.deepEqual(await column('raw'), ['"QUJD"', '"not base64!"', '[1]']);
  });

  it('become JSON with every digit', async () => {
    const price = '123456789012345678901234567890123456.78';
    await load([{ id: 1, at: '12:30', price, raw: 'QUJD' }]);
    await load([{ id: 2, at: 5, price: true, raw: true }]);
    assert.deepEqual(await column('at'), ['"12:30:00"', '5']);
    assert.deepEqual(await column('price'), [`"${price}"`, 'true']);
    assert.deepEqual(await column('raw'), ['"QUJD"', 'true']);
  });

  it('take what was published before the hint', async () => {
    await load([{ id: 1, at: '12:30', price: 5, raw: 'QUJD' }], {});
    await load([{ id: 2, at: '13:30', price: '2.5', raw: 'QQ==' }]);
    assert.deepInclude(await types(), { at: 'VARCHAR', price: 'DECIMAL(18,2)', raw: 'VARCHAR' });
    assert.deepEqual(await column('at'), ['12:30', '13:30']);
    assert.deepEqual(await column('price'), ['5.00', '2.50']);
  });

  it('may be keys and partitions', async () => {
    const jobs = { columns: COLUMNS, primary_key: ['at', 'raw'], partition_by: 'price' };
    await load([{ id: 1, at: '12:30', raw: 'QQ==', price: '1.50' }], jobs);
    await load(
      [
        { id: 2, at: '12:30:00', raw: 'QQ==', price: 1.5 },
        { id: 3, at: '12:30', raw: 'QUI=', price: 1.5 },
      ],
      jobs,
    );
    const found = await query(`SELECT id, price FROM '${folder()}/jobs/*/*.parquet' ORDER BY id`);
    assert.deepEqual(
      found.map((row) => Number(row['id'])),
      [2, 3],
    );
  });

  describe('by the engine parquetjs', () => {
    const columns = { raw: COLUMNS.raw };

    it('are the same for bytes, over several runs', async () => {
      for (const rows of [
        [{ id: 1, raw: 'AP9B' }],
        [
          { id: 2, raw: '0x00ff' },
          { id: 3, raw: '' },
        ],
      ]) {
        const { outcome } = await load(rows, { columns }, 'parquetjs');
        assert.equal(outcome('jobs').error?.message, undefined);
      }
      assert.deepInclude(await types(), { raw: 'BLOB' });
      assert.deepEqual(await column('raw'), ['\\x00\\xFFA', '\\x00\\xFF', '']);
      await load([{ id: 4, raw: 5 }], { columns }, 'parquetjs');
      assert.deepEqual(await column('raw'), ['"AP9B"', '"AP8="', '""', '5']);
    });

    it('are refused for decimals and times, which it does not have', async () => {
      for (const [name, message] of [
        ['price', /it cannot write column "price", whose data_type is decimal/],
        ['at', /it cannot write column "at", whose data_type is time/],
      ] as const) {
        const { outcome } = await load([{ id: 1 }], { columns: { [name]: COLUMNS[name] } }, 'parquetjs');
        const { status, error } = outcome('jobs');
        assert.equal(status, 'failed');
        assert.match(error!.message, message);
        assert.match((error as { fix?: string }).fix!, /--engine duckdb/);
      }
    });

    it('go on from times that DuckDB has written, where they become text', async () => {
      await load([{ id: 1, at: '12:30:00.5' }], { columns: { at: COLUMNS.at } });
      await load([{ id: 2, at: 'noon' }], {}, 'parquetjs');
      assert.deepEqual(await column('at'), ['12:30:00.5', 'noon']);
    });
  });
});
