import { assert } from 'chai';
import type { ResourceOutcome, RunSummary } from '../../lib/core/events.ts';
import { Metrics } from '../../lib/watch/metrics.ts';
import { startMetricsServer } from '../../lib/watch/metrics-server.ts';
import { prometheusText } from '../../lib/watch/prometheus-text.ts';
import { testServers } from '../http/test-servers.ts';

const outcome = (over: Partial<ResourceOutcome>): ResourceOutcome => ({
  resource: 'jobs',
  status: 'published',
  pages: 2,
  requests: 3,
  retries: 1,
  rowsRead: 5,
  rowsPublished: 4,
  duplicates: 1,
  rejected: 2,
  parentsSkipped: 0,
  bytes: 1000,
  ms: 10,
  ...over,
});
const summary = (...resources: ResourceOutcome[]): RunSummary => ({
  source: 'shop',
  out: 'data',
  resources,
  interrupted: false,
  ms: 1500,
});

describe('watch: metrics', () => {
  testServers();
  const NOW = Date.UTC(2026, 0, 2);

  /** One run with a retry, and one that fails. */
  const afterTwo = () => {
    const metrics = new Metrics(() => NOW);
    metrics.begin();
    metrics.take({ type: 'request', resource: 'jobs', method: 'GET', url: 'x' });
    metrics.take({ type: 'response', resource: 'jobs', request: 'GET x', status: 429, bytes: 10, ms: 1 });
    metrics.take({ type: 'retry', resource: 'jobs', attempt: 1, limit: 3, wait: 2500, reason: '' });
    metrics.take({ type: 'waiting', ms: 4000, reason: '' });
    metrics.take({ type: 'request', resource: 'jobs', method: 'GET', url: 'x' });
    metrics.take({ type: 'response', resource: 'jobs', request: 'GET x', status: 200, bytes: 90, ms: 1 });
    metrics.take({ type: 'page', resource: 'jobs', rows: 5, rejected: 2 });
    metrics.end(summary(outcome({})), 'succeeded');
    metrics.begin();
    metrics.end(summary(outcome({ status: 'failed', duplicates: 0, rejected: 0 })), 'failed');
    return metrics;
  };

  it('counts what the runs told, in the text format of Prometheus', () => {
    const text = afterTwo().text();
    for (const line of [
      '# TYPE millrace_requests_total counter',
      'millrace_requests_total{resource="jobs"} 2',
      'millrace_responses_total{resource="jobs",status="429"} 1',
      'millrace_responses_total{resource="jobs",status="200"} 1',
      'millrace_received_bytes_total{resource="jobs"} 100',
      'millrace_retries_total{resource="jobs"} 1',
      'millrace_waiting_seconds_total{resource="jobs"} 2.5',
      'millrace_waiting_seconds_total{resource=""} 4',
      'millrace_pages_total{resource="jobs"} 1',
      'millrace_rows_total{resource="jobs"} 5',
      'millrace_duplicate_rows_total{resource="jobs"} 1',
      'millrace_rejected_rows_total{resource="jobs"} 2',
      '# TYPE millrace_published_rows gauge',
      'millrace_published_rows{resource="jobs"} 4',
      'millrace_published_bytes{resource="jobs"} 1000',
      'millrace_resource_runs_total{resource="jobs",status="failed"} 1',
      'millrace_runs_total{status="succeeded"} 1',
      'millrace_runs_total{status="failed"} 1',
      '# TYPE millrace_run_duration_seconds summary',
      'millrace_run_duration_seconds_sum 3',
      'millrace_run_duration_seconds_count 2',
      `millrace_last_success_timestamp_seconds ${NOW / 1000}`,
      `millrace_last_success_timestamp_seconds{resource="jobs"} ${NOW / 1000}`,
      'millrace_run_in_progress 0',
    ]) {
      assert.include(text.split('\n'), line);
    }
    assertFormat(text);
  });

  it('escapes what a label may have in it', () => {
    const samples = [{ labels: { resource: 'a"b\\c\nd' }, value: Number.POSITIVE_INFINITY }];
    assert.equal(
      prometheusText([{ name: 'x', type: 'gauge', help: 'one\ntwo', samples }]),
      '# HELP x one\\ntwo\n# TYPE x gauge\nx{resource="a\\"b\\\\c\\nd"} +Inf\n',
    );
  });

  it('is healthy until a run fails, and again after one succeeds', () => {
    const metrics = new Metrics(() => NOW);
    assert.deepEqual(metrics.health(), { status: 'ok', running: false, runs: 0 });
    metrics.begin();
    assert.isTrue(metrics.health().running);
    metrics.broken();
    assert.deepInclude(metrics.health(), { status: 'failing', running: false, runs: 1 });
    metrics.end(summary(outcome({ status: 'failed' })), 'failed');
    assert.deepEqual(metrics.health().last_run?.failed, ['jobs']);
    metrics.end(summary(outcome({})), 'succeeded');
    assert.deepInclude(metrics.health(), { status: 'ok', last_success: new Date(NOW).toISOString() });
  });

  it('is served beside the health, 503 where the last run failed', async () => {
    const metrics = afterTwo();
    const server = await startMetricsServer(metrics, { port: 0, host: '127.0.0.1' });
    try {
      const text = await fetch(`${server.url}/metrics`);
      assert.equal(text.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
      assert.equal(await text.text(), metrics.text());
      const health = await fetch(`${server.url}/health`);
      assert.deepEqual([health.status, await health.json()], [503, metrics.health()]);
      assert.equal((await fetch(`${server.url}/else`)).status, 404);
      assert.equal((await fetch(`${server.url}/metrics`, { method: 'POST' })).status, 405);
      const port = Number(new URL(server.url).port);
      const failure = await startMetricsServer(metrics, { port, host: '127.0.0.1' }).catch((error: unknown) => error);
      assert.match(String(failure), /metrics cannot be served at 127\.0\.0\.1:\d+: somebody else listens there/);
    } finally {
      await server.close();
    }
  });
});

/** Each line is a comment of its metric or one of its samples, and each metric is there once. */
function assertFormat(text: string): void {
  const seen = new Set<string>();
  let current = '';
  for (const line of text.trimEnd().split('\n')) {
    const [, name] = /^# HELP (\w+) \S/.exec(line) ?? [];
    if (name !== undefined) {
      assert.isFalse(seen.has(name), name);
      seen.add(name);
      current = name;
    } else {
      assert.match(
        line,
        new RegExp(`^(?:# TYPE ${current} (?:counter|gauge|summary)$|${current}(?:_sum|_count)?(?:\\{| ))`),
      );
    }
  }
}
