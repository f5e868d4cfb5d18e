import { assert } from 'chai';
import type { RunEvent } from '../../lib/core/events.ts';
import { answer, testServers } from '../http/test-servers.ts';
import { api, inPages, type Route } from '../helpers/server.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { configOf, jobs, runConfig } from './scenario.ts';

describe('run: rate limits', () => {
  const servers = testServers();
  const folder = temporaryFolder();
  const rows = Array.from({ length: 6 }, (_, id) => ({ id }));
  const withClient = (origin: string, resources: readonly (object | string)[], client: object) =>
    configOf(origin, resources, {
      client: { base_url: origin, error_handler: { max_retries: 2, backoff_factor: 0 }, ...client },
    });

  it('rate_limit is one budget for all resources', async () => {
    const times: number[] = [];
    const onEvent = ({ type }: RunEvent) => void (type === 'request' && times.push(performance.now()));
    const server = await api(servers, { '/jobs': inPages(rows, 1), '/users': [], '/teams': [] });
    const client = { rate_limit: { requests: 3, per: 0.2 } };
    const config = withClient(server.origin, [jobs, 'users', 'teams'], client);
    const { summary } = await runConfig(config, { out: folder(), onEvent });
    assert.isTrue(summary.resources.every(({ status }) => status === 'published'));
    // 7 pages and 2 others: 3 at once, 3 after 0.2 s, 3 after 0.4 s.
    assert.lengthOf(times, 9);
    for (let i = 3; i < times.length; i++) assert.isAtLeast(times[i]! - times[i - 3]!, 190, `request ${i}`);
  });

  it('ends at once when it is interrupted while it waits', async () => {
    const server = await api(servers, { '/jobs': inPages(rows, 1) });
    const interruption = new AbortController();
    const waits: RunEvent[] = [];
    const { summary } = await runConfig(
      withClient(server.origin, [jobs], { rate_limit: { requests: 2, per: 'hour' } }),
      {
        out: folder(),
        signal: interruption.signal,
        onEvent: (event) => {
          if (event.type !== 'waiting') return;
          waits.push(event);
          interruption.abort();
        },
      },
    );
    assert.isTrue(summary.interrupted);
    assert.lengthOf(server.asked, 2);
    assert.lengthOf(waits, 1);
    const [wait] = waits;
    assert.include(wait, { type: 'waiting', reason: 'client.rate_limit allows 2 requests in 3600 s' });
    assert.isTrue(wait!.type === 'waiting' && wait.ms > 3_590_000);
  });

  it('a 429 makes all resources wait, and nothing is lost', async () => {
    let refused = 0;
    let until = 0;
    const early: string[] = [];
    const guarded =
      (route: Route): Route =>
      (asked) => {
        if (refused === 0 && asked.query.get('page') === '2') {
          refused += 1;
          until = performance.now() + 1000;
          answer(asked.response, { message: 'slow down' }, 429, { 'retry-after': '1' });
          return undefined;
        }
        // A little earlier by our clock may be in time by that of the client.
        if (performance.now() < until - 20) early.push(asked.request.url!);
        return (route as (a: typeof asked) => unknown)(asked);
      };
    const server = await api(servers, { '/jobs': guarded(inPages(rows, 1)), '/tasks': guarded(inPages(rows, 1)) });
    const tasks = { ...jobs, name: 'tasks' };
    const { summary } = await runConfig(withClient(server.origin, [jobs, tasks], {}), { out: folder() });
    assert.deepEqual(
      summary.resources.map(({ status, rowsPublished }) => [status, rowsPublished]),
      [
        ['published', 6],
        ['published', 6],
      ],
    );
    assert.isAtMost(early.length, 1, 'one request of the other resource may have been under way');
  });

  it('an API that tells its limit is not driven into 429', async () => {
    let count = 0;
    let end = performance.now() + 1000;
    const limited =
      (route: Route): Route =>
      (asked) => {
        if (performance.now() >= end) [count, end] = [0, performance.now() + 1000];
        count += 1;
        const headers = {
          'x-ratelimit-limit': '4',
          'x-ratelimit-remaining': Math.max(0, 4 - count),
          'x-ratelimit-reset': ((end - performance.now()) / 1000 + 0.02).toFixed(3),
        };
        const body = count > 4 ? {} : (route as (a: typeof asked) => unknown)(asked);
        answer(asked.response, body, count > 4 ? 429 : 200, headers);
        return undefined;
      };
    const server = await api(servers, { '/jobs': limited(inPages(rows, 1)) });
    const { outcome } = await runConfig(withClient(server.origin, [jobs], {}), { out: folder() });
    assert.deepInclude(outcome('jobs'), { status: 'published', rowsPublished: 6, retries: 0 });
  });
});
