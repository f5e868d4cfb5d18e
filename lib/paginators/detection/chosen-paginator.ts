import { compilePath } from '../../core/path.ts';
import type { PageFacts, Paginator, PaginatorSpec } from '../../core/plugin.ts';
import type { ApiRequest } from '../../core/types.ts';
import { paginationError } from '../answer-values.ts';
import { placeOf, type Place } from '../place.ts';
import { countIn } from './answer-fields.ts';
import type { Choice } from './choice.ts';

/** The paginators that may be chosen, by their types. */
export type ChoosableSpecs = Readonly<Record<Choice['type'], unknown>>;

/**
 * The paginator that was found out, with what makes up for its having been found out: it checks that the answers are
 * those that were asked for, and tries other places where the API ignores the first one.
 */
export function chosenPaginator(choice: Choice, specs: ChoosableSpecs): Paginator {
  const spec = specs[choice.type] as PaginatorSpec;
  const inner = spec.create(spec.options.parse(choice.options));
  return {
    moves: inner.moves,
    first: (request) => request,
    next: (page, request) => {
      checkEcho(choice, page, request);
      if (isEnd(choice, page)) return undefined;
      const next = inner.next(page, request);
      // What an API obeyed once is not exchanged any more.
      const settled = request.paging === undefined ? choice : { ...choice, others: [] };
      return next && { ...next, paging: settled };
    },
    goOnAfter: (request, page) => {
      const next = inner.goOnAfter?.(request, page);
      if (next !== undefined) return { ...next, paging: countedFromOne(choice) };
      return page === 'repeated' ? elsewhere(choice, request) : undefined;
    },
    // As long as there are other places to try, it is not known that this one is obeyed.
    ahead: (page, request) => ((choice.others ?? []).length > 0 ? undefined : inner.ahead?.(page, request)),
    needsPageBefore: (request) => (choice.others ?? []).length > 0 || (inner.needsPageBefore?.(request) ?? false),
    done: (page, request) => inner.done?.(page, request),
    explain: (page, request, next) => inner.explain?.(page, request, next),
  };
}

/** Page 1 was the first page again, so the answers count from one less than the parameter. */
function countedFromOne(choice: Choice): Choice {
  return choice.echo ? { ...choice, echo: { ...choice.echo, shift: choice.echo.shift - 1 } } : choice;
}

function elsewhere(choice: Choice, request: ApiRequest): ApiRequest | undefined {
  const [other, ...others] = choice.others ?? [];
  if (other === undefined) return undefined;
  const options = { ...without(choice.options, /_(?:param|body_path)$/), ...other };
  const next = { ...choice, options, others };
  const here = placeIn(choice);
  return { ...placeIn(next).write(here.clear(request), here.read(request)), paging: next };
}

function without(options: Choice['options'], names: RegExp): Choice['options'] {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !names.test(name)));
}

const MOVED = { page_number: 'page', offset: 'offset', cursor: 'cursor' } as const;

/** Where the request has what leads to its page. */
function placeIn({ type, options }: Choice): Place {
  const name = MOVED[type as keyof typeof MOVED];
  const bodyOption = `${name}_body_path`;
  return placeOf(
    { param: options[`${name}_param`] as string | undefined, bodyPath: options[bodyOption] as string | undefined },
    { param: name, bodyOption },
  );
}

/** An API whose answers are not those that were asked for would have rows skipped or repeated. */
function checkEcho(choice: Choice, page: PageFacts, request: ApiRequest): void {
  const { echo, type } = choice;
  if (echo === undefined || page.rowCount === 0 || request.paging === undefined) return;
  const place = placeIn(choice);
  const asked = countIn(place.read(request));
  const path = compilePath(echo.keys);
  const answered = countIn(path.read(page.body));
  if (asked === undefined || answered === undefined || answered === asked + echo.shift) return;
  throw paginationError(
    request,
    type === 'offset' ? 'offset' : 'base_page',
    `${place.text} was ${asked}, but the answer says that "${path.text}" is ${answered}, not ${asked + echo.shift}`,
    'configure the paginator of the resource: here it was found out from the first answer',
  );
}

/** A page that is not full ends the resource where all rows that there are have been seen. */
function isEnd({ type, rows, echo }: Choice, { body, rowCount }: PageFacts): boolean {
  if (rows === undefined || echo === undefined || rowCount >= rows.size) return false;
  const total = countIn(compilePath(rows.keys).read(body));
  const here = countIn(compilePath(echo.keys).read(body));
  if (total === undefined || here === undefined) return false;
  return (here - rows.start) * (type === 'offset' ? 1 : rows.size) + rowCount >= total;
}
