import {
  flag,
  get,
  list,
  number,
  openApi,
  orNull,
  queryParam,
  record,
  ref,
  text,
  whole,
  type Schema,
} from './parts.ts';

const page = queryParam('page', { type: 'integer', minimum: 1, default: 1 }, 'The number of the page.');

const pages = (items: Schema): Schema =>
  record({ success: flag, data: list(items), current_page: whole, last_page: whole, per_page: whole, total: whole });

const one = (data: Schema): Schema => record({ success: flag, data });

/** The web-scraping cloud of the sample API. */
export const webScraperDocument = openApi({
  title: 'Web scraper',
  security: { type: 'apiKey', name: 'api_token', in: 'query' },
  paths: {
    '/api/v1/sitemaps': get('All sitemaps, in pages of 100.', pages(ref('Sitemap')), { params: [page] }),
    '/api/v1/sitemap/{id}': get('A sitemap with its definition.', one(ref('SitemapDetail')), { id: 'id' }),
    '/api/v1/scraping-jobs': get('All scraping jobs, in pages of 100.', pages(ref('ScrapingJob')), { params: [page] }),
    '/api/v1/scraping-job/{id}/data-quality': get('How good the data of a job is.', one(ref('DataQuality')), {
      id: 'id',
    }),
    '/api/v1/account': get('The account.', one(ref('Account'))),
  },
  schemas: {
    Sitemap: record({ id: whole, name: orNull(text) }),
    SitemapDetail: {
      allOf: [ref('Sitemap'), record({ sitemap: { ...orNull(text), description: 'The definition, as JSON text.' } })],
    },
    ScrapingJob: record({
      id: whole,
      custom_id: orNull(text),
      sitemap_id: whole,
      sitemap_name: orNull(text),
      status: { ...orNull(text), enum: ['scheduled', 'started', 'finished', 'failed', 'stopped', null] },
      driver: { ...orNull(text), enum: ['fast', 'fulljs', null] },
      test_run: { type: 'integer', enum: [0, 1] },
      scheduled: { type: 'integer', enum: [0, 1] },
      jobs_scheduled: whole,
      jobs_executed: orNull(whole),
      jobs_failed: whole,
      jobs_empty: whole,
      stored_record_count: whole,
      request_interval: { ...whole, description: 'In milliseconds.' },
      page_load_delay: { ...whole, description: 'In milliseconds.' },
      time_created: { ...whole, description: 'In seconds since 1970.' },
    }),
    Measure: record({ got: number, expected: number, success: flag }),
    DataQuality: record({
      min_record_count: orNull(ref('Measure')),
      max_failed_pages_percent: orNull(ref('Measure')),
      max_empty_pages_percent: orNull(ref('Measure')),
      min_column_records: { type: 'object', additionalProperties: ref('Measure') },
      overall_data_quality_success: orNull(flag),
    }),
    Account: record({ email: text, firstname: text, lastname: text, page_credits: whole }),
  },
});
