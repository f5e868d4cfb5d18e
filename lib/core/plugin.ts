/**
 * The one shape of a plug-in. A paginator, an authentication or a decoder is one file with one `define…` call and
 * one line in the `index.ts` of its folder; configuration, validation, documentation and the conformance tests all
 * read the specification given here.
 */
import type { Observable } from 'rxjs';
import type { z } from 'zod';
import type { ApiRequest, ApiResponse } from './types.ts';

/** What a paginator may look at to find the next request. */
export interface PageFacts {
  readonly body: unknown;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Rows that `data_selector` found, before any step changed them. */
  readonly rowCount: number;
  /** How many pages in a row had no rows, up to this one; 0 where this one has rows. */
  readonly emptyPages: number;
  /** The URL that answered. */
  readonly url: string;
  /** The one row that is no element of a list: the body itself, or an object in it. */
  readonly onlyRow?: unknown;
}

/** What a paginator has to say about a page, for the log. */
export interface PagingNote {
  /** A warning is about rows that may be missing. */
  readonly kind: 'decision' | 'warning';
  readonly message: string;
  /** The paginator that was decided for, as a configuration would name it. */
  readonly paginator?: Readonly<Record<string, unknown>>;
}

/** Pure: it has no state of its own, the request carries it. */
export interface Paginator {
  /** Adds to the first request what this way of paging sends from the start. */
  first(request: ApiRequest): ApiRequest;
  /** The request for the page after `page`, or `undefined` where it was the last. Throws `PaginationError`. */
  next(page: PageFacts, request: ApiRequest): ApiRequest | undefined;
  /**
   * The requests that come after this page, in order, where they can be told without the pages in between: they may be
   * sent ahead. `next` decides all the same, so the last page may come before their end. They are taken one at a time.
   */
  ahead?(page: PageFacts, request: ApiRequest): Iterable<ApiRequest> | undefined;
  /**
   * Called when the page for `request` is the same as the one before it, or is empty although it is the first.
   * Returns where to go on, or `undefined` where there is no innocent explanation.
   */
  goOnAfter?(request: ApiRequest, page: 'repeated' | 'empty'): ApiRequest | undefined;
  /** Whether `goOnAfter` may be asked about the page for this request, so that it has to be seen beside the one before. */
  needsPageBefore?(request: ApiRequest): boolean;
  /** What there is to tell about a page, whose `next` is known. Each message is told once a resource. */
  explain?(page: PageFacts, request: ApiRequest, next: ApiRequest | undefined): PagingNote | undefined;
  /** The paginator at work, where it is chosen by the answer to the first request. */
  chosen?(request: ApiRequest): Paginator | undefined;
  /** How much of its chain is done with a page, from 0 to 1, where the answer says how much there is. */
  done?(page: PageFacts, request: ApiRequest): number | undefined;
  /** What an API ignores that answers the same page again, e.g. `the query parameter "page"`. */
  readonly moves: string;
  /** By how many rows the next request goes on, where that does not depend on how many came. */
  readonly step?: number;
}

/** A worked example: it is printed in the reference and run as a test. */
export interface PaginatorExample {
  readonly options: Readonly<Record<string, unknown>>;
  /** The answers of the server, in order. A body of `{ data: [...] }` has its rows under `data`, a list is its own rows. */
  readonly pages: readonly { readonly body: unknown; readonly headers?: Readonly<Record<string, string>> }[];
  /** The path and query of each request, in order. */
  readonly asks: readonly string[];
}

export interface PaginatorSpec<Options extends z.ZodObject = z.ZodObject, Type extends string = string> {
  readonly type: Type;
  readonly summary: string;
  readonly options: Options;
  readonly examples: readonly PaginatorExample[];
  readonly create: (options: z.output<Options>) => Paginator;
}

export function definePaginator<const Type extends string, Options extends z.ZodObject>(
  spec: PaginatorSpec<Options, Type>,
): PaginatorSpec<Options, Type> {
  return spec;
}

