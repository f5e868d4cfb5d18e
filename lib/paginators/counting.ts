/** What paginators that count have in common: when the counting ends. */
import { z } from 'zod';
import type { PageFacts, PagingNote } from '../core/plugin.ts';
import type { ApiRequest } from '../core/types.ts';
import { compileAnswerPath, type AnswerPath } from './answer-path.ts';
import { hasMoreAt, totalAt, totalOrNone, yesOrNo } from './answer-values.ts';
import { hasMorePath } from './option-types.ts';

export const endOptions = {
  has_more_path: hasMorePath,
  stop_after_empty_page: z
    .boolean()
    .optional()
    .describe(
      'Whether an empty page ends the resource. Unless given it does, except that one empty page is passed over where a configured total or `has_more_path` says that there are more.',
    ),
  stop_on_short_page: z
    .boolean()
    .default(false)
    .describe('Whether a page with fewer rows than `limit` ends the resource.'),
};

interface EndSettings {
  readonly total_path?: AnswerPath | null | undefined;
  readonly has_more_path?: AnswerPath | null | undefined;
  readonly stop_after_empty_page?: boolean | undefined;
  readonly stop_on_short_page: boolean;
  readonly limit?: number | null | undefined;
}

/** Compares the next position with a total, and with the maximum. */
type PastEnd = (total: number | undefined) => boolean;

export interface CountingRules {
  /** Whether the page is the last one. */
  isLast(page: PageFacts, request: ApiRequest, pastEnd: PastEnd): boolean;
  /**
   * The total that counting goes to: the configured one, where the page has it, or infinity where only the maximum ends
   * it. `undefined` where that is open: a maximum is no promise that so many pages are there.
   */
  knownTotal(page: PageFacts): number | undefined;
  /** A warning where the page was taken for the last one although it says that there are more. */
  onEnd(page: PageFacts, pastEnd: PastEnd): PagingNote | undefined;
  /** The share of a configured total that `reached` is; `undefined` where the page has none. */
  share(page: PageFacts, reached: number): number | undefined;
}

/**
 * The rules in dlt's order: an empty page, the total and the maximum, `has_more_path`. A `total` that is not
 * configured is never looked at: it may count rows where pages are meant, and rows would be lost. An API that filters
 * its pages may have an empty one in between, so a single one does not outweigh a total that says that more are to come.
 */
export function countingRules(settings: EndSettings): CountingRules {
  const total = settings.total_path ? compileAnswerPath(settings.total_path) : undefined;
  const hasMore = settings.has_more_path ? compileAnswerPath(settings.has_more_path) : undefined;
  const fewest = settings.stop_on_short_page ? (settings.limit ?? 0) : 0;
  const totalIn = ({ body }: PageFacts) => total && totalOrNone(body, total);
  const endsByMaximum = settings.stop_after_empty_page === false && fewest === 0 && hasMore === undefined;
  /** What the page says of more, where nothing speaks against it. */
  const moreIn = ({ body }: PageFacts, pastEnd: PastEnd): string | undefined => {
    const count = total && totalOrNone(body, total);
    if (total !== undefined && (count === undefined || pastEnd(count))) return undefined;
    if (hasMore !== undefined && yesOrNo(hasMore.read(body)) !== true) return undefined;
    if (total !== undefined) return `"${total.text}" is ${count}`;
    return hasMore && `"${hasMore.text}" says that there are more`;
  };
  return {
    isLast: (page, request, pastEnd) => {
      if (page.rowCount === 0 && settings.stop_after_empty_page !== false) {
        const goesOn = settings.stop_after_empty_page === undefined && page.emptyPages === 1;
        if (!goesOn || moreIn(page, pastEnd) === undefined) return true;
      }
      if (page.rowCount < fewest) return true;
      if (pastEnd(total && totalAt(page.body, total, request))) return true;
      return hasMore !== undefined && !hasMoreAt(page.body, hasMore, request);
    },
    share: (page, reached) => {
      const all = totalIn(page);
      return all === undefined || all === 0 ? undefined : Math.min(1, reached / all);
    },
    knownTotal: (page) => (total === undefined && endsByMaximum ? Infinity : totalIn(page)),
    onEnd: (page, pastEnd) => {
      const more = page.rowCount === 0 && page.emptyPages > 1 && !pastEnd(undefined) && moreIn(page, pastEnd);
      if (!more) return undefined;
      const message = `it ended at ${page.emptyPages} empty pages in a row, but ${more}: rows may be missing`;
      return { kind: 'warning', message };
    },
  };
}

/** An issue where nothing would ever end the resource. */
export function hasAnEnd(maximum: 'maximum_page' | 'maximum_offset') {
  return (
    options: EndSettings & { readonly [name in typeof maximum]?: number | null | undefined },
    context: z.core.$RefinementCtx,
  ): void => {
    const ends = options.stop_after_empty_page !== false || options.stop_on_short_page;
    const bound = options.total_path ?? options.has_more_path ?? options[maximum] ?? undefined;
    if (ends || bound !== undefined) return;
    context.addIssue({
      code: 'custom',
      path: ['stop_after_empty_page'],
      message: `nothing would end the resource: give total_path, has_more_path or ${maximum}, or let an empty page end it`,
    });
  };
}

/** The position that a request carries. It was put there by `first` or `next`, as a number or the text of one. */
export function positionIn(value: unknown, start: number): number {
  const position = Number(value);
  return value !== undefined && Number.isInteger(position) ? position : start;
}

/** The requests behind one another, until there is none. */
export function* requestsAhead(
  request: ApiRequest,
  after: (request: ApiRequest) => ApiRequest | undefined,
): Iterable<ApiRequest> {
  for (let next = after(request); next !== undefined; next = after(next)) yield next;
}
