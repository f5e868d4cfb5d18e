import { PaginationError } from '../core/errors.ts';
import type { PageFacts, Paginator, PagingNote } from '../core/plugin.ts';
import { rowCountOf } from '../core/row-count.ts';
import type { ApiRequest, Page } from '../core/types.ts';
import { RepeatedRows, type Comparison } from './repeated-rows.ts';
import { RequestCycle } from './request-cycle.ts';

/** Keeps one chain of pages from going round in circles. */
export interface PageGuard {
  /** The page, without its rows where it repeats the page before. */
  page(page: Page): Page;
  /** The request after a page that went through `page`. Throws `PaginationError`. */
  next(page: Page, request: ApiRequest): ApiRequest | undefined;
  /** The requests that are expected after a page that went through `page`, in order, but at most so many. */
  ahead(page: Page, request: ApiRequest, most: number): Iterable<ApiRequest> | undefined;
  /** How much of the chain is done with a page, from 0 to 1, where the API says how much there is. */
  done(page: Page, request: ApiRequest): number | undefined;
}

export interface PageGuardOptions {
  /** The index of the first page of the chain, -1 where the chain is taken up behind it. @default 0 */
  readonly firstPage?: number;
  /** How many pages a chain may have. */
  readonly maxPages?: number | undefined;
  /** Takes what the paginator has to say about a page. */
  readonly onNote?: (note: PagingNote) => void;
}

export function createPageGuard(
  paginator: Paginator,
  { firstPage = 0, maxPages = Infinity, onNote }: PageGuardOptions = {},
): PageGuard {
  const repeats = new RepeatedRows();
  const cycle = new RequestCycle();
  let comparison: Comparison = 'new';
  let emptyPages = 0;
  let short: number | undefined;

  /** A page that is shorter than the step to the next one is the last, or rows were passed over. */
  const checkStep = (page: Page): void => {
    const { step = 0 } = paginator.chosen?.(page.request) ?? paginator;
    const count = rowCountOf(page);
    if (short !== undefined && count > 0) onNote?.(passedOver(short, step));
    short = count > 0 && count < step ? count : undefined;
  };

  const following = (page: Page, facts: PageFacts, request: ApiRequest): ApiRequest | undefined => {
    const first = facts.rowCount === 0 && page.index === firstPage ? 'empty' : undefined;
    const odd = comparison === 'new' ? first : 'repeated';
    const goOn = odd && paginator.goOnAfter?.(request, odd);
    if (goOn !== undefined) return goOn;
    const { moves } = paginator.chosen?.(request) ?? paginator;
    if (comparison === 'repeated') {
      throw stuck(page, `the API answered the same page twice in a row: it ignores ${moves}`);
    }
    const next = paginator.next(facts, request);
    cycle.begin(request, page.index + 1);
    const back = next && cycle.backTo(next, page.index + 2);
    if (back !== undefined) {
      const where = back === page.index + 1 ? 'the page it came from' : `page ${back}`;
      throw stuck(page, `${moves} leads back to ${where}`);
    }
    return next;
  };

  return {
    page(page) {
      comparison = repeats.compare(page, paginator.needsPageBefore?.(page.request) ?? false);
      emptyPages = rowCountOf(page) === 0 ? emptyPages + 1 : 0;
      checkStep(page);
      return comparison === 'repeated' ? { ...page, packed: undefined, rows: [] } : page;
    },
    ahead: (page, request, most) => {
      const expected = paginator.ahead?.(factsOf(page, emptyPages), request);
      return expected && upTo(Math.min(most, maxPages - page.index - 1), expected);
    },
    done: (page, request) => paginator.done?.(factsOf(page, emptyPages), request),
    next(page, request) {
      const facts = factsOf(page, emptyPages);
      const next = following(page, facts, request);
      const note = paginator.explain?.(facts, request, next);
      if (note !== undefined) onNote?.(note);
      if (next !== undefined && page.index + 1 >= maxPages) throw tooMany(page, maxPages);
      return next;
    },
  };
}

function* upTo<T>(count: number, values: Iterable<T>): Iterable<T> {
  let left = count;
  if (left <= 0) return;
  for (const value of values) {
    yield value;
    left -= 1;
    if (left <= 0) return;
  }
}

/** What a paginator may know of a page whose rows were selected. */
export function factsOf(page: Page, emptyPages: number): PageFacts {
  const { headers, url } = page.response;
  const rowCount = rowCountOf(page);
  const onlyRow = page.rowsAt === undefined && rowCount === 1 ? page.rows[0] : undefined;
  return {
    headers,
    url,
    rowCount,
    emptyPages,
    ...(onlyRow && { onlyRow }),
    // Looking at a body that is the list of rows would parse them.
    get body() {
      return page.response.body;
    },
  };
}

function stuck(page: Page, message: string): PaginationError {
  return new PaginationError(`page ${page.index + 1}: ${message}`, {
    resource: page.resource.name,
    setting: `resources.${page.resource.name}.endpoint.paginator`,
    fix: 'use the paginator and the parameter names of the API, or single_page where it has no pages',
  });
}

function passedOver(rows: number, step: number): PagingNote {
  const message = `a page of ${rows} rows came where ${step} were asked for, and more rows came after it: where the API has no more than ${rows} in a page, rows are missing; set the paginator's limit to ${rows} then`;
  return { kind: 'warning', message };
}

function tooMany({ resource: { name } }: Page, maxPages: number): PaginationError {
  return new PaginationError(`there are more pages than the ${maxPages} that max_pages allows`, {
    resource: name,
    setting: `resources.${name}.endpoint.max_pages`,
    fix: 'raise max_pages, or look whether the paginator fits the API',
  });
}
