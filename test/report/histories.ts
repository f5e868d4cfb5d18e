import type { ResourceOutcome } from '../../lib/core/events.ts';
import type { RunHistory } from '../../lib/history/run-history.ts';
import type { KeptSummary, ReportInput } from '../../lib/report/kept-runs.ts';

export const RUN = '2026-01-02T030405.678Z-0a1b2c3d';
export const RUN_BEFORE = '2026-01-01T030405.678Z-9f8e7d6c';

export function outcomeOf(resource: string, over: Partial<Omit<ResourceOutcome, 'error'>> = {}) {
  return {
    resource,
    status: 'published' as const,
    pages: 2,
    requests: 4,
    retries: 1,
    rowsRead: 10,
    rowsPublished: 8,
    duplicates: 2,
    rejected: 0,
    parentsSkipped: 0,
    file: `data/${resource}.parquet`,
    bytes: 2048,
    ms: 1500,
    ...over,
  };
}

export function summaryOf(resources: KeptSummary['resources'], over: Partial<KeptSummary> = {}): KeptSummary {
  return { source: 'shop', out: 'data', resources, interrupted: false, ms: 2000, ...over };
}

/** A run of two seconds in intervals of half a second. */
export function historyOf(over: Partial<RunHistory> = {}): RunHistory {
  return {
    version: 1,
    started: '2026-01-02T03:04:05.678Z',
    ms: 2000,
    interval: 500,
    resources: [
      {
        resource: 'jobs',
        began: 0,
        ended: 1900,
        series: {
          requests: { from: 0, values: [2, 1, 0, 1] },
          busy: { from: 0, values: [750, 250] },
          rows: { from: 0, values: [6, 4] },
          bytes: { from: 0, values: [1000, 500] },
          limited: { from: 1, values: [1] },
          retries: { from: 1, values: [1] },
          waited: { from: 1, values: [100, 500, 250] },
        },
        statuses: { 200: 3, 429: 1 },
        columns: [
          { name: 'id', type: 'int64' },
          { name: 'price', type: 'double' },
        ],
      },
    ],
    paused: { from: 2, values: [250] },
    memory: { from: 0, values: [100e6, 0, 120e6] },
    peakMemory: 150e6,
    slowest: [{ resource: 'jobs', request: 'GET https://api/jobs?page=1', at: 700, ms: 300, status: 200, bytes: 500 }],
    retries: {
      items: [
        { resource: 'jobs', at: 600, attempt: 1, limit: 5, wait: 850, reason: 'GET https://api/jobs answered 429' },
      ],
      count: 1,
    },
    notes: { items: [{ kind: 'warning', resource: 'jobs', at: 5, message: 'beware of jobs' }], count: 1 },
    ...over,
  };
}

export function inputOf(over: Partial<ReportInput> = {}): ReportInput {
  return {
    id: RUN,
    summary: summaryOf([outcomeOf('jobs')]),
    history: historyOf(),
    before: new Map(),
    earlier: [],
    ...over,
  };
}
