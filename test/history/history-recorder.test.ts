import { assert } from 'chai';
import { ConfigError } from '../../lib/core/errors.ts';
import type { ResourceOutcome, RunEvent } from '../../lib/core/events.ts';
import { redactor } from '../../lib/core/redact.ts';
import { HistoryRecorder } from '../../lib/history/history-recorder.ts';
import type { RunHistory } from '../../lib/history/run-history.ts';

const STARTED = Date.parse('2026-01-02T03:04:05.000Z');
const SECRET = 's3cret/value';

const OUTCOME: ResourceOutcome = {
  resource: 'jobs',
  status: 'published',
  pages: 1,
  requests: 1,
  retries: 0,
  rowsRead: 3,
  rowsPublished: 3,
  duplicates: 0,
  rejected: 0,
  parentsSkipped: 0,
  ms: 10,
};

/** What is kept of events, each with its milliseconds since the run began. */
function record(events: readonly (readonly [time: number, event: RunEvent])[], end: number): RunHistory {
  let now = STARTED;
  const recorder = new HistoryRecorder({ started: STARTED, redact: redactor([SECRET]), now: () => now });
  for (const [time, event] of events) {
    now = STARTED + time;
    recorder.take(event);
  }
  now = STARTED + end;
  return JSON.parse(JSON.stringify(recorder.end(1000))) as RunHistory;
}

const answer = (time: number, status = 200, ms = 10, request = `GET http://api/jobs?at=${time}`) =>
  [time, { type: 'response', resource: 'jobs', request, status, bytes: 100, ms }] as const;

