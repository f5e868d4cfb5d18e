import { assert } from 'chai';
import { reportModel } from '../../lib/report/report-model.ts';
import { schemaChanges } from '../../lib/report/schema-changes.ts';
import { historyOf, inputOf, outcomeOf, RUN_BEFORE, summaryOf } from './histories.ts';

describe('report: model', () => {
  it('adds up what the resources did', () => {
    const resources = [outcomeOf('jobs'), outcomeOf('logs', { status: 'failed', rowsPublished: 0, rejected: 3 })];
    const model = reportModel(inputOf({ summary: summaryOf(resources) }));
    assert.deepEqual(model.totals, {
      rowsRead: 20,
      rowsPublished: 8,
      duplicates: 4,
      rejected: 3,
      requests: 8,
      retries: 2,
      bytes: 4096,
      received: 1500,
      limited: 1,
    });
    assert.deepInclude(model, { published: 1, failed: 1, ending: 'failed', at: '2026-01-02T03:04:05.678Z' });
    assert.deepInclude(model.resources[0], { received: 1500, waited: 850, limited: 1, failedAnswers: 0 });
  });

  it('calls a run interrupted even where resources failed as well', () => {
    const summary = summaryOf([outcomeOf('jobs', { status: 'failed' })], { interrupted: true });
    assert.equal(reportModel(inputOf({ summary })).ending, 'interrupted');
  });

  it('has the time of each lane by interval', () => {
    const { timeline } = reportModel(inputOf());
    assert.deepInclude(timeline, { count: 4, interval: 500, span: 2000, most: 1.5, others: 0, totalPause: 250 });
    assert.deepEqual(timeline?.paused, [0, 0, 0.5, 0]);
    assert.deepEqual(timeline?.lanes, [
      {
        resource: 'jobs',
        requests: 4,
        underWay: [1.5, 0.5, 0, 0],
        waited: [0, 0.2, 1, 0.5],
        limited: [0, 1, 0, 0],
        failed: [0, 0, 0, 0],
        totalWait: 850,
      },
    ]);
  });

  it('draws the resources with the most requests where there are very many', () => {
    const [one] = historyOf().resources;
    const resources = Array.from({ length: 60 }, (_, i) => ({
      ...one!,
      resource: `r${i}`,
      series: { requests: { from: 0, values: [i] } },
    }));
    const { timeline } = reportModel(inputOf({ history: historyOf({ resources }) }));
    assert.equal(timeline?.others, 20);
    assert.deepEqual([timeline?.lanes[0]?.resource, timeline?.lanes.at(-1)?.resource], ['r20', 'r59']);
  });

  it('has rates and memory by interval, memory as it was where nobody looked', () => {
    const { charts, peakMemory } = reportModel(inputOf());
    assert.deepEqual(charts?.rowsPerSecond, { values: [12, 8, 0, 0], highest: 12 });
    assert.deepEqual(charts?.bytesPerSecond, { values: [2000, 1000, 0, 0], highest: 2000 });
    assert.deepEqual(charts?.memory, { values: [100e6, 100e6, 120e6, 120e6], highest: 120e6 });
    assert.equal(peakMemory, 150e6);
    assert.deepEqual(charts?.stretches[1], {
      from: 500,
      to: 1000,
      requests: 1,
      rows: 4,
      bytes: 500,
      retries: 1,
      memory: 100e6,
    });
  });

  it('has the numbers of a long run in few stretches, and loses none', () => {
    const values = Array.from({ length: 237 }, () => 2);
    const [one] = historyOf().resources;
    const history = historyOf({ ms: 237 * 500, resources: [{ ...one!, series: { rows: { from: 0, values } } }] });
    const { charts } = reportModel(inputOf({ history }));
    assert.isAtMost(charts!.stretches.length, 20);
    assert.equal(
      charts!.stretches.reduce((sum, { rows }) => sum + rows, 0),
      474,
    );
    assert.equal(charts!.stretches.at(-1)!.to, 237 * 500);
  });

  it('puts children below their parents, and stands a history that goes in circles', () => {
    const [one] = historyOf().resources;
    const child = (resource: string, parent: string) => ({ ...one!, resource, parent });
    const depths = (...resources: readonly (typeof child extends (...args: never) => infer R ? R : never)[]) =>
      reportModel(
        inputOf({
          summary: summaryOf(resources.map(({ resource }) => outcomeOf(resource))),
          history: historyOf({ resources: [one!, ...resources] }),
        }),
      ).resources.map(({ depth }) => depth);
    assert.deepEqual(depths(child('tasks', 'jobs'), child('notes', 'tasks')), [1, 2]);
    assert.isAtMost(Math.max(...depths(child('a', 'b'), child('b', 'a'))), 3);
  });

  it('says what is missing where a run has no history, and has its summary', () => {
    const { history: _, ...input } = inputOf();
    const summary = summaryOf([{ ...outcomeOf('jobs', { status: 'failed' }), error: 'it broke' }]);
    const model = reportModel({ ...input, summary, noHistory: 'it is damaged' });
    assert.match(model.missing.join(' '), /no history: it is damaged\..*no timeline/);
    assert.deepEqual(model.resources[0]?.failure, { message: 'it broke' });
    assert.deepInclude(model.resources[0], { rowsRead: 10, received: 0 });
    assert.isUndefined(model.timeline);
    assert.isEmpty(reportModel(inputOf()).missing);
  });

  it('tells the runs before', () => {
    const summary = summaryOf([outcomeOf('jobs'), outcomeOf('logs')], { ms: 99 });
    assert.deepEqual(reportModel(inputOf({ earlier: [{ id: RUN_BEFORE, summary }] })).earlier, [
      {
        id: RUN_BEFORE,
        at: '2026-01-01T03:04:05.678Z',
        ending: 'published',
        rowsRead: 20,
        rowsPublished: 16,
        rejected: 0,
        requests: 8,
        ms: 99,
      },
    ]);
  });
});

describe('report: changes of columns', () => {
  const now = [
    { name: 'id', type: 'int64' },
    { name: 'price', type: 'double' },
    { name: 'colour', type: 'string' },
  ];

  it('are new columns, other types and columns that are gone', () => {
    const columns = [
      { name: 'id', type: 'int64' },
      { name: 'price', type: 'int64' },
      { name: 'size', type: 'string' },
    ];
    assert.deepEqual(schemaChanges('jobs', now, { run: RUN_BEFORE, columns }), {
      resource: 'jobs',
      since: '2026-01-01T03:04:05.678Z',
      changes: 3,
      columns: [
        { name: 'id', type: 'int64', change: 'same' },
        { name: 'price', type: 'double', change: 'changed', was: 'int64' },
        { name: 'colour', type: 'string', change: 'new' },
        { name: 'size', type: 'string', change: 'gone' },
      ],
    });
  });

  it('are none where there is nothing to compare with', () => {
    const { changes, since, columns } = schemaChanges('jobs', now, undefined);
    assert.deepEqual([changes, since, columns.length], [0, undefined, 3]);
  });
});
