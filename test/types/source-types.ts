/** Compiled, never run: `tsc -p .` is the test. Each `@ts-expect-error` is an error of its own where there is none. */
// oxlint-disable typescript/no-unnecessary-type-parameters -- type parameters are what is tested
import { of, pipe, type Observable } from 'rxjs';
import { z } from 'zod';
import {
  defineAuth,
  filterRows,
  flatMapRows,
  forEachParent,
  mapRows,
  oneOrMany,
  paginate,
  registerAuth,
  registerPaginator,
  definePaginator,
  followLink,
  withParam,
  restApiSource,
  secret,
  toParquet,
  validateRows,
  type Page,
  type Published,
  type ResourceName,
  type RestApiConfig,
  type Row,
  type RowOf,
  type RunSummary,
} from '../../lib/index.ts';

/** True where two types are one and the same. */
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Takes nothing but true. */
function proven<_T extends true>(): void {}

interface Job {
  id: number;
  title: string;
  tags: string[];
  closed?: string | null | undefined;
}

const source = restApiSource({
  name: 'shop',
  client: {
    base_url: 'https://api.example.com',
    headers: { 'x-version': '1', 'x-key': secret('key') },
    auth: { type: 'api_key', name: 'key', api_key: secret('api_key'), location: 'query' },
    paginator: 'single_page',
    error_handler: { retry_on_status_codes: [429], max_retries: 3 },
  },
  resource_defaults: { primary_key: 'id', endpoint: { params: { limit: 10, fields: ['a', 'b'], none: null } } },
  resources: [
    {
      name: 'jobs',
      endpoint: {
        path: '/jobs',
        json: { anything: { goes: [1, null] } },
        paginator: { type: 'page_number', page_param: 'p', limit: 100, total_path: ['meta', 'pages'] },
        data_selector: ['Response', 'Jobs'],
        incremental: {
          cursor_path: 'updated_at',
          initial_value: new Date(0),
          last_value_func: (dates: readonly string[]) => dates.toSorted().at(-1),
          convert: (date: string) => Date.parse(date),
          step: '7 days',
        },
      },
      schema: z.object({
        id: z.int(),
        title: z.string(),
        tags: z.array(z.string()).default([]),
        closed: z.string().nullish(),
      }),
      processing_steps: [
        { filter: (row) => row['id'] !== 1, map: (row) => ({ ...row, n: 1 }), yield_map: (row) => [row, row] },
        { pipe: filterRows((row) => row['id'] !== 2) },
      ],
    },
    { name: 'staff', schema: z.looseObject({ uuid: z.string(), contacts: oneOrMany(z.object({ name: z.string() })) }) },
    { name: 'invoices' },
    'users',
  ],
});
type Config = (typeof source)['config'];

// The names and the rows of the resources.
proven<Equal<ResourceName<Config>, 'jobs' | 'staff' | 'invoices' | 'users'>>();
proven<Equal<RowOf<Config, 'jobs'>, Job>>();
proven<Equal<RowOf<Config, 'staff'>['contacts'], { name: string }[]>>();
proven<Equal<RowOf<Config, 'staff'>['anything_else'], unknown>>();
proven<Equal<RowOf<Config, 'invoices'>, Row>>();
proven<Equal<RowOf<Config, 'users'>, Row>>();
// @ts-expect-error there is no such resource
source.resource('job');

// Rows come one by one, with their types.
const jobRows = source.rows('jobs');
proven<Equal<typeof jobRows, AsyncGenerator<Job, void, void>>>();
for await (const job of source.rows('jobs', { limit: 1, onRejected: ({ reason }) => reason.length })) {
  proven<Equal<typeof job, Job>>();
  // @ts-expect-error the rows have no such column
  void job.salary;
}
for await (const user of source.rows('users')) proven<Equal<typeof user, Row>>();
// @ts-expect-error there is no such resource
source.rows('job');

// A run tells how each resource ended.
const ran = await source.run({ out: 'data', select: ['jobs'], limit: 1 });
proven<Equal<typeof ran, RunSummary>>();
proven<Equal<(typeof ran.resources)[number]['status'], 'published' | 'failed' | 'interrupted'>>();
// @ts-expect-error there is no such option
await source.run({ output: 'data' });

// Rows go through operators with their types.
const jobs = source.resource('jobs');
proven<Equal<typeof jobs, Observable<Page<Job>>>>();
const ids = jobs.pipe(mapRows((row) => ({ id: row.id, tag: row.tags[0] })));
proven<Equal<typeof ids, Observable<Page<{ id: number; tag: string | undefined }>>>>();
const tagged = jobs.pipe(flatMapRows((row) => row.tags.map((tag) => ({ id: row.id, tag }))));
proven<Equal<typeof tagged, Observable<Page<{ id: number; tag: string }>>>>();
const open = jobs.pipe(filterRows((row): row is Job & { closed: null } => row.closed === null));
proven<Equal<typeof open, Observable<Page<Job & { closed: null }>>>>();
const checked = source.resource('users').pipe(validateRows(z.object({ email: z.email() })));
proven<Equal<typeof checked, Observable<Page<{ email: string }>>>>();
const files = jobs.pipe(
  filterRows((row) => row.title !== ''),
  toParquet({ out: 'data' }),
);
proven<Equal<typeof files, Observable<Published>>>();
// @ts-expect-error the rows have no such column
jobs.pipe(mapRows((row) => row.salary));
// @ts-expect-error a text is not a number
jobs.pipe(mapRows((row): number => row.title));
// @ts-expect-error an output folder is needed
jobs.pipe(toParquet({}));
// @ts-expect-error a column of unknown rows has to be looked at first
source.resource('users').pipe(mapRows((row) => row['name'].length));

