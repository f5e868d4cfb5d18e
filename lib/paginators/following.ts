/** What paginators that follow the answer have in common: when there is nothing more to follow. */
import { z } from 'zod';
import type { PageFacts } from '../core/plugin.ts';
import type { ApiRequest } from '../core/types.ts';
import { compileAnswerPath, type AnswerPath } from './answer-path.ts';
import { hasMoreAt, paginationError } from './answer-values.ts';
import { hasMorePath } from './option-types.ts';

export const followOptions = {
  stop_after_empty_page: z.boolean().default(false).describe('Whether an empty page ends the resource.'),
  has_more_path: hasMorePath,
};

interface FollowSettings {
  readonly stop_after_empty_page: boolean;
  readonly has_more_path?: AnswerPath | null | undefined;
}

export interface FollowRules {
  /** Whether the page is the last one, whatever reference to another it has. */
  isLast(page: PageFacts, request: ApiRequest): boolean;
  /**
   * Ends the resource where there is no reference to another page. Throws where `has_more_path` is configured, for
   * `isLast` has then found that there are more. `option` is the setting that says where the reference is.
   */
  end(request: ApiRequest, option: string, what: string): undefined;
}

/** The rules in dlt's order: an empty page, then `has_more_path`. */
export function followRules(settings: FollowSettings): FollowRules {
  const hasMore = settings.has_more_path ? compileAnswerPath(settings.has_more_path) : undefined;
  return {
    isLast: (page, request) =>
      (settings.stop_after_empty_page && page.rowCount === 0) ||
      (hasMore !== undefined && !hasMoreAt(page.body, hasMore, request)),
    end: (request, option, what) => {
      if (hasMore === undefined) return undefined;
      const message = `"${hasMore.text}" says that there are more pages, but ${what} for them`;
      throw paginationError(request, option, message, `set ${option} to the place of what leads to the next page`);
    },
  };
}
