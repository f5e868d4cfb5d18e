/**
 * The configuration of a source, as a user writes it in TypeScript. The key names are dlt's (`RESTAPIConfig`); what
 * is checked at run time is in `schema.ts`.
 */
import type { Observable, OperatorFunction } from 'rxjs';
import type { z } from 'zod';
import type { AuthFunction } from '../auth/custom.ts';
import type { auths } from '../auth/index.ts';
import type { RegisteredAuth } from '../auth/registry.ts';
import type { Secret } from '../core/secret.ts';
import type { ContractMode } from '../core/contract.ts';
import type { Page, QueryValue, Row, WriteDisposition } from '../core/types.ts';
import type { decoders } from '../decoders/index.ts';
import type { ResponseFunction } from '../http/response-actions.ts';
import type { PaginatorFunction, PaginatorObject } from '../paginators/custom.ts';
import type { JsonSchema } from '../operators/json-schema.ts';
import type { paginators } from '../paginators/index.ts';
import type { RegisteredPaginator } from '../paginators/registry.ts';

type Registry = Readonly<Record<string, { readonly options: z.ZodType }>>;

/** zod gives an object without keys an index signature, which would refuse `type`. */
type Options<T> = string extends keyof T ? unknown : Readonly<T>;

/** `{ type: 'offset', limit: 100 }` for every plug-in of a registry. */
type PluginConfig<R extends Registry> = {
  [K in keyof R & string]: { readonly type: K } & Options<z.input<R[K]['options']>>;
}[keyof R & string];

/** A text is a type that needs no options. In code it may be a function, or an object with `next`. */
export type PaginatorConfig =
  | PluginConfig<typeof paginators>
  | keyof typeof paginators
  | PaginatorFunction
  | PaginatorObject
  | RegisteredPaginator;
/** Without a type it is `bearer`. A text is a type whose secrets have the names of its options: `token`, `api_key`. */
export type AuthConfig =
  | PluginConfig<typeof auths>
  | Options<z.input<(typeof auths)['bearer']['options']>>
  | keyof typeof auths
  | AuthFunction
  | RegisteredAuth;
/** By its name, or with options: `{ type: 'csv', delimiter: ';' }`. */
export type DecoderConfig = PluginConfig<typeof decoders> | keyof typeof decoders | 'auto';

export interface ErrorHandlerConfig {
  /** Which statuses are tried again. @default 429 and 500 to 599 */
  readonly retry_on_status_codes?: readonly number[];
  /** How often one request is tried again. @default 4 */
  readonly max_retries?: number;
  /** The wait before retry n is `backoff_factor ** n` seconds, plus jitter. @default 2 */
  readonly backoff_factor?: number;
}

export interface RateLimitConfig {
  /** How many requests are sent at most. */
  readonly requests: number;
  /** In which time; a number is seconds. */
  readonly per: number | 'second' | 'minute' | 'hour';
}

/** In seconds. */
export interface TimeoutsConfig {
  /** Until the connection stands, TLS included. @default 30 */
  readonly connect?: number;
  /** From sending a request to the headers of its answer. @default 60 */
  readonly headers?: number;
  /** Between two pieces of the body of an answer. @default 60 */
  readonly idle?: number;
  /** From sending a request to the last byte of its answer. @default 600 */
  readonly total?: number;
}

export interface ClientConfig {
  /** What every path is appended to, e.g. `https://api.example.com/v1`. */
  readonly base_url: string | Secret;
  readonly headers?: Readonly<Record<string, string | Secret>>;
  readonly auth?: AuthConfig;
  /** For the endpoints that name none. */
  readonly paginator?: PaginatorConfig;
  readonly error_handler?: ErrorHandlerConfig;
  readonly decoder?: DecoderConfig;
  /** How many requests are sent at most, for all resources together. Limits that the API tells of are kept to anyway. */
  readonly rate_limit?: RateLimitConfig;
  /** How long a request may take before it is tried again. */
  readonly timeouts?: TimeoutsConfig;
}

/** A time, a number, or a text whose characters have the order. Times and numbers may be texts as well. */
export type CursorInput = string | number | bigint | Date;

