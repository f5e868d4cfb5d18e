import type { ResourceOutcome, RunEvent } from '../../../lib/core/events.ts';

/** An outcome with likely numbers, for tests that care about few of them. */
export function outcomeOf(resource: string, fields: Partial<ResourceOutcome> = {}): ResourceOutcome {
  return {
    resource,
    status: 'published',
    pages: 12,
    requests: 13,
    retries: 1,
    rowsRead: 12_345,
    rowsPublished: 12_000,
    duplicates: 345,
    rejected: 0,
    parentsSkipped: 0,
    file: `data/${resource}.parquet`,
    bytes: 1_234_567,
    ms: 3456,
    ...fields,
  };
}

/** The same for a resource that failed: it has no file. */
export function failureOf(resource: string, error: Error, fields: Partial<ResourceOutcome> = {}): ResourceOutcome {
  const { file: _file, bytes: _bytes, ...rest } = outcomeOf(resource, { rowsPublished: 0, ...fields });
  return { ...rest, status: 'failed', error };
}

export const started = (resource: string, parent?: string): RunEvent => ({
  type: 'resource-started',
  resource,
  ...(parent === undefined ? {} : { parent }),
});
export const request = (resource: string): RunEvent => ({
  type: 'request',
  resource,
  method: 'GET',
  url: `http://127.0.0.1/${resource}`,
});
export const response = (resource: string, bytes = 1000): RunEvent => ({
  type: 'response',
  request: 'GET https://api.example.com/items',
  resource,
  status: 200,
  bytes,
  ms: 20,
});
export const page = (resource: string, rows = 100, rejected = 0, done?: number): RunEvent => ({
  type: 'page',
  resource,
  rows,
  rejected,
  ...(done === undefined ? {} : { done }),
});
export const retry = (resource: string, wait: number, reason = 'answered 429 Too Many Requests'): RunEvent => ({
  type: 'retry',
  resource,
  attempt: 1,
  limit: 3,
  wait,
  reason,
});
export const decision = (resource: string, message: string): RunEvent => ({
  type: 'decision',
  resource,
  message,
  paginator: { type: 'json_link', next_url_path: ['next'] },
});
export const warning = (message: string, resource?: string): RunEvent => ({
  type: 'warning',
  message,
  ...(resource === undefined ? {} : { resource }),
});
export const waiting = (ms: number, reason = 'the API says that its limit is used up'): RunEvent => ({
  type: 'waiting',
  ms,
  reason,
});
export const publishing = (resource: string): RunEvent => ({ type: 'publishing', resource });
export const published = (resource: string, fields: Partial<ResourceOutcome> = {}): RunEvent => ({
  type: 'published',
  resource,
  outcome: outcomeOf(resource, fields),
});
export const failed = (resource: string, error: Error): RunEvent => ({
  type: 'failed',
  resource,
  outcome: failureOf(resource, error),
});
