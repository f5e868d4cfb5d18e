import { assert } from 'chai';
import { faultSchedule, type Faults } from '../../lib/sample/faults.ts';
import type { SampleApi } from '../../lib/sample/server.ts';
import { ask, askData, withSampleApi } from './sample-client.ts';

const url = (n: number) => `/v1/resource?limit=10&offset=${n * 10}`;

/** The status of one request, or that its body broke off. */
async function outcome(api: SampleApi, n: number): Promise<number | 'reset' | 'broken'> {
  const response = await ask(api, 'generic', url(n));
  let text: string;
  try {
    text = await response.text();
  } catch {
    return 'reset';
  }
  try {
    JSON.parse(text);
    return response.status;
  } catch {
    return 'broken';
  }
}

/** What the first five URLs answer, each asked for twice. */
async function outcomes(faults: Faults): Promise<unknown[]> {
  const seen: unknown[] = [];
  await withSampleApi({ size: 0.1, faults }, async (api) => {
    for (let n = 0; n < 5; n++) seen.push([await outcome(api, n), await outcome(api, n)]);
  });
  return seen;
}

describe('sample: faults', () => {
  it('has none unless asked', async () => {
    const fine = Array.from({ length: 5 }, () => [200, 200]);
    assert.deepEqual(await outcomes({}), fine);
  });

  it('answers every n-th distinct URL with 429, once', async () => {
    assert.deepEqual(await outcomes({ rateLimit: 2 }), [
      [200, 200],
      [429, 200],
      [200, 200],
      [429, 200],
      [200, 200],
    ]);
  });

  it('answers 500, resets connections and cuts bodies off, once each', async () => {
    assert.deepEqual(await outcomes({ serverError: 5, reset: 5, broken: 5 }), [
      [200, 200],
      ['broken', 200],
      ['reset', 200],
      [500, 200],
      [200, 200],
    ]);
  });

  it('says in Retry-After how many seconds to wait', () =>
    withSampleApi({ size: 0.1, faults: { rateLimit: 1, retryAfter: 7 } }, async (api) => {
      const response = await ask(api, 'generic', url(0));
      assert.equal(response.headers.get('retry-after'), '7');
      assert.deepEqual(await response.json(), { error: { status: 429, message: 'Too many requests.' } });
      assert.equal((await ask(api, 'onboarding', '/v3/edit/tours')).headers.get('retry-after'), '7');
      assert.deepEqual(Object.fromEntries(api.requests.faults), { rateLimit: 2 });
      assert.deepEqual(Object.fromEntries(api.requests.byStatus), { 429: 2 });
    }));

  it('resets in the middle of the body: the announced length does not come', () =>
    withSampleApi({ size: 0.1, faults: { reset: 1 } }, async (api) => {
      const response = await ask(api, 'generic', url(0));
      const announced = Number(response.headers.get('content-length'));
      assert.equal(response.status, 200);
      const error: unknown = await response.text().catch((reason) => reason);
      assert.instanceOf(error, TypeError);
      const whole = await (await ask(api, 'generic', url(0))).text();
      assert.equal(announced, Buffer.byteLength(whole));
    }));

  it('cuts XML off in the middle as well', () =>
    withSampleApi({ size: 0.1, faults: { broken: 1 } }, async (api) => {
      const cut = await (await ask(api, 'practice-management', '/job.api/list')).text();
      const whole = await (await ask(api, 'practice-management', '/job.api/list')).text();
      assert.isTrue(whole.startsWith(cut.slice(0, 1000)));
      assert.isBelow(cut.length, whole.length);
      assert.isFalse(cut.endsWith('</Response>'));
    }));

  it('lets faults that fall on one URL come one after another', () => {
    const next = faultSchedule({ rateLimit: 1, serverError: 1, reset: 1, broken: 1 });
    const seen = Array.from({ length: 5 }, () => next('/a'));
    assert.deepEqual(seen, ['rateLimit', 'serverError', 'reset', 'broken', undefined]);
    assert.equal(next('/b'), 'rateLimit');
  });

  it('spreads faults of equal frequency over different URLs', () => {
    const next = faultSchedule({ rateLimit: 4, serverError: 4, reset: 4, broken: 4 });
    const seen = Array.from({ length: 8 }, (_, n) => next(String(n)));
    assert.deepEqual(seen, [
      'broken',
      'reset',
      'serverError',
      'rateLimit',
      'broken',
      'reset',
      'serverError',
      'rateLimit',
    ]);
  });

  it('does not count requests that are refused', () =>
    withSampleApi({ size: 0.1, faults: { rateLimit: 2 } }, async (api) => {
      assert.equal((await ask(api, 'generic', url(0), 'wrong')).status, 401);
      assert.equal((await ask(api, 'generic', '/v1/nothing')).status, 404);
      assert.equal(await outcome(api, 1), 200);
      assert.equal(await outcome(api, 2), 429);
    }));

  it('shows the last row of a page again as the first of the next, and loses none', () =>
    withSampleApi({ size: 0.1, faults: { shift: true } }, async (api) => {
      const pages: Record<string, unknown>[][] = [];
      do pages.push(await askData(api, 'generic', `/v1/resource?limit=100&offset=${pages.length * 100}`));
      while (pages.at(-1)!.length > 0);
      const rows = pages.flat();
      for (const [n, page] of pages.slice(1, -1).entries()) assert.deepEqual(page[0], pages[n]!.at(-1));
      assert.equal(rows.length, 250 + pages.length - 2);
      assert.deepEqual(
        [...new Map(rows.map((row) => [row['id'], row])).values()],
        [...api.expected('generic', 'resource_name')],
      );
    }));

  it('keeps pages 0 and 1 the same while rows shift', () =>
    withSampleApi({ faults: { shift: true } }, async (api) => {
      const [zero, one, two] = await Promise.all(
        [0, 1, 2].map((page) => askData(api, 'web-scraper', `/api/v1/sitemaps?page=${page}`)),
      );
      assert.deepEqual(zero, one);
      assert.deepEqual(two![0], one!.at(-1));
    }));
});
