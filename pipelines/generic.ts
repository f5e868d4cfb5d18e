/**
 * The plainest case: one list by offset and limit, with a key in the query. A good one to start your own from.
 *
 * Publishes resource_name.
 *
 *     API_KEY=... npx millrace run pipelines/generic.ts --out data --set client.base_url=https://your.api
 */
import { restApiSource, secret } from 'millrace';
import { z } from 'zod';

const resource = z.looseObject({
  id: z.union([z.int(), z.string()]),
  name: z.string().nullish(),
  value: z.union([z.number(), z.string(), z.boolean()]).nullish(),
  score: z.number().nullish(),
  active: z.boolean().nullish(),
  /** Up to 64 bits; a `bigint` where a double could not hold it. */
  big_ref: z.union([z.int(), z.bigint()]).nullish(),
  description: z.string().nullish(),
  tags: z.array(z.string()).nullish(),
  attributes: z
    .looseObject({
      colour: z.string().nullish(),
      size: z.string().nullish(),
      /** Centimetres. */
      dimensions: z.looseObject({ width: z.number().nullish(), height: z.number().nullish() }).nullish(),
    })
    .nullish(),
  created_at: z.iso.datetime({ offset: true }).nullish(),
  updated_at: z.iso.datetime({ offset: true }).nullish(),
});

export default restApiSource({
  name: 'generic',
  client: {
    base_url: 'https://api.example.com',
    auth: { type: 'api_key', name: 'api_key', api_key: secret('api_key'), location: 'query' },
    error_handler: { retry_on_status_codes: [429, 500, 502, 503, 504], max_retries: 3, backoff_factor: 2 },
  },
  resource_defaults: { primary_key: 'id', write_disposition: 'merge' },
  resources: [
    {
      name: 'resource_name',
      endpoint: {
        path: '/v1/resource',
        data_selector: 'data',
        paginator: { type: 'offset', limit: 100 },
      },
      schema: resource,
    },
  ],
});
