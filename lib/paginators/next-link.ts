import type { PageFacts } from '../core/plugin.ts';
import { followLink } from '../core/request.ts';
import type { ApiRequest } from '../core/types.ts';
import { paginationError, shown } from './answer-values.ts';

/** The request for a link, absolute or relative to the page that has it. `option` is the setting that errors name. */
export function nextLink(link: string, page: PageFacts, request: ApiRequest, option: string): ApiRequest {
  const fix = `set ${option} to the place of an http(s) link, absolute or relative`;
  const notALink = (cause?: unknown) =>
    paginationError(request, option, `the link to the next page, ${shown(link)}, is not an http(s) URL`, fix, cause);
  let next: ApiRequest;
  try {
    next = followLink(request, link.trim(), page.url);
  } catch (cause) {
    throw notALink(cause);
  }
  if (!/^https?:/.test(next.url)) throw notALink();
  return next;
}
