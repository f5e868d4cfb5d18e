import { assert } from 'chai';
import { ended, EMPTY_RUN, reduceRun, runTotals, treeOrder, type RunView } from '../../../lib/cli/display/run-view.ts';
import type { RunEvent } from '../../../lib/core/events.ts';
import { failed, page, published, publishing, request, response, retry, started, warning } from './events.ts';

const at = (...steps: [number, RunEvent][]): RunView =>
  steps.reduce((run, [now, event]) => reduceRun(run, event, now), EMPTY_RUN);
const jobs = (run: RunView) => {
  const view = run.resources.get('jobs');
  assert.isDefined(view);
  return view;
};

describe('reduceRun', () => {
  it('counts requests, pages, rows, rejected rows, retries and bytes of a resource', () => {
    const run = at(
      [5, started('jobs')],
      [6, request('jobs')],
      [7, response('jobs', 500)],
      [8, page('jobs', 100, 3)],
      [9, retry('jobs', 10)],
      [20, request('jobs')],
      [21, response('jobs', 700)],
      [22, page('jobs', 50)],
    );
    const { requests, bytes, pages, rows, rejected, retries, startedAt } = jobs(run);
    assert.deepEqual(
      { requests, bytes, pages, rows, rejected, retries, startedAt },
      { requests: 2, bytes: 1200, pages: 2, rows: 150, rejected: 3, retries: 1, startedAt: 5 },
    );
    assert.equal(run.startedAt, 5);
  });

  it('goes from waiting to fetching, publishing and published', () => {
    const events = [started('jobs'), request('jobs'), publishing('jobs'), published('jobs')];
    const names = events.map(
      (_, index) =>
        jobs(at(...events.slice(0, index + 1).map((event): [number, RunEvent] => [index, event]))).state.name,
    );
    assert.deepEqual(names, ['waiting', 'fetching', 'publishing', 'published']);
  });

  it('waits for a retry until its time, whatever else the resource does', () => {
    const before = at([0, started('jobs')], [100, retry('jobs', 2000)]);
    const { state } = jobs(before);
    assert.include(state, { name: 'retrying', until: 2100 });
    assert.equal(jobs(reduceRun(before, page('jobs'), 2099)).state, state);
    assert.equal(jobs(reduceRun(before, request('jobs'), 2100)).state.name, 'fetching');
  });

  it('takes the numbers of the outcome at the end', () => {
    const view = jobs(at([0, page('jobs', 1)], [1, published('jobs', { rowsRead: 900, pages: 9 })]));
    assert.deepEqual([view.rows, view.pages, ended(view)], [900, 9, true]);
    assert.deepEqual(jobs(at([0, failed('jobs', new Error('no'))])).state, { name: 'failed', message: 'no' });
    const stopped: RunEvent = published('jobs', { status: 'interrupted' });
    assert.deepEqual(jobs(at([0, stopped])).state, { name: 'interrupted' });
  });

  it('starts afresh when a resource is started again, and ignores warnings', () => {
    const run = at([0, published('jobs')], [9, started('jobs')], [10, warning('careful', 'other')]);
    assert.deepEqual([jobs(run).pages, jobs(run).outcome, run.resources.size], [0, undefined, 1]);
  });

  it('leaves the view before as it was', () => {
    const before = at([0, started('jobs')]);
    reduceRun(before, page('jobs'), 1);
    assert.equal(jobs(before).pages, 0);
  });
});

describe('treeOrder', () => {
  it('puts children under their parents, also those heard of first', () => {
    const run = at(
      [0, started('details', 'jobs')],
      [0, started('clients')],
      [0, started('jobs')],
      [0, started('logs', 'details')],
      [0, started('runs', 'jobs')],
    );
    assert.deepEqual(
      treeOrder(run).map(({ view, depth }) => `${depth} ${view.resource}`),
      ['0 clients', '0 jobs', '1 details', '2 logs', '1 runs'],
    );
  });

  it('shows a child whose parent is not part of the run', () => {
    assert.deepEqual(
      treeOrder(at([0, started('details', 'jobs')])).map(({ depth }) => depth),
      [0],
    );
  });
});

describe('runTotals', () => {
  it('adds up all resources', () => {
    const run = at(
      [0, page('a', 10, 1)],
      [0, page('b', 5)],
      [0, response('b', 70)],
      [0, published('c', { rowsRead: 100, pages: 2, requests: 3, retries: 4, rejected: 5 })],
      [0, failed('d', new Error('no'))],
    );
    assert.include(runTotals(run), { resources: 4, published: 1, failed: 1, rows: 12_460, bytes: 70, rejected: 6 });
  });
});
