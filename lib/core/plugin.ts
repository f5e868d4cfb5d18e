/**
 * The one shape of a plug-in. A paginator, an authentication or a decoder is one file with one `define…` call and
 * one line in the `index.ts` of its folder; configuration, validation, documentation and the conformance tests all
 * read the specification given here.
 */
import type { Observable } from 'rxjs';
import type { z } from 'zod';
import type { ApiRequest } from './types.ts';

/** What a paginator may look at to find the next request. */
export interface PageFacts {
  readonly body: unknown;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Rows that `data_selector` found, before any step changed them. */
  readonly rowCount: number;
  /** The URL that answered. */
  readonly url: string;
}

/** Pure: it has no state of its own, the request carries it. */
export interface Paginator {
  /** Adds to the first request what this way of paging sends from the start. */
  first(request: ApiRequest): ApiRequest;
  /** The request for the page after `page`, or `undefined` where it was the last. Throws `PaginationError`. */
  next(page: PageFacts, request: ApiRequest): ApiRequest | undefined;
  /**
   * Called when the page for `request` is the same as the one before it, or is empty although it is the first.
   * Returns where to go on, or `undefined` where there is no innocent explanation.
   */
  goOnAfter?(request: ApiRequest, page: 'repeated' | 'empty'): ApiRequest | undefined;
  /** What an API ignores that answers the same page again, e.g. `the query parameter "page"`. */
  readonly moves: string;
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

export interface Authenticator {
  /** Emits the request with its credentials, once. */
  authorize(request: ApiRequest): Observable<ApiRequest>;
}

/** A worked example: what is configured and what the server then sees. */
export interface AuthExample {
  readonly options: Readonly<Record<string, unknown>>;
  readonly sends: { readonly headers?: Readonly<Record<string, string>>; readonly query?: string };
}

export interface AuthSpec<Options extends z.ZodObject = z.ZodObject, Type extends string = string> {
  readonly type: Type;
  readonly summary: string;
  readonly options: Options;
  readonly examples: readonly AuthExample[];
  readonly create: (options: z.output<Options>) => Authenticator;
}

export function defineAuth<const Type extends string, Options extends z.ZodObject>(
  spec: AuthSpec<Options, Type>,
): AuthSpec<Options, Type> {
  return spec;
}

export interface DecoderSpec<Type extends string = string> {
  readonly type: Type;
  readonly summary: string;
  /** Whether `decoder: auto` picks it for a content type such as `application/xml`. */
  readonly reads: (contentType: string) => boolean;
  /** The body as JSON-like data. Throws an error that says what is wrong with the text; its caller adds the request. */
  readonly decode: (text: string) => unknown;
}

export function defineDecoder<const Type extends string>(spec: DecoderSpec<Type>): DecoderSpec<Type> {
  return spec;
}