// Operators infer their types from what they are given.
paginate({
  send: (request: { page: number }): Observable<Page<Job>> => jobs.pipe(filterRows(() => request.page > 0)),
  next: (page, request) => {
    proven<Equal<typeof page, Page<Job>>>();
    return page.rows.length === 0 ? undefined : { page: request.page + 1 };
  },
  accept: (page) => page.receipt.accepted,
});
// @ts-expect-error the next request has to be one
paginate({ send: ({ page }: { page: number }) => jobs.pipe(filterRows(() => page > 0)), next: () => 5 });

const children = source.resource('invoices').pipe(
  forEachParent({
    key: (row) => (typeof row['id'] === 'string' ? row['id'] : undefined),
    columns: (row) => ({ _invoices_id: row['id'] }),
    concurrency: 4,
    project: () => jobs,
  }),
);
proven<Equal<typeof children, Observable<Page<Job>>>>();
// @ts-expect-error concurrency is explicit
forEachParent({ key: () => 'a', columns: () => ({}), project: () => jobs });

// An operator of one's own, and a configuration that is made elsewhere.
const shortTitles = pipe(filterRows((row: Job) => row.title.length < 10));
proven<Equal<ReturnType<typeof shortTitles>, Observable<Page<Job>>>>();
declare const loaded: RestApiConfig;
restApiSource(loaded).resource('any name');

// Keys and options that there are not.
const client = { base_url: 'https://api.example.com' };
// @ts-expect-error a key at the top
restApiSource({ client, resources: ['a'], resource_default: {} });
// @ts-expect-error a key of the client
restApiSource({ client: { base_url: '', headrs: {} }, resources: ['a'] });
// @ts-expect-error a key of a resource
restApiSource({ client, resources: [{ name: 'a', primarykey: 'id' }] });
// @ts-expect-error a key of the defaults
restApiSource({ client, resource_defaults: { endpoint: { pth: '/' } }, resources: ['a'] });
// @ts-expect-error a key of an endpoint
restApiSource({ client, resources: [{ name: 'a', endpoint: { selector: 'x' } }] });
// @ts-expect-error an option of another paginator
restApiSource({ client: { base_url: '', paginator: { type: 'offset', limit: 1, page_param: 'p' } }, resources: ['a'] });
// @ts-expect-error an option that a paginator needs
restApiSource({ client, resources: [{ name: 'a', endpoint: { paginator: { type: 'offset' } } }] });
// @ts-expect-error an option of the wrong type
restApiSource({ client: { base_url: '', paginator: { type: 'page_number', limit: '5' } }, resources: ['a'] });
// @ts-expect-error a paginator that there is not
restApiSource({ client: { base_url: '', paginator: { type: 'pages' } }, resources: ['a'] });
// @ts-expect-error an authentication that there is not
restApiSource({ client: { base_url: '', auth: { type: 'baerer', token: '' } }, resources: ['a'] });
// @ts-expect-error an authentication without its token
restApiSource({ client: { base_url: '', auth: { type: 'bearer' } }, resources: ['a'] });
// @ts-expect-error a method that there is not
restApiSource({ client, resources: [{ name: 'a', endpoint: { method: 'PATCH' } }] });
// @ts-expect-error a key of a step
restApiSource({ client, resources: [{ name: 'a', processing_steps: [{ fliter: () => true }] }] });
// @ts-expect-error a client is needed
restApiSource({ resources: ['a'] });
// @ts-expect-error a resource has a name
restApiSource({ client, resources: [{ endpoint: '/a' }] });

// Authentication: by a type, without one, by a function, by one that was registered, and none for an endpoint.
const signature = registerAuth(
  defineAuth({
    type: 'signature',
    summary: 'Signs requests.',
    options: z.strictObject({ key: z.string() }),
    examples: [],
    create: ({ key }) => ({ authorize: (request) => of({ ...request, headers: { ...request.headers, key } }) }),
  }),
);
const base_url = 'https://api.example.com';
restApiSource({ client: { base_url, auth: { token: secret('t') } }, resources: ['a'] });
restApiSource({ client: { base_url, auth: 'bearer' }, resources: ['a'] });
restApiSource({ client: { base_url, auth: (request) => request }, resources: ['a'] });
restApiSource({ client: { base_url, auth: async (request) => ({ ...request, method: 'POST' }) }, resources: ['a'] });
restApiSource({
  client: { base_url, auth: signature({ key: 'k' }) },
  resources: [{ name: 'a', endpoint: { auth: null } }],
});
// @ts-expect-error there is no such option
signature({ kee: 'k' });
// @ts-expect-error there is no such type
restApiSource({ client: { base_url, auth: 'bear' }, resources: ['a'] });
// @ts-expect-error a request has to come back
restApiSource({ client: { base_url, auth: () => 'x' }, resources: ['a'] });
restApiSource({
  client: {
    base_url,
    // @ts-expect-error there is no such option
    auth: { type: 'oauth2_client_credentials', access_token_url: 'u', client_id: 'i', client_sekret: 's' },
  },
  resources: ['a'],
});

