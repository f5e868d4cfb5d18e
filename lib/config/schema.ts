/** What a configuration has to look like, checked by zod. The unions of plug-ins are made of their registries. */
import { z } from 'zod';
import { auths } from '../auth/index.ts';
import { isRecord } from '../core/is-record.ts';
import { isSecret, type Secret } from '../core/secret.ts';
import { decoders } from '../decoders/index.ts';
import { paginators } from '../paginators/index.ts';

type Specs = Readonly<Record<string, { readonly type: string; readonly options: z.ZodObject }>>;

/** One of the plug-ins of a registry, by its `type`; a string alone is its type. */
function pluginSchema(specs: Specs, defaultType?: string) {
  const options = Object.values(specs).map((spec) => spec.options.safeExtend({ type: z.literal(spec.type) }));
  return z.preprocess(
    (value) => {
      if (typeof value === 'string') return { type: value };
      if (defaultType !== undefined && isRecord(value) && !('type' in value)) return { type: defaultType, ...value };
      return value;
    },
    z.discriminatedUnion('type', options as unknown as [z.ZodObject, ...z.ZodObject[]]),
  );
}

function isHttpUrl(value: string): boolean {
  return /^https?:\/\//i.test(value) && URL.canParse(value);
}

const text = z.string().min(1);
const secretText = z.custom<string | Secret>((value) => typeof value === 'string' || isSecret(value), {
  error: 'expected a text or a secret',
});
const func = <F>(what: string) =>
  z.custom<F>((value) => typeof value === 'function', { error: `expected a function: ${what}` });

const secret = z.custom<Secret>(isSecret, { error: 'expected a secret' });
const scalar = z.union([z.string(), z.number(), z.bigint(), z.boolean()], {
  error: 'expected a text, number or boolean',
});
const params = z.record(
  z.string(),
  z.union([scalar, secret, z.array(scalar), z.null()], { error: 'expected a text, number, boolean or a list of them' }),
);

const paginator = pluginSchema(paginators);
const auth = pluginSchema(auths, 'bearer');
const decoder = z.enum(['auto', ...Object.keys(decoders)]);
const dataSelector = z.union([text, z.array(text).min(1)], {
  error: 'expected a path such as "data.items" or a list of keys',
});

const errorHandler = z.strictObject({
  retry_on_status_codes: z.array(z.int().min(100).max(599)).nullish(),
  max_retries: z.int().min(0).nullish(),
  backoff_factor: z.number().min(0).nullish(),
});

const incremental = z.strictObject({
  cursor_path: text,
  initial_value: z.union([z.string(), z.number()], { error: 'expected a text or a number' }).nullish(),
  start_param: text.nullish(),
});

const endpoint = z.preprocess(
  (value) => (typeof value === 'string' ? { path: value } : value),
  z.strictObject({
    path: z.string().nullish(),
    method: z.enum(['GET', 'POST']).nullish(),
    params: params.nullish(),
    headers: z.record(z.string(), secretText).nullish(),
    json: z.record(z.string(), z.unknown()).nullish(),
    auth: auth.nullish(),
    paginator: paginator.nullish(),
    data_selector: dataSelector.nullish(),
    error_handler: errorHandler.nullish(),
    decoder: decoder.nullish(),
    incremental: incremental.nullish(),
  }),
);

const step = z
  .strictObject({
    filter: func<(row: never) => boolean>('row => boolean').optional(),
    map: func<(row: never) => unknown>('row => row').optional(),
    yield_map: func<(row: never) => Iterable<unknown>>('row => rows').optional(),
    pipe: func<(pages: never) => unknown>('an RxJS operator on pages').optional(),
  })
  .refine((value) => Object.keys(value).length > 0, { error: 'expected filter, map, yield_map or pipe' });

const settings = {
  endpoint: endpoint.nullish(),
  table_name: z
    .string()
    .regex(/^[^/\\\0]+$/, { error: 'expected a file name without a path' })
    .nullish(),
  primary_key: z.union([text, z.array(text)], { error: 'expected a column name or a list of them' }).nullish(),
  write_disposition: z.enum(['merge', 'append', 'replace', 'skip']).nullish(),
  schema: z
    .custom<z.ZodType>((value) => isRecord(value) && 'safeParse' in value && '_zod' in value, {
      error: 'expected a schema of zod 4',
    })
    .nullish(),
  selected: z.boolean().nullish(),
  include_from_parent: z.array(text).nullish(),
  processing_steps: z.array(step).nullish(),
  on_reject: z.enum(['fail', 'ignore']).nullish(),
};

const resource = z.preprocess(
  (value) => (typeof value === 'string' ? { name: value } : value),
  z.strictObject({
    // It also names a folder, so `.` and `..` would be other folders.
    name: z.string().regex(/^(?!\.{1,2}$)[^/\\\0]+$/, { error: 'expected a name without slashes; it names the file' }),
    ...settings,
  }),
);

export const configSchema = z.strictObject({
  name: text.nullish(),
  client: z.strictObject({
    base_url: z.string().refine(isHttpUrl, { error: 'expected a URL that begins with http:// or https://' }),
    headers: z.record(z.string(), secretText).nullish(),
    auth: auth.nullish(),
    paginator: paginator.nullish(),
    error_handler: errorHandler.nullish(),
    decoder: decoder.nullish(),
  }),
  resource_defaults: z.strictObject(settings).nullish(),
  resources: z.array(resource).min(1),
});

export type CheckedConfig = z.output<typeof configSchema>;
export type CheckedResource = CheckedConfig['resources'][number];
export type CheckedEndpoint = NonNullable<CheckedResource['endpoint']>;