describe('history: recorder', () => {
  it('counts in the interval in which something happened', () => {
    const { resources, started, ms, interval } = record(
      [
        [0, { type: 'resource-started', resource: 'jobs' }],
        [1, { type: 'request', resource: 'jobs', method: 'GET', url: 'http://api/jobs' }],
        answer(25, 200, 20),
        [26, { type: 'page', resource: 'jobs', rows: 3, rejected: 1 }],
        [40, { type: 'published', resource: 'jobs', outcome: OUTCOME, columns: [{ name: 'id', type: 'int64' }] }],
      ],
      55,
    );
    assert.deepEqual({ started, ms, interval }, { started: '2026-01-02T03:04:05.000Z', ms: 55, interval: 10 });
    assert.deepEqual(resources, [
      {
        resource: 'jobs',
        began: 0,
        ended: 40,
        series: {
          requests: { from: 0, values: [1] },
          busy: { from: 0, values: [5, 10, 5] },
          bytes: { from: 2, values: [100] },
          pages: { from: 2, values: [1] },
          rows: { from: 2, values: [3] },
          rejected: { from: 2, values: [1] },
        },
        statuses: { 200: 1 },
        columns: [{ name: 'id', type: 'int64' }],
      },
    ]);
  });

  it('tells 429 from other errors, and keeps when it was waited', () => {
    const retry = {
      type: 'retry',
      resource: 'jobs',
      attempt: 1,
      limit: 5,
      wait: 20,
      reason: 'GET x answered 429',
    } as const;
    const { resources, retries } = record([answer(10, 429), [10, retry], answer(45, 500)], 60);
    const [{ series, statuses } = assert.fail()] = resources;
    assert.deepEqual(statuses, { 429: 1, 500: 1 });
    assert.deepEqual(series.limited, { from: 1, values: [1] });
    assert.deepEqual(series.failed, { from: 4, values: [1] });
    assert.deepEqual(series.waited, { from: 1, values: [10, 10] });
    assert.deepEqual(series.retries, { from: 1, values: [1] });
    assert.deepEqual(retries, {
      items: [{ resource: 'jobs', at: 10, attempt: 1, limit: 5, wait: 20, reason: 'GET x answered 429' }],
      count: 1,
    });
  });

  it('keeps the pauses of all requests, and what was decided and warned of', () => {
    const { paused, notes } = record(
      [
        [0, { type: 'waiting', ms: 15, reason: 'client.rate_limit' }],
        [5, { type: 'decision', resource: 'jobs', message: 'one page' }],
        [6, { type: 'warning', message: 'beware' }],
      ],
      30,
    );
    assert.deepEqual(paused, { from: 0, values: [10, 5] });
    assert.deepEqual(notes.items, [
      { kind: 'pause', at: 0, message: 'client.rate_limit' },
      { kind: 'decision', resource: 'jobs', at: 5, message: 'one page' },
      { kind: 'warning', at: 6, message: 'beware' },
    ]);
  });

  it('says why a resource failed, and what to do', () => {
    const error = new ConfigError('no such thing', { setting: 'resources.jobs', fix: `not ${SECRET}` });
    const { resources } = record(
      [[5, { type: 'failed', resource: 'jobs', outcome: { ...OUTCOME, status: 'failed', error } }]],
      9,
    );
    assert.deepEqual(resources[0]?.failure, {
      message: error.message,
      setting: 'resources.jobs',
      fix: 'not ***',
    });
  });

  it('keeps the slowest requests, the slowest first', () => {
    const { slowest } = record(
      Array.from({ length: 500 }, (_, i) => answer(i * 10, 200, (i * 37) % 500)),
      9999,
    );
    assert.deepEqual(
      slowest.map(({ ms }) => ms),
      Array.from({ length: 20 }, (_, i) => 499 - i),
    );
    assert.match(slowest[0]!.request, /^GET http:\/\/api\/jobs\?at=\d+$/);
  });

  it('keeps no secret in any text', () => {
    const reason = `key=${SECRET} and ${encodeURIComponent(SECRET)} were refused`;
    const history = record(
      [
        answer(1, 200, 10, `GET http://api/jobs?x=${encodeURIComponent(SECRET)}&api_key=unknown-one`),
        [2, { type: 'retry', resource: 'jobs', attempt: 1, limit: 5, wait: 1, reason }],
        [3, { type: 'warning', message: reason }],
        [3, { type: 'waiting', ms: 1, reason }],
        [4, { type: 'failed', resource: 'logs', outcome: { ...OUTCOME, status: 'failed', error: new Error(reason) } }],
        [
          5,
          {
            type: 'published',
            resource: 'jobs',
            outcome: OUTCOME,
            repeated: [JSON.stringify({ id: SECRET }), '{"id":7}'],
            rejects: [{ reason, row: JSON.stringify({ text: `${'x'.repeat(990)}${SECRET}`, api: '?key=shown' }) }],
          },
        ],
      ],
      9,
    );
    const text = JSON.stringify(history);
    assert.notInclude(text, SECRET);
    assert.notInclude(text, encodeURIComponent(SECRET));
    assert.notInclude(text, 'unknown-one');
    assert.notInclude(text, SECRET.slice(0, 6), 'nor the half of it where a text is cut');
    assert.lengthOf(history.retries.items, 1);
    const jobs = history.resources.find(({ resource }) => resource === 'jobs')!;
    assert.lengthOf(jobs.rejects!, 1);
    assert.deepEqual(jobs.repeated, ['{"id":"***"}', '{"id":7}']);
  });

  it('stays small, and keeps all counts, when there are 100,000 requests', () => {
    const events = Array.from({ length: 100_000 }, (_, i): (readonly [number, RunEvent])[] => [
      [i * 7, { type: 'request', resource: `r${i % 10}`, method: 'GET', url: `http://api/${i}` }],
      [i * 7 + 5, { ...answer(0, i % 50 === 0 ? 429 : 200, (i * 13) % 400)[1], resource: `r${i % 10}` }],
      [i * 7 + 6, { type: 'warning', resource: `r${i % 10}`, message: `warning ${i} ${'long '.repeat(300)}` }],
    ]).flat();
    const history = record(events, 700_000);
    assert.isBelow(JSON.stringify(history).length, 250_000);
    const sent = history.resources.flatMap(({ series }) => series.requests?.values ?? []);
    assert.equal(
      sent.reduce((sum, one) => sum + one, 0),
      100_000,
    );
    assert.equal(history.notes.count, 100_000);
    assert.match(history.notes.items[0]!.message, /^warning 0 /);
    assert.match(history.notes.items.at(-1)!.message, /^warning 99999 /);
  });
});
