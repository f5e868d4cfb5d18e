import { assert } from 'chai';
import { byOffset, byPage, shifted } from '../../lib/sample/page.ts';
import { askBody, askData, withSampleApi } from './sample-client.ts';

const read = (query: string) => new URLSearchParams(query);

describe('sample: pages', () => {
  it('counts pages from 1 and answers page 0 like page 1', () => {
    const window = byPage(100, 'per_page');
    assert.deepEqual(window(read('page=1')), { start: 0, size: 100 });
    assert.deepEqual(window(read('page=0')), { start: 0, size: 100 });
    assert.deepEqual(window(read('')), { start: 0, size: 100 });
    assert.deepEqual(window(read('page=3')), { start: 200, size: 100 });
    assert.deepEqual(window(read('page=3&per_page=20')), { start: 40, size: 20 });
    assert.deepEqual(window(read('page=x&per_page=5000')), { start: 0, size: 100 });
    assert.deepEqual(byPage(100)(read('page=2&per_page=20')), { start: 100, size: 100 });
  });

  it('reads offset and limit, and gives no more than the API allows', () => {
    const window = byOffset(50, 500);
    assert.deepEqual(window(read('')), { start: 0, size: 50 });
    assert.deepEqual(window(read('offset=30&limit=10')), { start: 30, size: 10 });
    assert.deepEqual(window(read('offset=-5&limit=0')), { start: 0, size: 1 });
    assert.deepEqual(window(read('limit=10000')), { start: 0, size: 500 });
  });

  it('shifts a window by one row for each page before it', () => {
    const starts = [0, 10, 20, 30].map((start) => shifted({ start, size: 10 }).start);
    assert.deepEqual(starts, [0, 9, 18, 27]);
    assert.deepEqual(shifted({ start: 3, size: 1 }), { start: 3, size: 1 });
  });

  it('sums up to all rows of a list in pages, which ends with empty pages', () =>
    withSampleApi({}, async (api) => {
      const rows = [];
      const sizes = [];
      for (let page = 1; page <= 4; page++) {
        const data = await askData(api, 'web-scraper', `/api/v1/sitemaps?page=${page}`);
        sizes.push(data.length);
        rows.push(...data);
      }
      assert.deepEqual(sizes, [100, 100, 50, 0]);
      assert.deepEqual(rows, [...api.expected('web-scraper', 'sitemap_list')]);
      assert.deepEqual(
        await askBody(api, 'web-scraper', '/api/v1/sitemaps?page=0'),
        await askBody(api, 'web-scraper', '/api/v1/sitemaps?page=1'),
      );
    }));

  it('sums up to all rows of a list by offset', () =>
    withSampleApi({}, async (api) => {
      const rows = [];
      for (let offset = 0; offset <= 2500; offset += 500) {
        const body = await askBody(api, 'generic', `/v1/resource?offset=${offset}&limit=500`);
        assert.hasAllKeys(body, ['data']);
        rows.push(...(body as { data: unknown[] }).data);
      }
      assert.deepEqual(rows, [...api.expected('generic', 'resource_name')]);
    }));

  it('gives all records in pages, and without paging the recent ones only', () =>
    withSampleApi({ size: 0.1 }, async (api) => {
      const path = '/v1/transactional/registrations';
      const all = await askData(api, 'field-operations', `${path}?offset=0&limit=10000`);
      const recent = await askData(api, 'field-operations', path);
      assert.equal(all.length, 2500);
      assert.deepEqual(all, [...api.expected('field-operations', 'registrations_initial')]);
      assert.deepEqual(recent, [...api.expected('field-operations', 'registrations_incremental')]);
      assert.isAbove(recent.length, 10);
      assert.isBelow(recent.length, 1000);
      const byId = new Map(all.map((row) => [row['id'], row]));
      for (const row of recent) assert.deepEqual(row, byId.get(row['id']));
    }));

  it('has one identity for each row', () =>
    withSampleApi({}, (api) => {
      const repeated = (name: Parameters<typeof api.resources>[0], key: string) =>
        api.resources(name).filter((resource) => {
          const rows = api.expected(name, resource).filter((row) => key in row);
          return new Set(rows.map((row) => row[key])).size !== rows.length;
        });
      assert.deepEqual(repeated('web-scraper', 'id'), []);
      assert.deepEqual(repeated('generic', 'id'), []);
      assert.deepEqual(repeated('field-operations', 'id'), []);
      assert.deepEqual(repeated('onboarding', 'id'), []);
      assert.deepEqual(repeated('practice-management', 'UUID'), []);
    }));

  it('answers children by parent, the account and the children without an id', () =>
    withSampleApi({ size: 0.05 }, async (api) => {
      const [account] = api.expected('web-scraper', 'users');
      assert.deepEqual(await askBody(api, 'web-scraper', '/api/v1/account'), { success: true, data: account });
      assert.notProperty(account, 'id');

      const quality = api.expected('web-scraper', 'scraping_job_data_quality');
      assert.deepEqual(
        quality.map((row) => row['_scraping_jobs_id']),
        api.expected('web-scraper', 'scraping_jobs').map(({ id }) => id),
      );
      for (const { _scraping_jobs_id: id, ...row } of quality) {
        const body = await askBody(api, 'web-scraper', `/api/v1/scraping-job/${String(id)}/data-quality`);
        assert.deepEqual(body, { success: true, data: row });
        assert.notProperty(row, 'id');
      }
    }));

  it('gives sitemap definitions that are JSON in a text', () =>
    withSampleApi({ size: 0.1 }, (api) => {
      const texts = api
        .expected('web-scraper', 'sitemap_detail')
        .flatMap(({ sitemap }) => (typeof sitemap === 'string' ? [sitemap] : []));
      assert.isAbove(texts.length, 20);
      for (const text of texts) assert.isArray((JSON.parse(text) as { selectors: unknown }).selectors);
    }));
});
