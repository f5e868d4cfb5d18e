import { PaginationError } from '../core/errors.ts';
import { isRecord } from '../core/is-record.ts';
import type { PageFacts, Paginator } from '../core/plugin.ts';
import type { ApiRequest } from '../core/types.ts';

/** The request for the page after `page`, or `undefined` where it was the last one. `request` is the one it came from. */
export type PaginatorFunction = (page: PageFacts, request: ApiRequest) => ApiRequest | undefined;

/** A paginator in code. It may have no state of its own: whatever it needs for the next page goes into the request. */
export interface PaginatorObject extends Partial<Pick<Paginator, 'first' | 'goOnAfter'>> {
  readonly next: PaginatorFunction;
  /** What an API ignores that answers the same page again: `the query parameter "page"`. */
  readonly moves?: string;
}

/** What was written in a configuration as a paginator; its mistakes are told as those of the resource. */
export function customPaginator(given: PaginatorFunction | PaginatorObject): Paginator {
  const object: PaginatorObject = typeof given === 'function' ? { next: given } : given;
  const { first, next, goOnAfter, moves } = object;
  return {
    moves: moves ?? 'what the custom paginator changes',
    first: (request) => (first ? checked('first', request, () => first.call(given, request))! : request),
    next: (page, request) => checked('next', request, () => next.call(given, page, request)),
    ...(goOnAfter && {
      goOnAfter: (request, page) => checked('goOnAfter', request, () => goOnAfter.call(given, request, page)),
    }),
  };
}

function checked(
  name: 'first' | 'next' | 'goOnAfter',
  request: ApiRequest,
  call: () => ApiRequest | undefined,
): ApiRequest | undefined {
  let result: unknown;
  try {
    result = call();
  } catch (cause) {
    if (cause instanceof PaginationError) throw cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    throw mistake(request, `"${name}" of the custom paginator failed: ${message}`, cause);
  }
  if (result === undefined && name !== 'first') return undefined;
  if (isRequest(result)) return result;
  throw mistake(request, `"${name}" of the custom paginator did not return a request`);
}

function mistake({ resource }: ApiRequest, message: string, cause?: unknown): PaginationError {
  return new PaginationError(message, {
    resource,
    setting: `resources.${resource}.endpoint.paginator`,
    fix: 'return the request with what is changed, ({ ...request, params: { ...request.params, ... } }), or undefined at the end',
    cause,
  });
}

function isRequest(value: unknown): value is ApiRequest {
  return isRecord(value) && typeof value['url'] === 'string' && isRecord(value['headers']) && isRecord(value['params']);
}