/** Methods take a function whose argument is narrower: who writes it knows what his cursors are. */
type FunctionOf<Argument> = { method(argument: Argument): unknown }['method'];

interface IncrementalSettings {
  /** Where a row has its cursor, e.g. `updated_at`, `meta.updated` or `versions[0].at`. */
  readonly cursor_path: string;
  /** Where the first run starts. Without it the first run takes everything. */
  readonly initial_value?: CursorInput;
  /**
   * Which cursor a run has got to. A function gets the cursor of a row and the one before it (or only the first), and
   * gives what they lead to: the one before where the row is not further. @default 'max'
   */
  readonly last_value_func?: 'max' | 'min' | FunctionOf<readonly unknown[]>;
  /**
   * The order of the rows in the API, seen along `last_value_func`: with `desc` no page is asked for after one with a
   * row from before the start, with `asc` none after one with a row beyond the end. @default unknown
   */
  readonly row_order?: 'asc' | 'desc';
  /** What becomes of a row without a cursor, or with null. @default 'raise' */
  readonly on_cursor_value_missing?: 'raise' | 'include' | 'exclude';
  /**
   * How far before the last cursor a run starts, for rows that come late: seconds for times, days for dates, else the
   * number. Never before `initial_value`. @default 0
   */
  readonly lag?: number;
  /** Whether rows at the start itself belong to the run. @default 'closed' */
  readonly range_start?: 'closed' | 'open';
  /** Whether rows at `end_value` itself belong to the run. @default 'open' */
  readonly range_end?: 'closed' | 'open';
  /**
   * What tells appended rows at the start apart from those that were loaded before. With an empty list nothing does,
   * and they are added again. @default the `primary_key` of the resource, else all columns
   */
  readonly primary_key?: string | readonly string[];
  /** Changes the cursors that are sent to the API. */
  readonly convert?: FunctionOf<unknown>;
  /** @deprecated the older name of `convert` */
  readonly transform?: FunctionOf<unknown>;
  /** For a child: one cursor for each parent. A new parent starts at `initial_value`. @default false */
  readonly per_parent?: boolean;
  /** Only for configurations of dlt. */
  readonly allow_external_schedulers?: false;
}

export interface IncrementalConfig extends IncrementalSettings {
  /** Where this run ends, itself not part of it. Such a run neither goes on from an earlier one nor is gone on from. */
  readonly end_value?: CursorInput;
  /** The query parameter that tells the API where to start. */
  readonly start_param?: string;
  /** The query parameter that tells the API where to end. */
  readonly end_param?: string;
  /**
   * Asks for a long range in windows of this size, one after the other, up to now or to `end_value`: `7 days`,
   * `1 hour`, or a number for cursors that are numbers.
   */
  readonly step?: number | string;
}

/** A query parameter that is the start of incremental loading: `since: { type: 'incremental', cursor_path: 'at' }`. */
export interface IncrementalParam extends IncrementalSettings {
  readonly type: 'incremental';
}

type FormValue = QueryValue | Secret | readonly QueryValue[] | null;

/** dlt's older form of `{resources.<resource>.<field>}`; it fills `{name}` in the path, `name` being the parameter. */
export interface ResolveParam {
  readonly type: 'resolve';
  readonly resource: string;
  readonly field: string;
}

/** What is done with the answers that fit it: with both criteria, both have to. */
export interface ResponseActionConfig {
  /** A status, or a class of them. */
  readonly status_code?: number | `${1 | 2 | 3 | 4 | 5}xx`;
  /** A text that is part of the body. */
  readonly content?: string;
  /**
   * `ignore` ends the pages there and keeps those before; `retry` asks again, as often as `error_handler` allows; `fail`
   * fails the resource. A function may change the answer, return a changed copy, or return one of these words.
   */
  readonly action: 'ignore' | 'retry' | 'fail' | ResponseFunction | readonly ResponseFunction[];
  /** With `fail`: what the error says. */
  readonly message?: string;
}

