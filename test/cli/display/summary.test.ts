import { assert } from 'chai';
import { summaryTable } from '../../../lib/cli/display/summary.ts';
import { textWidth } from '../../../lib/cli/display/text-width.ts';
import { HttpError } from '../../../lib/core/errors.ts';
import type { ResourceOutcome, RunSummary } from '../../../lib/core/events.ts';
import { failureOf, outcomeOf } from './events.ts';

const summaryOf = (resources: readonly ResourceOutcome[], fields: Partial<RunSummary> = {}): RunSummary => ({
  source: 'web',
  out: 'data',
  resources,
  interrupted: false,
  ms: 6012,
  ...fields,
});
const table = (summary: RunSummary, width: number, colour = false): string => summaryTable(summary, { width, colour });

const notFound = new HttpError('GET http://127.0.0.1/clients answered 404 Not Found', {
  status: 404,
  resource: 'clients',
  setting: 'resources.clients.endpoint.path',
  fix: 'Check the path.',
});
const MIXED = summaryOf([
  outcomeOf('sites', { rowsRead: 1_234_567, rowsPublished: 1_234_000, duplicates: 567 }),
  outcomeOf('jobs', { rejected: 5, parentsSkipped: 2 }),
  failureOf('clients', notFound),
  outcomeOf('日本語リソース👩‍👩‍👧'),
  outcomeOf('a_resource_with_a_very_long_name_that_goes_on_and_on'),
]);

describe('summaryTable', () => {
  it('is a table with aligned numbers and a total', () => {
    assert.deepEqual(
      table(summaryOf([outcomeOf('sites', { rowsRead: 5, rejected: 2 }), outcomeOf('jobs')]), 120).split('\n'),
      [
        '  resource    read  published  duplicates  rejected  requests    size   time  file',
        '✓ sites          5     12,000         345         2        13  1.2 MB  3.5 s  data/sites.parquet',
        '✓ jobs      12,345     12,000         345         0        13  1.2 MB  3.5 s  data/jobs.parquet',
        '  total     12,350     24,000         690         2        26  2.5 MB  6.0 s',
        '',
        'Published 2 of 2 resources in data in 6.0 s.',
      ],
    );
  });

  it('lists the files below where the table has no room for them', () => {
    const text = table(summaryOf([outcomeOf('sites'), outcomeOf('jobs')]), 80);
    assert.match(text, /rejected +(requests +)?size +time\n/);
    assert.include(text, '\n\ndata/sites.parquet\ndata/jobs.parquet\n');
    const narrow = table(summaryOf([outcomeOf('sites')]), 55);
    assert.include(narrow, '\n\ndata/sites.parquet: 1.2 MB, 3.5 s\n');
    const failure = table(summaryOf([failureOf('clients', notFound)]), 55);
    assert.include(failure, '\n\nclients: 3.5 s\n');
  });

  it('becomes records where there is no room for a table', () => {
    assert.deepEqual(
      table(
        summaryOf([outcomeOf('sites', { duplicates: 1 }), failureOf('jobs', new HttpError('no', { status: 500 }))]),
        40,
      ).split('\n'),
      [
        '✓ sites',
        '  12,345 read, 12,000 published,',
        '  1 duplicate, 0 rejected, 1.2 MB, 3.5 s',
        '  data/sites.parquet',
        '✗ jobs',
        '  12,345 read, failed, 345 duplicates,',
        '  0 rejected, 3.5 s',
        '  total',
        '  24,690 read, 12,000 published,',
        '  346 duplicates, 0 rejected, 1.2 MB,',
        '  6.0 s',
        '',
        'jobs',
        'error: no',
        '',
        'Published 1 of 2 resources in data in',
        '6.0 s; 1 failed.',
      ],
    );
  });

  for (const width of [30, 40, 60, 80, 120, 200]) {
    it(`stays within ${width} columns and names every resource, file, count and error`, () => {
      const text = table(MIXED, width);
      for (const line of text.split('\n')) assert.isAtMost(textWidth(line), width, line);
      const compact = text.replaceAll(/\s+/g, '');
      for (const { resource, file = '' } of MIXED.resources) {
        assert.include(compact, file || resource);
      }
      for (const part of ['1,234,567', '1,234,000', '567', 'failed', '404NotFound', 'Checkthepath.', '1.2MB']) {
        assert.include(compact, part);
      }
    });
  }

  it('says which parents had no key, and what failed', () => {
    const text = table(MIXED, 120);
    assert.include(text, 'jobs: 2 parents without a usable key: not asked for children');
    assert.include(
      text,
      '\n\nclients\nerror: GET http://127.0.0.1/clients answered 404 Not Found\n  resource  clients\n',
    );
    assert.include(text, 'Published 4 of 5 resources in data in 6.0 s; 1 failed.');
  });

  it('says how many answers were ignored', () => {
    const outcomes = [outcomeOf('jobs', { ignored: 1 }), outcomeOf('users', { ignored: 1200 }), outcomeOf('tags')];
    const text = table(summaryOf(outcomes), 120);
    assert.include(
      text,
      '\n\njobs: 1 answer ignored by response_actions\nusers: 1,200 answers ignored by response_actions\n\n',
    );
  });

  it('says where rejected rows are and what to do, one below the other', () => {
    const outcomes = [
      outcomeOf('jobs', { rejected: 2, rejectedFile: 'data/r.parquet', rejectedReason: 'id: missing' }),
    ];
    assert.include(
      table(summaryOf(outcomes), 50),
      [
        'jobs: 2 rows rejected: id: missing',
        '  kept in   data/r.parquet',
        '  fix       correct resources.jobs or the data;',
        '            on_reject: ignore lets the run succeed',
      ].join('\n'),
    );
  });

  it('says what a contract has left out', () => {
    const outcomes = [
      outcomeOf('jobs', { discarded: { rows: 1, values: 1200, reasons: ['note is new', 'size is a text'] } }),
      outcomeOf('users', { discarded: { rows: 2, values: 0, reasons: ['users is a new table'] } }),
      outcomeOf('tags'),
    ];
    assert.include(
      table(summaryOf(outcomes), 120),
      '\n\njobs: 1 row and 1,200 values left out by schema_contract: note is new; size is a text\n' +
        'users: 2 rows left out by schema_contract: users is a new table\n\n',
    );
  });

  it('says how to go on after an interruption', () => {
    const text = table(summaryOf([outcomeOf('jobs', { status: 'interrupted' })], { interrupted: true }), 80);
    assert.match(text, /■ jobs +12,345 +interrupted/);
    assert.include(
      text.replaceAll('\n', ' '),
      'interrupted: the work done is kept, and the next run goes on from there.',
    );
  });

  it('has no total for one resource, and no table for none', () => {
    assert.notInclude(table(summaryOf([outcomeOf('jobs')]), 80), 'total');
    assert.equal(table(summaryOf([]), 80), 'Published 0 of 0 resources in data in 6.0 s.');
  });

  it('is coloured only on demand, and says the same', () => {
    const coloured = table(MIXED, 120, true);
    assert.include(coloured, '\u001b[32m✓\u001b[39m');
    assert.include(coloured, '\u001b[33m5\u001b[39m');
    assert.equal(coloured.replaceAll(/\u001b\[\d+m/g, ''), table(MIXED, 120));
    assert.notMatch(table(MIXED, 120), /\u001b/);
  });
});
