/** What paginators that count have in common: when the counting ends. */
import { z } from 'zod';
import { compilePath } from '../core/path.ts';
import type { PageFacts } from '../core/plugin.ts';
import type { ApiRequest } from '../core/types.ts';
import { hasMoreAt, totalAt, totalOrNone, yesOrNo } from './answer-values.ts';
import { answerPath, hasMorePath } from './option-types.ts';

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
  readonly total_path?: z.output<typeof answerPath> | null | undefined;
  readonly has_more_path?: z.output<typeof answerPath> | null | undefined;
  readonly stop_after_empty_page?: boolean | undefined;
  readonly stop_on_short_page: boolean;
  readonly limit?: number | null | undefined;
}

/** Says of a page whether it is the last one; `pastEnd` compares the next position with the total that was read. */
type IsLast = (page: PageFacts, request: ApiRequest, pastEnd: PastEnd) => boolean;
type PastEnd = (total: number | undefined) => boolean;

/**
 * The rules in dlt's order: an empty page, the total and the maximum, `has_more_path`. A `total` that is not
 * configured is never looked at: it may count rows where pages are meant, and rows would be lost. An API that filters
 * its pages may have an empty one in between, so a single one does not outweigh a total that says that more are to come.
 */
export function endOfCounting(settings: EndSettings): IsLast {
  const total = settings.total_path ? compilePath(settings.total_path) : undefined;
  const hasMore = settings.has_more_path ? compilePath(settings.has_more_path) : undefined;
  const saysMore = ({ body }: PageFacts, pastEnd: PastEnd): boolean => {
    const count = total && totalOrNone(body, total);
    const notYet = total === undefined || (count !== undefined && !pastEnd(count));
    return (
      (total ?? hasMore) !== undefined && notYet && (hasMore === undefined || yesOrNo(hasMore.read(body)) === true)
    );
  };
  const fewest = settings.stop_on_short_page ? (settings.limit ?? 0) : 0;
  return (page, request, pastEnd) => {
    if (page.rowCount === 0 && settings.stop_after_empty_page !== false) {
      const more = settings.stop_after_empty_page === undefined && page.emptyPages === 1 && saysMore(page, pastEnd);
      if (!more) return true;
    }
    if (page.rowCount < fewest) return true;
    if (pastEnd(total && totalAt(page.body, total, request))) return true;
    return hasMore !== undefined && !hasMoreAt(page.body, hasMore, request);
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