export interface EndpointConfig {
  /** Appended to `base_url`. `{resources.jobs.id}` makes the resource a child of `jobs`. @default the resource's name */
  readonly path?: string | Secret;
  readonly method?: 'GET' | 'POST';
  /** A list repeats a parameter, null leaves it out; one that `path` names, `/{org}/jobs`, is part of the path instead. */
  readonly params?: Readonly<Record<string, FormValue | ResolveParam | IncrementalParam>>;
  readonly headers?: Readonly<Record<string, string | Secret>>;
  readonly json?: Readonly<Record<string, unknown>>;
  /** A form, as an object or as a list of `[name, value]`; a text is sent as it is. */
  readonly data?: string | Readonly<Record<string, FormValue>> | readonly (readonly [string, FormValue])[];
  /** Takes the place of the client's; null sends no credentials. */
  readonly auth?: AuthConfig | null;
  readonly paginator?: PaginatorConfig;
  /** How many pages there may be, of each parent for a child. More are an error: nothing is cut off silently. */
  readonly max_pages?: number;
  /** Where the body has its rows: `data`, a list of keys, or any JSONPath (RFC 9535). Without it they are looked for. */
  readonly data_selector?: string | readonly string[];
  readonly error_handler?: ErrorHandlerConfig;
  readonly decoder?: DecoderConfig;
  /** What is done with answers before they are checked and decoded; a function alone is called for each of them. */
  readonly response_actions?: readonly (ResponseActionConfig | ResponseFunction)[];
  readonly incremental?: IncrementalConfig;
}

/** One step on the way from page to sink; of several keys in one step, filter goes first, then map, then yield_map. */
export interface ProcessingStep {
  /** Keeps a row where it returns true. */
  readonly filter?: (row: Row) => boolean;
  /** Puts another row in the place of a row. */
  readonly map?: (row: Row) => Row;
  /** Puts any number of rows in the place of a row. */
  readonly yield_map?: (row: Row) => Iterable<Row>;
  /** An RxJS operator of your own on the pages. */
  readonly pipe?: OperatorFunction<Page, Page>;
}

/** An explicit null takes a default away. */
type OrNull<T> = { readonly [K in keyof T]: T[K] | null };

/** What is known of a column, in dlt's words. */
export interface ColumnHint {
  /** The type of the column before its first value is seen; other values widen it. */
  readonly data_type?:
    | 'text'
    | 'double'
    | 'bool'
    | 'timestamp'
    | 'date'
    | 'time'
    | 'bigint'
    | 'decimal'
    | 'binary'
    | 'json';
  /** With `data_type: 'decimal'`: how many digits there are, before and after the point. @default 38 */
  readonly precision?: number;
  /** With `data_type: 'decimal'`: how many of them are after the point. @default 9 */
  readonly scale?: number;
  /** False: rows without a value here are set aside. @default true */
  readonly nullable?: boolean;
  /** Of the rows with one key, the one with the highest (`desc`) or lowest value here stands. */
  readonly dedup_sort?: 'asc' | 'desc';
  /** With `merge`: a row with true here, or any value where it is no boolean, deletes its key. */
  readonly hard_delete?: boolean;
  /** For readers of the configuration. */
  readonly description?: string;
}

/** Which changes of what is published are allowed: `evolve`, unless it says otherwise. */
export interface SchemaContractConfig {
  /** Whether a table that is not published yet may be. @default 'evolve' */
  readonly tables?: ContractMode;
  /**
   * Whether a published table may get a column: `freeze` fails the resource, `discard_row` leaves the row out,
   * `discard_value` the value. @default 'evolve'
   */
  readonly columns?: ContractMode;
  /** Whether a column may get another type. @default 'evolve' */
  readonly data_type?: ContractMode;
}

/** How rows are merged with those published before. */
export interface MergeConfig {
  readonly disposition: WriteDisposition;
  /**
   * `upsert`, or `delete-insert`: the row of a key is replaced. `insert-only`: only keys that are not there are added.
   * `scd2`: every version of a row is kept, with the time it was valid. @default 'upsert'
   */
  readonly strategy?: 'delete-insert' | 'upsert' | 'insert-only' | 'scd2';
  /** With `scd2`. @default ['_valid_from', '_valid_to'] */
  readonly validity_column_names?: readonly [string, string];
  /** With `scd2`: the time of the run, as an ISO-8601 instant. @default now */
  readonly boundary_timestamp?: string;
}

