import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import type { ContractError } from '../../lib/core/errors.ts';
import type { EngineName } from '../../lib/engines/open-engine.ts';
import { api, inPages } from '../helpers/server.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { testServers } from '../http/test-servers.ts';
import { interruptions } from './interrupted.ts';
import { configOf, isPublished, published, runConfig } from './scenario.ts';

const FIRST = [{ id: 1, size: 5, at: '2024-05-06', where: { city: 'x' }, lines: [{ n: 1 }], note: null }];
const NEW_COLUMN = { id: 2, size: 6, colour: 'red' };
const NEW_TYPE = { id: 3, size: 'large' };
const FITTING = { id: 4, size: 7, colour: null, note: null, where: null, lines: [] };

/** hyparquet has undefined for some of what is null. */
function withNull(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withNull);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value ?? null;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withNull(inner)]));
}

describe('run: schema_contract', () => {
  const servers = testServers();
  const folder = temporaryFolder();
  const { interrupted } = interruptions(servers, folder);

  interface Load {
    readonly engine?: EngineName;
    readonly over?: object;
    readonly fullRefresh?: boolean;
  }

  async function load(rows: readonly object[], settings: object = {}, { over, ...options }: Load = {}) {
    const server = await api(servers, { '/jobs': rows });
    const jobs = { name: 'jobs', primary_key: 'id', write_disposition: 'merge', ...settings };
    const { outcome } = await runConfig(configOf(server.origin, [jobs], over), { out: folder(), ...options });
    return outcome('jobs');
  }
  const rows = async () => (await published(folder(), 'jobs', 'id')).map((row) => withNull(row) as typeof row);
  const file = () => readFile(join(folder(), 'jobs.parquet'));
  const columns = async () => Object.keys((await rows())[0]!);

  for (const engine of ['duckdb', 'parquetjs'] as const) {
    describe(`with the engine ${engine}`, () => {
      const contract = (schema_contract: unknown) => ({ schema_contract });
      const again = (given: readonly object[], schema_contract: unknown) =>
        load(given, contract(schema_contract), { engine });
      beforeEach(() => load(FIRST, contract({ columns: 'freeze', data_type: 'freeze' }), { engine }));

      it('freeze fails the resource, and its file stays as it was', async () => {
        const before = await file();
        for (const [row, modes, reason, fix] of [
          [
            NEW_COLUMN,
            { columns: 'freeze' },
            /^colour is new \(in the row with id 2\); schema_contract.columns is f/,
            /columns to evolve/,
          ],
          [
            NEW_TYPE,
            { data_type: 'freeze' },
            /^size is a text, and the column holds int64 \(in the row with id 3\)/,
            /data_type to/,
          ],
          [{ id: 5, where: { zip: 1 } }, 'freeze', /^where\.zip is new/, /columns to/],
          [
            { id: 5, lines: [{ n: 1 }, { n: 2.5 }] },
            'freeze',
            /^lines\[\]\.n is a double, and the column holds int64/,
            /data/,
          ],
          [{ id: 5, note: 'x' }, 'freeze', /^note is new/, /columns/],
        ] as const) {
          const { status, error } = await again([FITTING, row], modes);
          assert.equal(status, 'failed');
          const { code, message, setting, fix: told, resource } = error as ContractError;
          assert.match(message, reason);
          assert.deepEqual([code, resource, setting], ['contract', 'jobs', 'resources.jobs.schema_contract']);
          assert.match(told!, fix);
          assert.deepEqual(await file(), before);
        }
        assert.equal((await again([FITTING], 'freeze')).status, 'published');
        assert.lengthOf(await rows(), 2);
      });

      it('discard_row leaves the rows out, and counts them', async () => {
        const outcome = await again([NEW_COLUMN, NEW_TYPE, FITTING], 'discard_row');
        assert.deepInclude(outcome, { status: 'published', rowsRead: 3, rowsPublished: 2, rejected: 0 });
        const reasons = ['colour is new', 'size is a text, and the column holds int64'];
        assert.deepEqual(outcome.discarded, { rows: 2, values: 0, reasons });
        assert.deepEqual(
          (await rows()).map(({ id }) => id),
          [1, 4],
        );
        assert.notInclude(await columns(), 'colour');
      });

      it('discard_value leaves the values out, and counts them', async () => {
        const nested = { id: 5, where: { city: 'y', zip: 1 }, lines: [{ n: 1, m: 2 }, 'x', { n: 3 }] };
        const outcome = await again([NEW_COLUMN, NEW_TYPE, nested], 'discard_value');
        assert.deepInclude(outcome.discarded, { rows: 0, values: 5 });
        assert.deepEqual(await rows(), [
          { id: 1, size: 5, at: new Date('2024-05-06'), where: { city: 'x' }, lines: [{ n: 1n }], note: null },
          { id: 2, size: 6, at: null, where: null, lines: null, note: null },
          { id: 3, size: null, at: null, where: null, lines: null, note: null },
          { id: 5, size: null, at: null, where: { city: 'y' }, lines: [{ n: 1n }, null, { n: 3n }], note: null },
        ] as never);
      });

      it('is for each kind of change', async () => {
        assert.deepInclude((await again([NEW_COLUMN, NEW_TYPE], { columns: 'discard_row' })).discarded, { rows: 1 });
        assert.deepEqual(
          (await rows()).map(({ id, size }) => [id, size]),
          [
            [1, '5'],
            [3, '"large"'],
          ],
        );
        assert.notInclude(await columns(), 'colour');
        await again([NEW_COLUMN], { data_type: 'freeze' });
        assert.include(await columns(), 'colour');
      });
    });
  }

  it('of tables: no table, or a row of a new one, with freeze and discard', async () => {
    for (const schema_contract of ['freeze', { tables: 'freeze' }]) {
      const { status, error } = await load(FIRST, { schema_contract });
      assert.equal(status, 'failed');
      assert.match(error!.message, /^jobs is not published yet, and schema_contract.tables is freeze/);
      assert.match((error as ContractError).fix!, /columns: freeze, data_type: freeze/);
    }
    for (const tables of ['discard_row', 'discard_value']) {
      const { discarded, status } = await load(FIRST, { schema_contract: { tables } });
      assert.deepEqual([status, discarded], ['published', { rows: 1, values: 0, reasons: ['jobs is a new table'] }]);
      assert.isFalse(isPublished(folder(), 'jobs'));
    }
    await load(FIRST);
    assert.equal((await load([FITTING], { schema_contract: 'freeze' })).status, 'published');
  });

  it('of the source is for resources that have none', async () => {
    await load(FIRST);
    const over = { schema_contract: 'freeze' };
    assert.equal((await load([NEW_COLUMN], {}, { over })).status, 'failed');
    assert.equal((await load([NEW_COLUMN], {}, { over: { resource_defaults: over } })).status, 'failed');
    const discards = { ...over, resource_defaults: { schema_contract: 'discard_value' } };
    assert.deepInclude((await load([NEW_COLUMN], {}, { over: discards })).discarded, { values: 1 });
    // One of its own replaces it whole.
    assert.equal((await load([NEW_TYPE], { schema_contract: { columns: 'freeze' } }, { over })).status, 'published');
    assert.equal((await load([NEW_COLUMN], { schema_contract: null }, { over })).status, 'published');
  });

  it('knows the columns that hints declare, and from the first run on those of a schema', async () => {
    const hints = { columns: { colour: { data_type: 'text' }, size: { data_type: 'bigint' } } };
    // A new table gets the columns that it has; what is declared has its type.
    const first = await load([NEW_TYPE, NEW_COLUMN], {
      ...hints,
      schema_contract: { tables: 'evolve', columns: 'freeze', data_type: 'discard_value' },
    });
    assert.deepInclude(first.discarded, { values: 1 });
    await load(FIRST);
    assert.equal((await load([NEW_COLUMN], { ...hints, schema_contract: 'freeze' })).status, 'published');

    const schema = { type: 'object', properties: { size: { type: 'number' } } };
    const { discarded } = await load([{ id: 1, size: 5, more: 1 }], {
      schema,
      table_name: 'strict',
      schema_contract: { columns: 'discard_value' },
    });
    assert.deepEqual(discarded, { rows: 0, values: 1, reasons: ['more is new'] });
    assert.deepEqual(await published(folder(), 'strict'), [{ size: 5, id: 1 }]);
  });

  it('sets a row aside whose key has another type, and keeps it whole', async () => {
    await load(FIRST);
    const outcome = await load([{ id: 'x', size: 1 }, FITTING], { schema_contract: 'discard_value' });
    assert.deepInclude(outcome, { rejected: 1, rowsPublished: 2 });
    assert.equal(outcome.rejectedReason, 'id is a text, and the column holds int64 (schema_contract)');
  });

  it('allows a full refresh its columns, as a new table', async () => {
    await load(FIRST);
    const outcome = await load([NEW_COLUMN], { schema_contract: 'freeze' }, { fullRefresh: true });
    assert.equal(outcome.error, undefined);
    assert.deepEqual(await rows(), [{ id: 2, size: 6, colour: 'red' }]);
  });

  it('takes null for no value, and dlt names for what they are', async () => {
    await load(FIRST, { naming: 'snake_case' });
    const outcome = await load([{ Id: 2, brandNew: null }], {
      naming: 'snake_case',
      schema_contract: 'freeze',
      primary_key: 'Id',
    });
    assert.equal(outcome.error, undefined);
    assert.notInclude(await columns(), 'brand_new');
  });

  it('counts the same where a run is interrupted, and fails the same', async () => {
    await load(FIRST);
    const given = [1, 2, 3, 4, 5, 6].map((id) => ({ id: id + 10, ...(id % 2 === 0 ? { colour: id } : { size: id }) }));
    const jobs = {
      name: 'jobs',
      primary_key: 'id',
      write_disposition: 'merge',
      schema_contract: 'discard_row',
      endpoint: { paginator: { type: 'page_number', base_page: 0 } },
    };
    const { next } = await interrupted({ '/jobs': inPages(given, 2) }, [jobs], '/jobs', { page: '2' });
    const { outcome } = await next();
    assert.deepInclude(outcome('jobs').discarded, { rows: 3, values: 0 });
    assert.deepEqual(
      (await rows()).map(({ id }) => id),
      [1, 11, 13, 15],
    );

    const frozen = { ...jobs, schema_contract: 'freeze' };
    const fails = await interrupted({ '/jobs': inPages(given.toReversed(), 2) }, [frozen], '/jobs', { page: '0' });
    for (let run = 0; run < 2; run += 1) {
      const { outcome: failed } = await fails.next();
      assert.match(failed('jobs').error!.message, /^colour is new/);
    }
    assert.lengthOf(await rows(), 4);
  });
});
