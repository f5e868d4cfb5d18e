import type { ApiRequest, Page } from './types.ts';

/** Where a chain of pages is taken up again: what a checkpoint keeps. */
export interface ChainStart {
  /** The request to go on with; a function makes it of the first one of its range. */
  readonly request: ApiRequest | ((first: ApiRequest) => ApiRequest);
  /** The index of the page that the request is for. */
  readonly index: number;
  /** Where the rows were found so far, if nothing is configured. */
  readonly rowsAt?: readonly string[];
  /** Which of the ranges of an incremental loading it is in, where there are several, from 0. */
  readonly leg?: number;
}

/** Where a chain goes on behind a page. */
export type StartAfter = ChainStart & { readonly request: ApiRequest };

/** The request that a chain begins with, or goes on with. */
export function beginAt(start: ChainStart | undefined, first: ApiRequest): ApiRequest {
  if (start === undefined) return first;
  return typeof start.request === 'function' ? start.request(first) : start.request;
}

/**
 * What a chain has to be started with to go on behind a page: `'end'` where the page was the last one, `undefined`
 * where it cannot be taken up behind this page: what comes after it could not be told (the chain fails then), or can be
 * understood only beside it. A checkpoint stays before this page then.
 */
export function startAfter(page: Page<unknown>): StartAfter | 'end' | undefined {
  const { next, nextLeg: leg, last, index, rowsAt, inseparable } = page;
  if (next !== undefined && !inseparable) {
    return { request: next, index: index + 1, ...(rowsAt && { rowsAt }), ...(leg !== undefined && { leg }) };
  }
  return last ? 'end' : undefined;
}