interface ResourceSettings {
  readonly endpoint?: OrNull<EndpointConfig> | string;
  /** File name without its ending. @default the resource's name */
  readonly table_name?: string;
  /** The columns that identify a row. */
  readonly primary_key?: string | readonly string[];
  /** As in dlt, rows are added unless it says otherwise: `merge` is what keeps each key once. @default 'append' */
  readonly write_disposition?: WriteDisposition | MergeConfig;
  /**
   * Makes a folder `<out>/<table>/` of files, of which only those that change are written: one for each value of these
   * columns, in folders as Hive names them, or that many by the key.
   */
  readonly partition_by?: string | readonly string[] | { readonly buckets: number };
  /** With `merge`: published rows with the values of any new row in these columns are replaced, whatever their key. */
  readonly merge_key?: string | readonly string[];
  /**
   * A zod schema or a JSON Schema: validates the rows, types the columns and, with zod, the TypeScript rows. Rows that
   * fail are set aside.
   */
  readonly schema?: z.ZodType | JsonSchema;
  /** Hints by column, or as a list of hints with a `name` each. Those of the defaults are added, key by key. */
  readonly columns?: Readonly<Record<string, ColumnHint | null>> | readonly (ColumnHint & { readonly name: string })[];
  /** Which changes of the published columns are allowed; a word alone is for all three kinds. @default 'evolve' */
  readonly schema_contract?: ContractMode | SchemaContractConfig;
  /** What objects and lists become: structs and lists, or JSON text in one column. @default 'struct' */
  readonly nested?: 'struct' | 'json';
  /**
   * The names of the columns: those of the rows, or dlt's of them (`userId` is `user_id`). Two keys that would have one
   * name are an error. @default 'as_is'
   */
  readonly naming?: 'as_is' | 'snake_case';
  /** False: fetched for its children, not published. @default true */
  readonly selected?: boolean;
  /**
   * Columns of the parent row to add to each child row, as `_<parent>_<column>`; `resources.<ancestor>.<column>` takes
   * one of a row further up.
   */
  readonly include_from_parent?: readonly string[];
  readonly processing_steps?: readonly ProcessingStep[];
  /** Whether rejected rows make the run end with exit code 1. @default 'fail' */
  readonly on_reject?: 'fail' | 'ignore';
}

/**
 * Rows that are given: a list, anything that can be iterated, an Observable, or a function that makes one of these for
 * each run. A plain value is the row `{ value }`.
 */
export type RowsInput = Rows | (() => Rows | Promise<Rows>);

type Rows = Iterable<unknown> | AsyncIterable<unknown> | Observable<unknown>;

export interface ResourceConfig extends OrNull<ResourceSettings> {
  readonly name: string;
  /**
   * The rows themselves, in the place of an endpoint: for instance a list of ids to ask children for. Such a resource is
   * not published, unless it says `selected: true`, and the defaults are not for it.
   */
  readonly rows?: RowsInput;
  /**
   * A Parquet, CSV, NDJSON or JSON file that has the rows, in the place of an endpoint; relative to the source. It is not
   * published either.
   */
  readonly file?: string;
}

export type ResourceDefaults = ResourceSettings;

export interface RestApiConfig {
  /** Names the source in secrets (`<NAME>__API_KEY`) and reports. */
  readonly name?: string;
  readonly client: ClientConfig;
  readonly resource_defaults?: ResourceDefaults;
  /** For the resources that have none, nor their defaults. @default 'evolve' */
  readonly schema_contract?: ContractMode | SchemaContractConfig;
  /**
   * How old unfinished work may be to be gone on from: seconds, or a text such as `90min` or `2d`. What is older is
   * fetched anew. @default '6h'
   */
  readonly resume_within?: number | string;
  /** A string is a resource whose name is its path. */
  readonly resources: readonly (ResourceConfig | string)[];
}