/** Adds credentials to requests. One is shared by all resources of a run whose `auth` is the same. */
export interface Authenticator {
  /** Emits the request with its credentials, once. */
  readonly authorize: (request: ApiRequest) => Observable<ApiRequest>;
  /**
   * Told that the API answered 401 to `sent`, which `authorize` had emitted. Returns whether another attempt would carry
   * another credential; the request is then sent once more. Leave it out where there is only one credential.
   */
  readonly rejected?: (sent: ApiRequest) => boolean;
  /** The setting that it is from, for errors; it is put in by whoever reads the configuration. */
  readonly setting?: string;
}

/** What a way to authenticate may use that has to ask for its credentials. */
export interface AuthContext {
  /**
   * Sends a request for a credential, retries included, outside of the limits of the API. Neither the body of the
   * request nor that of the answer is shown anywhere. Errors are `AuthError`.
   *
   * @param reads `headers` leaves the body of the answer unread, whatever it is
   */
  readonly send: (request: ApiRequest, reads?: 'body' | 'headers') => Observable<ApiResponse>;
  /** Keeps a secret that was received out of everything that is printed from now on. */
  readonly hide: (secret: string) => void;
  readonly kept: Keep;
  /** The absolute URL of a path of the API; a URL stands for itself. */
  readonly urlOf: (path: string) => string;
  /** True where a recording is replayed: secrets are placeholders then, and nothing is sent. */
  readonly replaying?: boolean;
}

/** What is kept from one run to the next, such as a refresh token that the server has replaced. Values are secrets. */
export interface Keep {
  readonly get: (name: string) => Promise<string | undefined>;
  /** Resolves when the value is safe. */
  readonly set: (name: string, value: string) => Promise<void>;
}

/** A worked example: what is configured and what the server then sees. */
export interface AuthExample {
  readonly options: Readonly<Record<string, unknown>>;
  /** The requests for credentials that come first, in order, with their answers. */
  readonly asks?: readonly AuthAsk[];
  readonly sends: { readonly headers?: Readonly<Record<string, string>>; readonly query?: string };
}

/** In an example it stands for a private key; the tests put a real one in its place. */
export const EXAMPLE_PRIVATE_KEY = '-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----\n';

export interface AuthAsk {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A value in angle brackets, such as `<signed token>`, stands for any text. */
  readonly form?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly answer: { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> };
}

export interface AuthSpec<Options extends z.ZodObject = z.ZodObject, Type extends string = string> {
  readonly type: Type;
  readonly summary: string;
  readonly options: Options;
  readonly examples: readonly AuthExample[];
  readonly create: (options: z.output<Options>, context: AuthContext) => Authenticator;
}

export function defineAuth<const Type extends string, Options extends z.ZodObject>(
  spec: AuthSpec<Options, Type>,
): AuthSpec<Options, Type> {
  return spec;
}

/** A worked example: it is printed in the reference and run as a test. */
export interface DecoderExample {
  readonly options?: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly value: unknown;
}

export interface DecoderSpec<Options extends z.ZodObject = z.ZodObject, Type extends string = string> {
  readonly type: Type;
  readonly summary: string;
  /** All of them may be left out. */
  readonly options: Options;
  readonly examples: readonly DecoderExample[];
  /** Whether `decoder: auto` picks it for a content type such as `application/xml`. */
  readonly reads: (contentType: string) => boolean;
  /** The endings of file names by which `decoder: auto` picks it, where the content type says nothing. */
  readonly endings: readonly string[];
  /**
   * The body as JSON-like data. Throws an error that says what is wrong with the text; its caller adds the request.
   *
   * @param contentType as the server gave it, with its parameters
   */
  readonly decode: (text: string, options?: z.output<Options>, contentType?: string) => unknown;
}

export function defineDecoder<const Type extends string, Options extends z.ZodObject>(
  spec: DecoderSpec<Options, Type>,
): DecoderSpec<Options, Type> {
  return spec;
}
