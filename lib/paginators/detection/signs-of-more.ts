/** What an answer says about whether there is more of it. */
import { selectorText } from '../../operators/find-lists.ts';
import { countField, countIn, nextRest, wordSet, type Answer, type Field } from './answer-fields.ts';
import { says } from './choice.ts';

const MORE = wordSet(`
  hasmore hasnext hasnextpage hasmoreitems hasmorepages hasmoreresults hasmorerecords hasmoredata moreavailable more
  morepages istruncated next nextpage`);
const LAST = wordSet('islast islastpage last lastpage done isfinal isfinished');
const ROWS = wordSet(`
  total totalcount totalrecords totalresults totalitems totalelements totalrows totalhits totalsize recordcount rowcount
  itemcount resultcount numfound numresults nbhits count odatacount`);
/** What leads to the next page, but may well be on the last one too, or asks for more than a parameter. */
const CURSORS = wordSet(`
  endcursor continuationtoken continuation continue scrollid bookmark lastevaluatedkey nextstarttoken cursor after
  paginationtoken`);

/** A field that says that there are more pages: `has_more: true` or `last: false`. */
export function moreFlag({ fields }: Answer): Field | undefined {
  return fields.find(
    ({ word, value }) => (MORE.has(word) && isYes(value)) || (LAST.has(word) && (value === false || value === 'false')),
  );
}

/** Whether a field says yes where there are more pages, and no on the last one. */
export function isMore({ word }: Field): boolean {
  return MORE.has(word);
}

/** The number of all rows. */
export function rowTotal(answer: Answer): { readonly field: Field; readonly count: number } | undefined {
  return countField(answer, ROWS);
}

/** Why there may be more rows than those on this page. */
export function signsOfMore(answer: Answer): string | undefined {
  if (answer.isRow) return undefined;
  const { fields, page } = answer;
  const flag = moreFlag(answer);
  if (flag !== undefined) return says(flag);
  const total = rowTotal(answer);
  if (total !== undefined && total.count > page.rowCount) return `${says(total.field)}, more than its ${page.rowCount}`;
  const saysNo = fields.some(({ word, value }) => MORE.has(word) && !isYes(value));
  const cursor = saysNo ? undefined : fields.find((field) => isUnknownCursor(field));
  if (cursor !== undefined) return `it has "${selectorText(cursor.keys)}"`;
  return totalInHeader(answer);
}

function isUnknownCursor({ word, value }: Field): boolean {
  if (typeof value === 'boolean' || !value) return false;
  return CURSORS.has(word) || (word.startsWith('next') && nextRest(word) === undefined && typeof value === 'string');
}

function totalInHeader({ page }: Answer): string | undefined {
  for (const [name, value] of Object.entries(page.headers)) {
    const count = countIn(value);
    if (count === undefined) continue;
    const pages = /^x-(?:\w+-)?total-?pages$/.test(name) && count > 1;
    const rows = /^x-(?:\w+-)?total(?:-?count)?$/.test(name) && count > page.rowCount;
    if (pages || rows) return `the header "${name}" is ${count}`;
  }
  return undefined;
}

function isYes(value: unknown): boolean {
  return value === true || value === 'true';
}
