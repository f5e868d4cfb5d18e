import type { ApiRequest, Page } from './types.ts';

/** Where a chain of pages is taken up again: what a checkpoint keeps. */
export interface ChainStart {
  readonly request: ApiRequest;
  /** The index of the page that the request is for. */
  readonly index: number;
  /** Where the rows were found so far, if nothing is configured. */
  readonly rowsAt?: readonly string[];
}

/**
 * What a chain has to be started with to go on behind a page: `'end'` where the page was the last one, `undefined`
 * where the page after it could not be told. In the latter case the chain fails after this page, and has to be started
 * with the page itself again.
 */
export function startAfter({ next, last, index, rowsAt }: Page<unknown>): ChainStart | 'end' | undefined {
  if (next !== undefined) return { request: next, index: index + 1, ...(rowsAt && { rowsAt }) };
  return last ? 'end' : undefined;
}
