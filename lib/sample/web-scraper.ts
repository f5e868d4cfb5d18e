import { keyInQuery, type ApiDefinition, type SampleRow } from './definition.ts';
import { writeJson } from './json.ts';
import { byPage, childEndpoint, listEndpoint, type Window } from './page.ts';
import type { Random } from './random.ts';

const COLUMNS = ['title', 'price', 'url', 'image', 'rating', 'availability'] as const;
const STATUSES = ['finished', 'finished', 'finished', 'finished', 'scheduled', 'started', 'failed', 'stopped'] as const;
const DRIVERS = ['fast', 'fast', 'fulljs'] as const;

/** A web-scraping cloud: pages of 100 that count from 1, an account and children that have no id of their own. */
export const webScraper: ApiDefinition = {
  name: 'web-scraper',
  seed: 1000,
  paths: /^\/api\/v1\//,
  contentType: 'application/json',
  keyOf: keyInQuery('api_token'),
  write: writeJson,
  build: (random) => {
    const sitemaps = random.rows(250, (index) => sitemap(random, index));
    const jobs = random.rows(1200, (index) => job(random, index, random.pick(sitemaps)));
    const details = new Map(sitemaps.map((one, index) => [one.id, [sitemapDetail(random, one, index)]]));
    const quality = new Map(jobs.map((one) => [one.id, [dataQuality(random, one.stored_record_count)]]));
    const account = {
      email: random.faker.internet.email(),
      firstname: random.faker.person.firstName(),
      lastname: random.faker.person.lastName(),
      page_credits: random.int(1_000, 500_000),
    };
    return [
      pages('/api/v1/sitemaps', 'sitemap_list', sitemaps),
      pages('/api/v1/scraping-jobs', 'scraping_jobs', jobs),
      { path: '/api/v1/account', holds: { users: () => [account] }, answer: () => ({ success: true, data: account }) },
      childEndpoint({
        path: '/api/v1/scraping-job/{id}/data-quality',
        resource: 'scraping_job_data_quality',
        parentColumn: '_scraping_jobs_id',
        rowsByParent: quality,
        envelope: ([data]) => ({ success: true, data }),
      }),
      childEndpoint({
        path: '/api/v1/sitemap/{id}',
        resource: 'sitemap_detail',
        parentColumn: '_sitemap_list_id',
        rowsByParent: details,
        envelope: ([data]) => ({ success: true, data }),
      }),
    ];
  },
};

function pages(path: string, resource: string, rows: readonly SampleRow[]) {
  const envelope = (data: readonly SampleRow[], { start, size }: Window) => ({
    success: true,
    data,
    current_page: start / size + 1,
    last_page: Math.ceil(rows.length / size),
    per_page: size,
    total: rows.length,
  });
  return listEndpoint({ path, resource, rows, window: byPage(100), envelope });
}

interface Sitemap {
  readonly id: number;
  readonly name: string | null;
}

function sitemap({ faker, int, orNull, text }: Random, index: number): SampleRow & Sitemap {
  const name = `${faker.internet.domainWord()}-${faker.commerce.department().toLowerCase()}`;
  return { id: 4_100 + index * 3 + int(0, 2), name: orNull(0.02, () => text(index, name)) };
}

function sitemapDetail({ faker, int, pick }: Random, { id, name }: Sitemap, index: number): SampleRow {
  const definition = {
    _id: name ?? `sitemap-${id}`,
    startUrl: [`https://${faker.internet.domainName()}/catalogue?page=[1-${int(2, 90)}]`],
    selectors: COLUMNS.slice(0, int(1, COLUMNS.length)).map((column) => ({
      id: column,
      type: pick(['SelectorText', 'SelectorLink', 'SelectorImage']),
      parentSelectors: ['_root'],
      selector: `.product .${column}`,
      multiple: false,
    })),
  };
  return { id, name, sitemap: index % 61 === 5 ? null : JSON.stringify(definition) };
}

function job({ faker, int, pick, chance, orNull, moment }: Random, index: number, { id, name }: Sitemap) {
  const scheduled = int(1, 4_000);
  const failed = chance(0.3) ? int(0, Math.ceil(scheduled / 20)) : 0;
  const empty = chance(0.3) ? int(0, Math.ceil(scheduled / 20)) : 0;
  return {
    id: 500_000 + index * 11 + int(0, 10),
    custom_id: orNull(0.6, () => faker.string.alphanumeric(12)),
    sitemap_id: id,
    sitemap_name: name,
    status: orNull(0.01, () => pick(STATUSES)),
    driver: orNull(0.03, () => pick(DRIVERS)),
    test_run: Number(chance(0.05)),
    scheduled: Number(chance(0.4)),
    jobs_scheduled: scheduled,
    jobs_executed: orNull(0.02, () => scheduled - int(0, Math.floor(scheduled / 10))),
    jobs_failed: failed,
    jobs_empty: empty,
    stored_record_count: scheduled * int(0, 24),
    request_interval: pick([1_000, 2_000, 5_000]),
    page_load_delay: pick([500, 2_000, 3_000]),
    time_created: Math.floor(moment(400) / 1000),
  };
}

function dataQuality({ int, amount, chance, some }: Random, records: number): SampleRow {
  const measure = (got: number, expected: number) => ({ got, expected, success: got >= expected });
  const atMost = (got: number, expected: number) => ({ got, expected, success: got <= expected });
  // A job whose sitemap sets no expectations has nothing to measure.
  if (chance(0.06)) {
    return {
      min_record_count: null,
      max_failed_pages_percent: null,
      max_empty_pages_percent: null,
      min_column_records: {},
      overall_data_quality_success: null,
    };
  }
  const quality = {
    min_record_count: measure(records, int(0, 2_000)),
    max_failed_pages_percent: atMost(amount(0, 8), 5),
    max_empty_pages_percent: atMost(amount(0, 12), 10),
    min_column_records: Object.fromEntries(
      some(COLUMNS, 4).map((column) => [column, measure(amount(60, 100), int(70, 95))]),
    ),
  };
  const success = quality.min_record_count.success && quality.max_failed_pages_percent.success;
  return { ...quality, overall_data_quality_success: success && quality.max_empty_pages_percent.success };
}
