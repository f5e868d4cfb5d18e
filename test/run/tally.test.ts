import { assert } from 'chai';
import { Tally } from '../../lib/run/tally.ts';

describe('Tally', () => {
  const request = { type: 'request', resource: 'jobs', method: 'GET', url: 'https://x' } as const;
  const retry = { type: 'retry', resource: 'jobs', attempt: 1, limit: 3, wait: 10, reason: '500' } as const;

  it('counts what the events of a resource say, from the first one on', () => {
    let now = 1000;
    const tally = new Tally(() => now);
    tally.count({ type: 'resource-started', resource: 'jobs' });
    for (const event of [request, retry, request, request]) tally.count(event);
    tally.count({ type: 'page', resource: 'jobs', rows: 10, rejected: 1 });
    tally.count({ type: 'page', resource: 'jobs', rows: 5, rejected: 0 });
    tally.count({ type: 'page', resource: 'users', rows: 99, rejected: 9 });
    tally.count({ type: 'warning', message: 'of the run as a whole' });
    tally.skipParent('jobs');
    now = 1250;
    assert.deepEqual(tally.outcome('jobs', { status: 'interrupted' }), {
      resource: 'jobs',
      status: 'interrupted',
      pages: 2,
      requests: 3,
      retries: 1,
      rowsRead: 16,
      rowsPublished: 0,
      duplicates: 0,
      rejected: 1,
      parentsSkipped: 1,
      ms: 250,
    });
  });

  it('counts the answers that are ignored, where there are any', () => {
    const tally = new Tally();
    const ignored = { type: 'ignored', resource: 'jobs', status: 404, request: 'GET x', pagesBefore: 0 } as const;
    for (const event of [ignored, ignored]) tally.count(event);
    assert.equal(tally.outcome('jobs', { status: 'published' }).ignored, 2);
  });

  it('what publishing found out goes over what was counted, but for the rows read', () => {
    const tally = new Tally();
    tally.count({ type: 'page', resource: 'jobs', rows: 10, rejected: 1 });
    const outcome = tally.outcome('jobs', { status: 'published', rowsPublished: 7, rejected: 3, duplicates: 1 });
    assert.deepInclude(outcome, { rowsRead: 11, rowsPublished: 7, rejected: 3, duplicates: 1 });
  });

  it('knows nothing of a resource that it never heard of', () =>
    assert.deepInclude(new Tally().outcome('jobs', { status: 'failed' }), { pages: 0, requests: 0, rowsRead: 0 }));
});
