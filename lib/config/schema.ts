/**
 * What a configuration has to look like, checked by zod. The unions of plug-ins are made of their registries. Every key
 * has a description, which the JSON Schema and the reference show, and a `default` where leaving it out has a meaning.
 */
import { z } from 'zod';
import { isSecret } from '../core/secret.ts';
import { about } from './about.ts';
import { durationSchema } from './duration-schema.ts';
import { auth } from './auth-schema.ts';
import { incremental } from './incremental.ts';
import { rateLimit, timeouts } from './limits-schema.ts';
import { paginator } from './paginator-schema.ts';
import { dataSelector, decoder } from './answer-schema.ts';
import { columns } from './columns-schema.ts';
import { resourceContract, sourceContract } from './contract-schema.ts';
import { responseActions } from './response-actions-schema.ts';
import { rowSchema } from './row-schema.ts';
import { data, func, params, rowsInput, secretText, text } from './values-schema.ts';
import { writeDisposition } from './write-disposition-schema.ts';

function isHttpUrlOrSecret(value: unknown): boolean {
  return isSecret(value) || (typeof value === 'string' && /^https?:\/\//i.test(value) && URL.canParse(value));
}

const errorHandler = z
  .strictObject({
    retry_on_status_codes: z
      .array(z.int().min(100).max(599))
      .nullish()
      .meta(about('The statuses that are tried again; 429 and 500 to 599 unless given.')),
    max_retries: z.int().min(0).nullish().meta(about('How often one request is tried again.', 4)),
    backoff_factor: z
      .number()
      .min(0)
      .nullish()
      .meta(about('The wait before retry n is `backoff_factor ** n` seconds, plus jitter.', 2)),
  })
  .meta({ id: 'error_handler' });

const endpoint = z
  .preprocess(
    (value) => (typeof value === 'string' || isSecret(value) ? { path: value } : value),
    z.strictObject({
      // It may be a secret too; `fillTexts` puts its text in before anything else reads it. So with `base_url`.
      path: (secretText as unknown as z.ZodType<string>)
        .nullish()
        .meta(
          about(
            "Appended to `base_url`; the resource's name unless given. `{resources.jobs.id}` makes the resource a child of `jobs`, asked for once for each distinct `id`.",
          ),
        ),
      method: z.enum(['GET', 'POST']).nullish().meta(about('The HTTP method; `GET`, or `POST` where there is a body.')),
      params: params
        .nullish()
        .meta(
          about(
            'Query parameters. A list repeats the parameter; one that is null is not sent; one that the path names, `/{org}/jobs`, is part of the path instead.',
          ),
        ),
      headers: z.record(z.string(), secretText).nullish().meta(about('Headers, on top of those of the client.')),
      json: z.record(z.string(), z.unknown()).nullish().meta(about('The body, sent as JSON.')),
      data: data
        .nullish()
        .meta(about('The body, sent as a form: an object, or a list of `[name, value]`. A text is sent as it is.')),
      auth: auth.nullish().meta(about("Takes the place of the client's.")),
      paginator: paginator.nullish().meta(about("Takes the place of the client's.")),
      max_pages: z
        .int()
        .min(1)
        .nullish()
        .meta(
          about(
            'How many pages one chain may have, of each parent for a child; more are an error, and nothing is cut off.',
          ),
        ),
      data_selector: dataSelector
        .nullish()
        .meta(
          about(
            'Where the body has its rows: `data`, a list of keys, or any JSONPath. Without it they are looked for.',
          ),
        ),
      error_handler: errorHandler.nullish().meta(about("Takes the place of the client's.")),
      decoder: decoder.nullish().meta(about("How the body is read; the client's unless given.")),
      response_actions: responseActions
        .nullish()
        .meta(about('What is done with certain answers, in this order, before they are checked and decoded.')),
      incremental: incremental.nullish().meta(about('Takes only what is newer than what earlier runs have published.')),
    }),
  )
  .meta({ id: 'endpoint', textIs: 'path' });

const step = z
  .strictObject({
    filter: func<(row: never) => boolean>('row => boolean')
      .optional()
      .meta(about('Keeps a row where it returns true.')),
    map: func<(row: never) => unknown>('row => row').optional().meta(about('Puts another row in the place of a row.')),
    yield_map: func<(row: never) => Iterable<unknown>>('row => rows')
      .optional()
      .meta(about('Puts any number of rows in the place of a row.')),
    pipe: func<(pages: never) => unknown>('an RxJS operator on pages')
      .optional()
      .meta(about('An RxJS operator on the pages.')),
  })
  .refine((value) => Object.keys(value).length > 0, { error: 'expected filter, map, yield_map or pipe' });

const settings = {
  endpoint: endpoint.nullish().meta(about('What is asked for; a text is its `path`.')),
  table_name: z
    .string()
    .regex(/^[^/\\\0]+$/, { error: 'expected a file name without a path' })
    .nullish()
    .meta(about("The name of the file without its ending; the resource's name unless given.")),
  primary_key: z
    .union([text, z.array(text)], { error: 'expected a column name or a list of them' })
    .nullish()
    .meta(about('The column or columns that identify a row.')),
  merge_key: z
    .union([text, z.array(text).min(1)], { error: 'expected a column name or a list of them' })
    .nullish()
    .meta(about('With `merge`: published rows with the values of any new row in these columns are replaced.')),
  partition_by: z
    .union(
      [
        text,
        z.array(text).min(1),
        z.strictObject({ buckets: z.int().min(1).max(10_000).meta(about('How many files there are.')) }),
      ],
      { error: 'expected a column name, a list of them, or {buckets: 16}' },
    )
    .nullish()
    .meta(
      about(
        'Makes a folder of files of the table, of which only those that change are written: one for each value of a column, or as many as `buckets` says, by the key.',
      ),
    ),
  write_disposition: writeDisposition
    .nullish()
    .meta(
      about(
        '`merge` keeps each key once, the row that came last winning; `append` adds rows; `replace` puts the new result in the place of the old one; `skip` publishes nothing. `{disposition: merge, strategy}` says how it merges.',
        'append',
      ),
    ),
  schema: rowSchema
    .nullish()
    .meta(
      about(
        'A zod schema or a JSON Schema for the rows: validates them, types the columns and, with zod, the TypeScript rows. Rows that fail are set aside.',
      ),
    ),
  columns: columns
    .nullish()
    .meta(about('Hints by column: its type, and what it decides. Those of the defaults are added, key by key.')),
  schema_contract: resourceContract,
  nested: z
    .enum(['struct', 'json'])
    .nullish()
    .meta(about('What objects and lists become: structs and lists, or JSON text in one column.', 'struct')),
  naming: z
    .enum(['as_is', 'snake_case'])
    .nullish()
    .meta(
      about(
        "The names of the columns: those of the rows, or dlt's of them (`userId` is `user_id`). Two keys that would have one name are an error.",
        'as_is',
      ),
    ),
  selected: z.boolean().nullish().meta(about('False: fetched for its children, not published.', true)),
  include_from_parent: z
    .array(text)
    .nullish()
    .meta(
      about(
        'Columns of the parent row to add to each row, as `_<parent>_<column>`; `resources.<ancestor>.<column>` takes one of a row further up.',
      ),
    ),
  processing_steps: z
    .array(step)
    .nullish()
    .meta(about('Functions and operators that rows pass through on their way, in this order.')),
  on_reject: z
    .enum(['fail', 'ignore'])
    .nullish()
    .meta(about('Whether rejected rows make the run end with exit code 1.', 'fail')),
};

const resource = z
  .preprocess(
    (value) => (typeof value === 'string' ? { name: value } : value),
    z.strictObject({
      // It also names a folder, so `.` and `..` would be other folders.
      name: z
        .string()
        .regex(/^(?!\.{1,2}$)[^/\\\0]+$/, { error: 'expected a name without slashes; it names the file' })
        .meta(about('Names the resource, its file and, where there is no other, its path.')),
      rows: rowsInput
        .nullish()
        .meta(
          about(
            'The rows themselves, in the place of an endpoint, for instance ids to ask children for; a plain value is the row `{ value }`. Not published unless `selected: true`; the defaults are not for it.',
          ),
        ),
      file: text
        .nullish()
        .meta(
          about(
            'A Parquet, CSV, TSV, NDJSON or JSON file that has the rows, in the place of an endpoint; relative to the source. Not published unless `selected: true`; the defaults are not for it.',
          ),
        ),
      ...settings,
    }),
  )
  .meta({ id: 'resource', textIs: 'name' });

export const configSchema = z.strictObject({
  name: text
    .nullish()
    .meta(about('Names the source in secrets (`<NAME>__API_KEY`) and reports; `rest_api` unless given.')),
  client: z
    .strictObject({
      base_url: z
        .custom<string>(isHttpUrlOrSecret, { error: 'expected a URL that begins with http:// or https://' })
        .meta({ type: 'string' })
        .meta(about('What every path is appended to, e.g. `https://api.example.com/v1`.')),
      headers: z.record(z.string(), secretText).nullish().meta(about('Headers of every request.')),
      auth: auth.nullish().meta(about('How requests are authenticated.')),
      paginator: paginator.nullish().meta(about('For the endpoints that name none.')),
      error_handler: errorHandler.nullish().meta(about('Which failures are tried again, how often and how soon.')),
      decoder: decoder.nullish().meta(about('How bodies are read; by their content type unless given.', 'auto')),
      rate_limit: rateLimit.nullish().meta(about('How many requests are sent at most, for all resources together.')),
      timeouts: timeouts.nullish().meta(about('How long a request may take before it is tried again.')),
    })
    .meta(about('What all resources have in common: the address, the credentials, the paginator.')),
  resource_defaults: z
    .strictObject(settings)
    .nullish()
    .meta(about('Settings for the resources that do not have their own.')),
  schema_contract: sourceContract,
  resume_within: durationSchema
    .nullish()
    .meta(
      about(
        'How old unfinished work may be to be gone on from: seconds, or a text such as `90min` or `2d`. What is older is fetched anew.',
        '6h',
      ),
    ),
  resources: z
    .array(resource)
    .min(1)
    .meta(about('What to fetch: one file each. A text is a resource whose name is its path.')),
});

export type CheckedConfig = z.output<typeof configSchema>;
export type CheckedResource = CheckedConfig['resources'][number];
export type CheckedEndpoint = NonNullable<CheckedResource['endpoint']>;
