import { isDeepStrictEqual } from 'node:util';
import { PaginationError } from '../core/errors.ts';
import type { PageFacts, Paginator, PagingNote } from '../core/plugin.ts';
import { requestUrl } from '../core/request.ts';
import { rowCountOf } from '../core/row-count.ts';
import type { ApiRequest, PackedRows, Page, Row } from '../core/types.ts';
import { rowText } from '../rows/row-text.ts';

/** Pages are told apart by this many rows, evenly spread; where those are equal, all rows are compared. */
const ROWS_COMPARED = 10;

/**
 * A user's step may have changed the rows of the page before in place, so that it cannot be compared any more. Where
 * the samples agree this often in a row, the pages are taken to be the same.
 */
const SAMPLES_TRUSTED = 3;

/** Keeps one chain of pages from going round in circles. */
export interface PageGuard {
  /** The page, without its rows where it repeats the page before. */
  page(page: Page): Page;
  /** The request after a page that went through `page`. Throws `PaginationError`. */
  next(page: Page, request: ApiRequest): ApiRequest | undefined;
}

/**
 * @param onNote takes what the paginator has to say about a page
 * @param firstPage the index of the first page of the chain; `undefined` where the chain is taken up behind it
 */
export function createPageGuard(
  paginator: Paginator,
  onNote: (note: PagingNote) => void = () => {},
  firstPage: number | undefined = 0,
): PageGuard {
  let before: Seen | undefined;
  let equalSamples = 0;
  let repeated = false;
  let emptyPages = 0;

  const repeats = (now: Seen): boolean => {
    if (before === undefined || now.count === 0) return false;
    if (now.packed && before.packed) return Buffer.compare(now.packed.lines, before.packed.lines) === 0;
    equalSamples = now.sample() === before.sample() ? equalSamples + 1 : 0;
    return equalSamples > 0 && (equalSamples >= SAMPLES_TRUSTED || isDeepStrictEqual(now.rows(), before.rows()));
  };

  const following = (page: Page, facts: PageFacts, request: ApiRequest): ApiRequest | undefined => {
    const odd = repeated ? 'repeated' : facts.rowCount === 0 && page.index === firstPage ? 'empty' : undefined;
    const goOn = odd && paginator.goOnAfter?.(request, odd);
    if (goOn !== undefined) return goOn;
    const { moves } = paginator.chosen?.(request) ?? paginator;
    if (repeated) throw stuck(page, `the API answered the same page twice in a row: it ignores ${moves}`);
    const next = paginator.next(facts, request);
    if (next !== undefined && sameRequest(next, request)) {
      throw stuck(page, `${moves} leads back to the page it came from`);
    }
    return next;
  };

  return {
    page(page) {
      const now = seen(page);
      repeated = repeats(now);
      before = now;
      emptyPages = now.count === 0 ? emptyPages + 1 : 0;
      return repeated ? { ...page, packed: undefined, rows: [] } : page;
    },
    next(page, request) {
      const facts = factsOf(page, emptyPages);
      const next = following(page, facts, request);
      const note = paginator.explain?.(facts, request, next);
      if (note !== undefined) onNote(note);
      return next;
    },
  };
}

/** What a paginator may know of a page whose rows were selected. */
export function factsOf(page: Page, emptyPages: number): PageFacts {
  const { body, headers, url } = page.response;
  const rowCount = rowCountOf(page);
  const onlyRow = page.rowsAt === undefined && rowCount === 1 ? page.rows[0] : undefined;
  return { body, headers, url, rowCount, emptyPages, ...(onlyRow && { onlyRow }) };
}

/** What is remembered of a page. */
interface Seen {
  readonly count: number;
  readonly packed: PackedRows | undefined;
  readonly rows: () => readonly Row[];
  readonly sample: () => string;
}

function seen(page: Page): Seen {
  const { packed } = page;
  if (packed !== undefined) {
    return { count: packed.count, packed, rows: () => page.rows, sample: () => sampleOf(page.rows) };
  }
  const { rows } = page;
  const sample = sampleOf(rows);
  return { count: rows.length, packed, rows: () => rows, sample: () => sample };
}

function stuck(page: Page, message: string): PaginationError {
  return new PaginationError(`page ${page.index + 1}: ${message}`, {
    resource: page.resource.name,
    setting: `resources.${page.resource.name}.endpoint.paginator`,
    fix: 'use the paginator and the parameter names of the API, or single_page where it has no pages',
  });
}

function sampleOf(rows: readonly Row[]): string {
  const step = Math.max(1, Math.ceil(rows.length / ROWS_COMPARED));
  const sample = rows.filter((_, i) => i % step === 0 || i === rows.length - 1);
  return `${rows.length}\n${sample.map(rowText).join('\n')}`;
}

function sameRequest(a: ApiRequest, b: ApiRequest): boolean {
  return requestUrl(a) === requestUrl(b) && rowText(a.body) === rowText(b.body);
}
