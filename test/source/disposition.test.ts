import { assert } from 'chai';
import type { ResourceConfig } from '../../lib/config/types.ts';
import { issuesOf } from '../helpers/issues.ts';
import { planOf } from './planned.ts';

const infoOf = (settings: Partial<ResourceConfig>) => planOf({ name: 'jobs', ...settings }).info;
const wrong = (settings: Partial<ResourceConfig>) =>
  issuesOf(() => planOf({ name: 'jobs', ...settings })).map(({ path }) => path);

describe('dispositionOf', () => {
  const found: readonly [settings: Partial<ResourceConfig>, info: object][] = [
    [
      {
        columns: { v: { dedup_sort: 'desc' }, gone: { hard_delete: true }, kept: { hard_delete: false } },
        write_disposition: 'merge',
        primary_key: 'id',
      },
      { dedupSort: { column: 'v', order: 'desc' }, hardDelete: 'gone' },
    ],
    [
      { columns: { v: { dedup_sort: 'asc' } }, write_disposition: 'replace' },
      { dedupSort: { column: 'v', order: 'asc' } },
    ],
    [{}, { writeDisposition: 'append' }],
    [{ write_disposition: 'replace' }, { writeDisposition: 'replace' }],
    [{ write_disposition: { disposition: 'replace' } }, { writeDisposition: 'replace' }],
    [
      { write_disposition: 'merge', merge_key: 'day' },
      { writeDisposition: 'merge', mergeKey: ['day'] },
    ],
    [
      {
        write_disposition: { disposition: 'merge', strategy: 'delete-insert' },
        primary_key: 'id',
        merge_key: ['a', 'b'],
      },
      { writeDisposition: 'merge', mergeKey: ['a', 'b'] },
    ],
    [
      { write_disposition: { disposition: 'merge', strategy: 'insert-only' }, primary_key: 'id' },
      { writeDisposition: 'merge', mergeStrategy: 'insert-only' },
    ],
    [
      { write_disposition: { disposition: 'merge', strategy: 'scd2' } },
      { mergeStrategy: 'scd2', validity: { from: '_valid_from', to: '_valid_to', at: undefined } },
    ],
    [
      {
        write_disposition: {
          disposition: 'merge',
          strategy: 'scd2',
          validity_column_names: ['since', 'until'],
          boundary_timestamp: '2024-05-06T00:00:00Z',
        },
      },
      { validity: { from: 'since', to: 'until', at: '2024-05-06T00:00:00Z' } },
    ],
  ];
  it('says how a table is spread over files', () => {
    assert.isUndefined(infoOf({}).partitionBy);
    assert.deepEqual(infoOf({ partition_by: 'day' }).partitionBy, { columns: ['day'] });
    assert.deepEqual(infoOf({ partition_by: ['a', 'b'] }).partitionBy, { columns: ['a', 'b'] });
    assert.deepEqual(infoOf({ partition_by: { buckets: 8 } }).partitionBy, { buckets: 8 });
  });

  for (const [settings, info] of found) {
    it(JSON.stringify(settings), () => assert.deepInclude(infoOf(settings), info));
  }
});

describe('dispositionIssues', () => {
  const issues: readonly [settings: Partial<ResourceConfig>, paths: string[]][] = [
    [{ write_disposition: 'merge' }, ['resources.jobs.primary_key']],
    [{ write_disposition: { disposition: 'merge', strategy: 'upsert' } }, ['resources.jobs.primary_key']],
    [
      { write_disposition: { disposition: 'merge', strategy: 'insert-only' }, merge_key: 'day' },
      ['resources.jobs.primary_key'],
    ],
    [{ write_disposition: { disposition: 'append', strategy: 'scd2' } }, ['resources.jobs.write_disposition.strategy']],
    [
      { write_disposition: { disposition: 'merge', boundary_timestamp: '2024-05-06T00:00:00Z' }, primary_key: 'id' },
      ['resources.jobs.write_disposition.boundary_timestamp'],
    ],
    [{ columns: { v: { dedup_sort: 'asc' } } }, ['resources.jobs.columns.v.dedup_sort']],
    [{ columns: { v: { hard_delete: true } }, write_disposition: 'replace' }, ['resources.jobs.columns.v.hard_delete']],
    [
      {
        columns: { a: { dedup_sort: 'asc', hard_delete: true }, b: { dedup_sort: 'desc', hard_delete: true } },
        write_disposition: 'merge',
        primary_key: 'id',
      },
      ['resources.jobs.columns.b.dedup_sort', 'resources.jobs.columns.b.hard_delete'],
    ],
  ];
  it('a table that keeps history is one file', () => {
    const scd2 = { disposition: 'merge', strategy: 'scd2' } as const;
    assert.deepEqual(wrong({ write_disposition: scd2, partition_by: 'day' }), ['resources.jobs.partition_by']);
  });

  for (const [settings, paths] of issues) {
    it(`${JSON.stringify(settings)} is refused`, () => assert.deepEqual(wrong(settings), paths));
  }
});
