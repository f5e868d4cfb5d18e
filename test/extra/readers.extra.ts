import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assert } from 'chai';
import { startSampleApi, type SampleApi } from '../../lib/sample/server.ts';
import type { ApiName } from '../../lib/sample/definition.ts';
import { difference, keyOf } from '../flows/row-difference.ts';
import { runPipeline, sampleKey } from '../flows/sample-runs.ts';
import { parquetColumns, type ReadRow } from '../helpers/read-parquet.ts';
import { API_NAMES } from '../sample/sample-client.ts';
import { askReaders, READERS, type Filter, type Found } from './ask-readers.ts';

const EMOJI = 'Žluťoučký kůň 🐎';
const SINCE = '2025-03-01T00:00:00+00:00';

/** Columns whose type is settled by what they hold, by the resource they are in. */
const KINDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  resource_name: {
    id: 'int',
    name: 'string',
    value: 'double',
    score: 'double',
    active: 'bool',
    big_ref: 'int',
    tags: 'list',
    attributes: 'struct',
    created_at: 'timestamp UTC',
  },
  scraping_job_data_quality: { _scraping_jobs_id: 'int', min_record_count: 'struct' },
  registrations_initial: { startTimestamp: 'timestamp UTC', endTimestamp: 'timestamp UTC', labels: 'list' },
  sessions_initial: { workDate: 'date', loginTimestamp: 'timestamp UTC', approved: 'bool', breaks: 'list' },
  workers: { employedFrom: 'date', contract: 'struct', groupIds: 'list' },
  changes: { updated_at: 'timestamp UTC', editor: 'struct', tag_names: 'list' },
  // What comes as XML is text, with every zero.
  staff_list: { PayrollCode: 'string' },
  client_list: { Contacts: 'struct', DateOfBirth: 'string' },
};

const FILTERS: Readonly<Record<string, readonly Filter[]>> = {
  resource_name: [
    { name: 'emoji', column: 'name', op: '==', text: EMOJI },
    { name: 'moment', column: 'updated_at', op: '>=', time: SINCE },
  ],
  survey_responses: [{ name: 'moment', column: 'updated_at', op: '>=', time: SINCE }],
  client_list: [{ name: 'emoji', column: 'Name', op: '==', text: EMOJI }],
};

describe('extra: readers', function () {
  // Spark takes its time where others are busy.
  this.timeout(600_000);
  let api: SampleApi;
  let folder: string;
  let found: Readonly<Record<string, Readonly<Record<string, Found>>>>;
  const pathOf = (name: ApiName, resource: string) => join(folder, name, 'out', `${resource}.parquet`);

  before(async () => {
    api = await startSampleApi({ size: 0.2 });
    folder = await mkdtemp(join(tmpdir(), 'millrace-readers-'));
    for (const name of API_NAMES) {
      const ended = await runPipeline(name, api, folder, ['-o', join(folder, name, 'out')]);
      assert.equal(ended.status, 0, ended.stdout + ended.stderr);
    }
    const files = API_NAMES.flatMap((name) =>
      api.resources(name).map((resource) => ({
        path: pathOf(name, resource),
        key: sampleKey(api.expected(name, resource)),
        filters: FILTERS[resource] ?? [],
      })),
    );
    found = await askReaders(files);
  });
  after(async () => {
    await api?.close();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  for (const reader of READERS) {
    describe(reader, () => {
      for (const name of API_NAMES) {
        it(`reads every value of ${name} as the server holds it`, async () => {
          for (const resource of api.resources(name)) {
            const held = api.expected(name, resource);
            const { rows, keys, kinds } = found[reader]![pathOf(name, resource)]!;
            const key = sampleKey(held);
            assert.lengthOf(rows, held.length, resource);
            if (key.length > 0) assert.equal(keys, held.length, `keys of ${resource}`);
            assert.deepEqual(Object.keys(kinds), await parquetColumns(pathOf(name, resource)), resource);
            assert.deepInclude(kinds, { ...KINDS[resource] }, resource);

            const byKey = new Map(rows.map((row) => [keyOf(row, key), row]));
            for (const row of held) {
              const id = keyOf(row, key);
              const text = difference(byKey.get(id), row, name === 'practice-management');
              assert.isUndefined(text, `${resource} ${id}`);
            }
          }
        });
      }

      it('finds rows by a text with an emoji', () => {
        for (const [name, resource, column] of [
          ['generic', 'resource_name', 'name'],
          ['practice-management', 'client_list', 'Name'],
        ] as const) {
          const held = api.expected(name, resource);
          const wanted = held.filter((row) => row[column] === EMOJI);
          assert.isNotEmpty(wanted, resource);
          assertSameKeys(found[reader]![pathOf(name, resource)]!.filtered['emoji']!, wanted, sampleKey(held));
        }
      });

      it('finds rows by a moment', () => {
        for (const [name, resource] of [
          ['generic', 'resource_name'],
          ['onboarding', 'survey_responses'],
        ] as const) {
          const held = api.expected(name, resource);
          const wanted = held.filter((row) => Date.parse(String(row['updated_at'])) >= Date.parse(SINCE));
          assert.isTrue(wanted.length > 0 && wanted.length < held.length, resource);
          assertSameKeys(found[reader]![pathOf(name, resource)]!.filtered['moment']!, wanted, sampleKey(held));
        }
      });

      it('keeps every digit of integers beyond 2^53', () => {
        const values = found[reader]![pathOf('generic', 'resource_name')]!.rows.map((row) => row['big_ref']);
        const large = api
          .expected('generic', 'resource_name')
          .map((row) => row['big_ref'])
          .filter((value) => typeof value === 'bigint');
        assert.isNotEmpty(large);
        assert.includeMembers(values, large);
      });
    });
  }

  it('gives the same rows whichever reader is asked', () => {
    const [first, ...others] = READERS;
    for (const [path, { rows }] of Object.entries(found[first]!)) {
      for (const reader of others) assert.deepEqual(found[reader]![path]!.rows, rows, `${reader}: ${path}`);
    }
  });
});

function assertSameKeys(rows: readonly ReadRow[], wanted: readonly ReadRow[], key: readonly string[]): void {
  const keys = (list: readonly ReadRow[]) => list.map((row) => keyOf(row, key)).sort();
  assert.deepEqual(keys(rows), keys(wanted));
}
