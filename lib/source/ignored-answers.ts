import { filter, type MonoTypeOperatorFunction } from 'rxjs';
import type { OnEvent } from '../core/events.ts';
import type { ApiResponse } from '../core/types.ts';

/**
 * Leaves out the answer to one request where it is ignored, which ends its chain of pages, and tells of it: where pages
 * came before it, those after it are missing.
 *
 * @param pagesBefore how many pages the chain has had so far
 */
export function withoutIgnored(
  resource: string,
  pagesBefore: number,
  onEvent: OnEvent,
): MonoTypeOperatorFunction<ApiResponse> {
  return filter(({ ignored, status }) => {
    if (ignored === undefined) return true;
    const { by, request } = ignored;
    onEvent({ type: 'ignored', resource, status, request, pagesBefore });
    const pages = pagesBefore === 1 ? '1 page' : `${pagesBefore} pages`;
    const message = `${request} answered ${status} after ${pages}, and ${by} ignores it: what follows is not fetched`;
    if (pagesBefore > 0) onEvent({ type: 'warning', resource, message });
    return false;
  });
}