// Paginators: by a type, a function, an object, one that was registered, and null.
const lastId = registerPaginator(
  definePaginator({
    type: 'last_id',
    summary: 'Asks for what is after the last row.',
    options: z.strictObject({ param: z.string() }),
    examples: [],
    create: ({ param }) => ({
      moves: 'the query parameter "after"',
      first: (request) => request,
      next: (page, request) => (page.rowCount === 0 ? undefined : withParam(request, param, page.rowCount)),
    }),
  }),
);
restApiSource({ client: { base_url, paginator: 'auto' }, resources: ['a'] });
restApiSource({ client: { base_url, paginator: lastId({ param: 'after' }) }, resources: ['a'] });
restApiSource({
  client: { base_url, paginator: (page, request) => (page.body === null ? undefined : request) },
  resources: [
    {
      name: 'a',
      endpoint: { paginator: { next: (page, request) => followLink(request, String(page.body), page.url) } },
    },
    { name: 'b', endpoint: { paginator: { first: (request) => withParam(request, 'n', 1), next: () => undefined } } },
    { name: 'c', endpoint: { paginator: null } },
  ],
});
// @ts-expect-error there is no such option
lastId({ parm: 'after' });
// @ts-expect-error a request or nothing has to come back
restApiSource({ client: { base_url, paginator: () => '/next' }, resources: ['a'] });
// @ts-expect-error there is no such type
restApiSource({ client: { base_url, paginator: 'page_numbers' }, resources: ['a'] });

const given = restApiSource({
  client: { base_url: 'https://api.example.com' },
  resources: [
    { name: 'ids', rows: [{ id: 1 }, 2] },
    { name: 'later', rows: async () => [{ id: 1 }] },
    { name: 'pushed', rows: of(1, 2), schema: z.object({ value: z.int() }) },
    { name: 'listed', file: 'ids.csv', selected: true },
    {
      name: 'items',
      primary_key: null,
      endpoint: {
        path: '/{id}/x',
        params: { id: { type: 'resolve', resource: 'ids', field: 'id' }, page: null },
        data: [['a', 1]],
        paginator: null,
      },
    },
  ],
});
proven<Equal<RowOf<typeof given.config, 'pushed'>, { value: number }>>();

restApiSource({
  client: { base_url: 'https://api.example.com' },
  // @ts-expect-error: rows are none of these
  resources: [{ name: 'ids', rows: 5 }],
});

restApiSource({
  client: { base_url: 'https://api.example.com' },
  // @ts-expect-error: a resolve has a field
  resources: [{ name: 'a', endpoint: { params: { id: { type: 'resolve', resource: 'ids', fild: 'id' } } } }],
});

/** How rows are read, changed and published. */
export const rows = restApiSource({
  client: { base_url: 'https://api.example.com', decoder: { type: 'csv', delimiter: ';' } },
  resource_defaults: { columns: { id: { nullable: false } }, naming: 'snake_case' },
  schema_contract: 'discard_value',
  resources: [
    {
      name: 'jobs',
      endpoint: {
        data_selector: 'orders[*].lines',
        decoder: 'jsonl',
        response_actions: [
          { status_code: 404, action: 'ignore' },
          { status_code: '5xx', content: 'x', action: 'fail', message: 'gone' },
          (response) => (response.status === 204 ? 'ignore' : undefined),
          { content: 'y', action: [(response) => ({ ...response, status: 200 }), () => 'retry'] },
          (response) => {
            response.text = response.text.trim();
          },
        ],
      },
      schema: { type: 'object', properties: { id: { type: 'integer' } } },
      columns: { at: { data_type: 'timestamp', dedup_sort: 'desc' }, gone: null },
      nested: 'json',
    },
    { name: 'list', columns: [{ name: 'id', data_type: 'bigint' }], naming: 'as_is', schema_contract: 'freeze' },
    {
      name: 'contract',
      columns: { price: { data_type: 'decimal', precision: 18, scale: 2 } },
      schema_contract: { columns: 'discard_row', data_type: 'evolve' },
    },
    // @ts-expect-error there is no such mode
    { name: 'drop', schema_contract: { columns: 'drop' } },
    {
      name: 'wrong',
      // @ts-expect-error there is no such action
      endpoint: { response_actions: [{ status_code: 404, action: 'skip' }] },
    },
    {
      name: 'misspelt',
      endpoint: {
        response_actions: [
          {
            // @ts-expect-error there is no such key
            status: 404,
            action: 'ignore',
          },
        ],
      },
    },
    {
      name: 'hint',
      // @ts-expect-error there is no such type
      columns: { id: { data_type: 'varchar' } },
    },
  ],
});
