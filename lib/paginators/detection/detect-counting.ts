/** APIs that number their pages or rows. */
import { isRecord } from '../../core/is-record.ts';
import { countField, countIn, sameObject, wordSet, type Answer, type Field } from './answer-fields.ts';
import { says, type Choice, type Detected } from './choice.ts';
import { isMore, moreFlag, rowTotal } from './signs-of-more.ts';

const PAGES = wordSet(
  'totalpages pages totalpage pagestotal pagetotal pagecount numpages nbpages numberofpages lastpage',
);
const PAGE = wordSet('page pagenumber pageno pagenum currentpage');
/** The number of the page only where it stands beside the number of pages. */
const PAGE_BESIDE = wordSet('number current');
const SIZE = wordSet('perpage pagesize itemsperpage size limit maxresults hitsperpage');
const OFFSET = wordSet('offset skip startat start');
const LIMIT = wordSet('limit maxresults take top count pagesize perpage size');

const PAGE_NAMES = [
  'page',
  'page_number',
  'pageNumber',
  'page_no',
  'pageNo',
  'pagenum',
  'p',
  'current_page',
  'currentPage',
] as const;

/** The number of pages is known. */
export function totalPages(answer: Answer): Detected | undefined {
  const total = countField(answer, PAGES);
  if (answer.isRow || total === undefined || total.count === 0) return undefined;
  const here = pageField(answer, total.field);
  const message = `${says(total.field)}, ${here ? says(here.field) : 'and whether it counts from 0 or 1 is to be seen'}`;
  // Where there are more rows than so many pages can have, the field counts something else.
  const rows = rowTotal(answer);
  const size = Math.max(answer.page.rowCount, countField(answer, SIZE, total.field)?.count ?? 0);
  if (rows !== undefined && rows.count > size * total.count) return byPage(answer, here, message);
  return { choice: numbered(answer, here, { total_path: total.field.keys }), message };
}

/** The number of the page is known, and that there are more rows. */
export function pageAndMore(answer: Answer): Detected | undefined {
  const here = pageField(answer);
  const more = moreFlag(answer);
  const rows = rowTotal(answer);
  const known = more ?? (rows !== undefined && rows.count > answer.page.rowCount ? rows.field : undefined);
  if (answer.isRow || here === undefined || known === undefined) return undefined;
  return byPage(answer, here, `${says(here.field)}, ${says(known)}`);
}

/** The position of the first row is known, and that there are more rows. */
export function offsetAndMore(answer: Answer): Detected | undefined {
  const here = countField(answer, OFFSET);
  const { page, request } = answer;
  if (answer.isRow || here === undefined || page.rowCount === 0) return undefined;
  const more = moreFlag(answer);
  const rows = rowTotal(answer);
  const hasMore = rows !== undefined && rows.count > here.count + page.rowCount;
  if (more === undefined && !hasMore) return undefined;
  const limit = countField(answer, LIMIT, here.field);
  if (limit === undefined || !sameObject(limit.field, here.field)) return undefined;
  const name = here.field.keys.at(-1)!;
  // A server may give fewer rows than the limit it names; its pages then are as long as this one.
  const size = page.rowCount;
  const options = {
    limit: size,
    offset: here.count,
    ...place('offset', name, answer),
    ...place('limit', limit.field.keys.at(-1)!, answer),
  };
  const asked = countIn(request.params[name]);
  return {
    choice: {
      type: 'offset',
      options: { ...options, ...flagOption(more) },
      echo: { keys: here.field.keys, shift: here.count - (asked ?? here.count) },
      ...(rows && { rows: { keys: rows.field.keys, size, start: 0 } }),
    },
    message: `${says(here.field)}, ${says(more ?? rows!.field)}`,
  };
}

interface Here {
  readonly field: Field;
  readonly count: number;
}

function pageField(answer: Answer, beside?: Field): Here | undefined {
  const named = countField(answer, PAGE, beside);
  if (named !== undefined || beside === undefined) return named;
  const near = countField(answer, PAGE_BESIDE, beside);
  return near && sameObject(near.field, beside) ? near : undefined;
}

function byPage(answer: Answer, here: Here | undefined, message: string): Detected {
  const rows = rowTotal(answer);
  const size = answer.page.rowCount;
  const first = here?.count ?? 0;
  return {
    choice: {
      ...numbered(answer, here, flagOption(moreFlag(answer))),
      ...(rows && here && { rows: { keys: rows.field.keys, size, start: first } }),
    },
    message,
  };
}

function flagOption(more: Field | undefined): object {
  return more !== undefined && isMore(more) ? { has_more_path: more.keys } : {};
}

/**
 * Counting on from the page that answered. An answer that says that it is page 1 is of an API that counts from 1. One
 * that says 0, or nothing, leaves it open: an API may count its answers from 0 and its parameter from 1. Then page 1 is
 * asked for next, and where it is the same again, page 2 comes after it.
 */
function numbered(answer: Answer, here: Here | undefined, options: object): Choice {
  const { request } = answer;
  const at = PAGE_NAMES.find(
    (name) => Object.hasOwn(request.params, name) || Object.hasOwn(jsonOf(answer) ?? {}, name),
  );
  const asked = at && countIn(request.params[at] ?? jsonOf(answer)?.[at]);
  const start = asked ?? here?.count ?? 0;
  const counting = start === 0 && asked === undefined ? {} : { base_page: start === 0 ? 0 : 1, page: start };
  const own = here && PAGE_NAMES.find((name) => name === here.field.keys.at(-1) && name !== 'page');
  const elsewhere = [
    ...(at === undefined && jsonOf(answer) !== undefined ? [{ page_param: 'page' }] : []),
    ...(at === undefined && own !== undefined ? [place('page', own, answer)] : []),
  ];
  return {
    type: 'page_number',
    options: { ...options, ...counting, ...place('page', at ?? 'page', answer) },
    ...(start > 0 && { others: elsewhere }),
    ...(here && { echo: { keys: here.field.keys, shift: here.count - start } }),
  };
}

/** A parameter of the query, or a field of the body where the request has one in JSON and not that parameter. */
function place(what: 'page' | 'offset' | 'limit', name: string, answer: Answer): Readonly<Record<string, string>> {
  const inBody = jsonOf(answer) !== undefined && !Object.hasOwn(answer.request.params, name);
  return inBody ? { [`${what}_body_path`]: name } : { [`${what}_param`]: name };
}

function jsonOf({ request: { body } }: Answer): Readonly<Record<string, unknown>> | undefined {
  return body?.kind === 'json' && isRecord(body.value) ? body.value : undefined;
}
