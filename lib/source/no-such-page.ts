import { catchError, type MonoTypeOperatorFunction } from 'rxjs';
import { HttpError } from '../core/errors.ts';

/**
 * Explains a 404 to a page after the first: the path is right, so the pages are over, and the API says it by an error
 * where nothing else tells. It stays an error, since it could as well be one page that is missing.
 *
 * @param pagesBefore how many pages the chain has had so far
 */
export function explainNoSuchPage<T>(resource: string, pagesBefore: number): MonoTypeOperatorFunction<T> {
  return catchError((error: unknown) => {
    if (pagesBefore === 0 || !(error instanceof HttpError) || error.status !== 404) throw error;
    const all = pagesBefore === 1 ? '1 page is all there is' : `${pagesBefore} pages are all there are`;
    throw new HttpError(error.message, {
      resource: error.resource,
      status: error.status,
      retryAfter: error.retryAfter,
      retry: error.retry,
      cause: error,
      setting: `resources.${resource}.endpoint.paginator`,
      fix: `say where the pages end (total_path, maximum_*, stop_on_short_page, or links by json_link), or ignore 404 in response_actions if ${all}`,
    });
  });
}
