/**
 * The words that every room shares: a request, the answer to it, a page of rows.
 * Plain read-only data; nothing here does I/O.
 */
import type { Receipt } from './receipt.ts';

/** One record of a resource. Integers beyond 2^53 are `bigint`. */
export type Row = Record<string, unknown>;

export type QueryValue = string | number | bigint | boolean;

/** Query parameters by name; a list repeats the parameter. */
export type QueryParams = Readonly<Record<string, QueryValue | readonly QueryValue[]>>;

export type RequestBody =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'form'; readonly fields: readonly (readonly [name: string, value: string])[] }
  | { readonly kind: 'text'; readonly text: string };

/** One request, before authentication: what a paginator edits and a log may print. */
export interface ApiRequest {
  /** The resource it is asked for; it names the request in errors. */
  readonly resource: string;
  readonly method: string;
  /** Absolute URL. It may carry a query of its own; `params` are added to it. */
  readonly url: string;
  readonly params: QueryParams;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: RequestBody;
  /** The only origin that credentials are sent to, e.g. `https://api.example.com`. */
  readonly credentialOrigin: string;
  /** What a paginator has found out and needs for the pages to come: JSON, never sent. */
  readonly paging?: unknown;
}

/** What came back for one request, decoded once. */
export interface ApiResponse {
  readonly status: number;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The URL that answered, after redirects. */
  readonly url: string;
  /** The decoded body; `undefined` where it was empty. */
  readonly body: unknown;
  /** What `body` was decoded from, where it is JSON in UTF-8. A sink may take the bytes for its own. */
  readonly json?: Uint8Array;
  /** Length of the body in bytes, decompressed. */
  readonly bytes: number;
  /** The rows, where they were not parsed; those in `body` are parsed when they are looked at. */
  readonly packed?: PackedRows;
  /** An answer that is ignored: it is no page then, and no page follows it. */
  readonly ignored?: IgnoredAnswer;
}

export interface IgnoredAnswer {
  /** The setting that says so. */
  readonly by: string;
  /** Names the request in messages. */
  readonly request: string;
}

/** Rows that nobody has had to look at: JSON, one line a row, each ended by a newline. */
export interface PackedRows {
  readonly lines: Uint8Array;
  readonly count: number;
  /** Bytes of the longest row. */
  readonly longest: number;
}

/** Sends one request, retries included; errors are `HttpError`, `NetworkError` or `DecodeError`. */
export type Send = (request: ApiRequest) => import('rxjs').Observable<ApiResponse>;

export type WriteDisposition = 'merge' | 'append' | 'replace' | 'skip';

/** How a table is spread over files: by the values of columns, or into this many files by its key. */
export type Partitioning = { readonly columns: readonly string[] } | { readonly buckets: number };

export interface SortColumn {
  readonly column: string;
  readonly order: 'asc' | 'desc';
}

/** What a sink needs to know of a resource. */
export interface ResourceInfo {
  readonly name: string;
  /** File name without the ending; the resource's name unless `table_name` says otherwise. */
  readonly table: string;
  readonly primaryKey: readonly string[];
  /** True where the key was written on the resource itself, false where it came from the defaults. */
  readonly primaryKeyDeclared: boolean;
  readonly writeDisposition: WriteDisposition;
  /** Of several rows with one key the one with the highest (`desc`) or lowest (`asc`) value stands, else the last one. */
  readonly dedupSort?: SortColumn | undefined;
  /** The column that marks a row as deleted: by `true`, or where it holds other things by any value. */
  readonly hardDelete?: string | undefined;
  /** What becomes of a row whose key is published already; `upsert`, which replaces it, unless told otherwise. */
  readonly mergeStrategy?: 'upsert' | 'insert-only' | 'scd2' | undefined;
  /** For `scd2`: the columns that say from when to when a row was valid, and the time of this run, where it is given. */
  readonly validity?: { readonly from: string; readonly to: string; readonly at?: string | undefined } | undefined;
  /** Published rows that have the values of any new row in these columns are replaced, whatever their key. */
  readonly mergeKey?: readonly string[] | undefined;
  /** Makes a folder of files of the table. */
  readonly partitionBy?: Partitioning | undefined;
  /** The columns `_<parent>_<key>` that tie a row to its parent; empty for a root resource. */
  readonly parentColumns: readonly string[];
}

/** One page of one resource, on its way from the API to the sink. */
export interface Page<R = Row> {
  readonly resource: ResourceInfo;
  /** Position in its chain of pages, from 0. */
  readonly index: number;
  readonly request: ApiRequest;
  readonly response: ApiResponse;
  readonly rows: readonly R[];
  /** The same rows, where they were not parsed; looking at `rows` parses them. */
  readonly packed?: PackedRows | undefined;
  /** The keys on the way to the rows in the body, where they are a list there. */
  readonly rowsAt?: readonly string[];
  /** Rows that an operator set aside, with the reason; the sink keeps them. */
  readonly rejected: readonly RejectedRow[];
  /** The parent columns and their values, for a page of a child resource. */
  readonly parent?: Row;
  /** The request for the page after this one, where there is one. */
  readonly next?: ApiRequest | undefined;
  /** Which of the ranges of an incremental loading `next` is in, where there are several. */
  readonly nextLeg?: number;
  /** How much of its chain is done with this page, from 0 to 1, where the API says how much there is. */
  readonly done?: number;
  /**
   * Whether the chain ends with this page. A page that is neither the last nor has a `next` is followed by an error:
   * what comes after it could not be told.
   */
  readonly last?: boolean;
  /** Whether the page after this one can be understood only beside it, so that a chain is not taken up between them. */
  readonly inseparable?: boolean;
  /** The rows that a page of a child resource comes from, by the names of their resources. */
  readonly ancestors?: Readonly<Record<string, Row>>;
  /** Lets a sink hold the next page back until this one is safe. */
  readonly receipt: Receipt;
}

export interface RejectedRow {
  readonly row: unknown;
  readonly reason: string;
}
