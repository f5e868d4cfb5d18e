/**
 * A web-scraping cloud: sitemaps (what is scraped), scraping jobs, and how good the data of each job is.
 *
 * Publishes sitemap_list, users, scraping_jobs, scraping_job_data_quality (one row a job) and sitemap_detail (one row
 * a sitemap).
 *
 *     API_TOKEN=... npx millrace run pipelines/web-scraper.ts --out data --set client.base_url=https://your.api
 */
import { restApiSource, secret } from 'millrace';
import { z } from 'zod';

const sitemap = z.looseObject({
  id: z.int(),
  name: z.string().nullish(),
});

const account = z.looseObject({
  email: z.string().nullish(),
  firstname: z.string().nullish(),
  lastname: z.string().nullish(),
  page_credits: z.number().nullish(),
});

const scrapingJob = z.looseObject({
  id: z.int(),
  custom_id: z.string().nullish(),
  sitemap_id: z.int().nullish(),
  sitemap_name: z.string().nullish(),
  status: z.string().nullish(),
  driver: z.string().nullish(),
  /** 0 or 1, as is `scheduled`. */
  test_run: z.int().nullish(),
  scheduled: z.int().nullish(),
  jobs_scheduled: z.int().nullish(),
  jobs_executed: z.int().nullish(),
  jobs_failed: z.int().nullish(),
  jobs_empty: z.int().nullish(),
  stored_record_count: z.int().nullish(),
  /** Milliseconds, as is `page_load_delay`. */
  request_interval: z.int().nullish(),
  page_load_delay: z.int().nullish(),
  /** Seconds since 1970. */
  time_created: z.int().nullish(),
});

const measure = z.looseObject({
  got: z.number().nullish(),
  expected: z.number().nullish(),
  success: z.boolean().nullish(),
});

/** Without an id of its own: it belongs to its job. */
const dataQuality = z.looseObject({
  min_record_count: measure.nullish(),
  max_failed_pages_percent: measure.nullish(),
  max_empty_pages_percent: measure.nullish(),
  /** By the name of the scraped column. */
  min_column_records: z.record(z.string(), measure).nullish(),
  overall_data_quality_success: z.boolean().nullish(),
});

const sitemapDetail = sitemap.extend({
  /** The definition of the sitemap, as JSON text. */
  sitemap: z.string().nullish(),
});

export default restApiSource({
  name: 'web_scraper',
  client: {
    base_url: 'https://api.example.com',
    auth: { type: 'api_key', name: 'api_token', api_key: secret('api_token'), location: 'query' },
    error_handler: { retry_on_status_codes: [429, 500, 502, 503, 504], max_retries: 3, backoff_factor: 2 },
  },
  resource_defaults: { primary_key: 'id', write_disposition: 'merge' },
  resources: [
    {
      name: 'sitemap_list',
      endpoint: {
        path: '/api/v1/sitemaps',
        data_selector: 'data',
        paginator: { type: 'page_number', page_param: 'page', limit: 100 },
      },
      schema: sitemap,
    },
    {
      name: 'users',
      endpoint: { path: '/api/v1/account', data_selector: 'data' },
      schema: account,
    },
    {
      name: 'scraping_jobs',
      endpoint: {
        path: '/api/v1/scraping-jobs',
        data_selector: 'data',
        paginator: { type: 'page_number', page_param: 'page' },
      },
      schema: scrapingJob,
    },
    {
      name: 'scraping_job_data_quality',
      endpoint: { path: '/api/v1/scraping-job/{resources.scraping_jobs.id}/data-quality', data_selector: 'data' },
      schema: dataQuality,
    },
    {
      name: 'sitemap_detail',
      endpoint: { path: '/api/v1/sitemap/{resources.sitemap_list.id}', data_selector: 'data' },
      schema: sitemapDetail,
    },
  ],
});
