/** What an API puts around its rows: told from a record by the names of its members. */
import { isRecord } from '../core/is-record.ts';

type Body = Readonly<Record<string, unknown>>;

/** Objects about the pages, whatever is in them. */
const ABOUT_PAGES = /^(?:links?|meta|metadata|paging|pagination.*|paginator|page.*|cursors?)$/;

/** How many rows there are; 0 where there are none. */
const COUNTS = wordSet(`
  count total totalcount totalrecords totalresults totalitems totalelements totalrows totalhits totalsize
  recordcount rowcount resultcount itemcount itemscount resultscount recordscount numfound numresults odatacount`);

/** Facts about the pages, or about how the request went. Words that a record may well have are left out. */
const FACTS = wordSet(`
  page pages pagenumber pageno pagenum pageindex pagesize pagecount perpage itemsperpage resultsperpage currentpage
  firstpage lastpage nextpage prevpage previouspage totalpages numpages limit offset skip startat startindex maxresults
  cursor next nexturl nextlink nexthref nextcursor nexttoken nextpagetoken nextpageurl nextid nextoffset nextmarker
  continuation continuationtoken odatanextlink odatacontext prev previous prevurl prevcursor previouscursor prevpageurl
  endcursor startcursor hasmore hasnext hasprev hasprevious hasnextpage hasprevpage haspreviouspage more islast isfirst
  islastpage success ok requestid`);

/** Facts about the answer as a whole, where nothing else says that it is a record. */
const ANSWER = wordSet(`
  status statuscode code message msg result version apiversion timestamp time servertime generatedat date kind object
  type etag url uri path took duration request query`);

/** What such a fact says where all is well: then it is none about a record. */
const ALL_WELL = /^(?:|ok|success|successful|succeeded|0|200|true|null|undefined)$/i;

/** Lists that are empty when all is well. */
const REMARKS = wordSet('error errors warning warnings message messages');

/** A field that tells one record from another; `next_id` does not. */
const IDENTITY = /^_?(?:id|uuid|guid)$/i;

function wordSet(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}

/** `totalPages`, `total_pages` and `total-pages` are one word. */
function wordOf(key: string): string {
  return key.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** Whether a member is about the pages or the answer, and says nothing of a record. */
function isAround(key: string, value: unknown): boolean {
  const word = wordOf(key);
  if (Array.isArray(value)) return /^links?$/.test(word);
  if (isRecord(value)) return ABOUT_PAGES.test(word);
  return FACTS.has(word) || COUNTS.has(word) || (ANSWER.has(word) && ALL_WELL.test(String(value)));
}

/** The field by which a body is itself a record: the key of its resource, or one with a usual name. */
export function identityOf(body: Body, primaryKey: readonly string[]): string | undefined {
  const isGiven = (name: string) => Object.hasOwn(body, name) && body[name] != null && typeof body[name] !== 'object';
  if (primaryKey.length > 0 && primaryKey.every(isGiven)) return primaryKey[0];
  return Object.keys(body).find((name) => IDENTITY.test(name) && isGiven(name));
}

/**
 * The members of a body that belong to a record: those that are neither on the way to a list (`keys`) nor about the
 * pages. Where there are none, all that the body does is to carry that list.
 */
export function recordFields(body: Body, keys: readonly string[]): string[] {
  const [head, ...rest] = keys;
  return Object.entries(body).flatMap(([key, value]) => {
    if (key === head) return rest.length > 0 && isRecord(value) ? recordFields(value, rest) : [];
    const word = wordOf(key);
    return isAround(key, value) || REMARKS.has(word) || (ANSWER.has(word) && !isRecord(value)) ? [] : [key];
  });
}

/**
 * Whether a body is an envelope with nothing in it, such as `{ comments: [], total: 0 }`: it has an empty list, and
 * all else is about pages and counts no rows.
 */
export function isEmptyEnvelope(body: Body): boolean {
  return hasEmptyList(body) && Object.entries(body).every(([key, value]) => holdsNothing(key, value));
}

function holdsNothing(key: string, value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0 || isAround(key, value);
  if (isAround(key, value)) return countsNothing(key, value);
  return isRecord(value) && Object.entries(value).every(([inner, item]) => holdsNothing(inner, item));
}

function countsNothing(key: string, value: unknown): boolean {
  if (isRecord(value)) return Object.entries(value).every(([inner, item]) => countsNothing(inner, item));
  return !COUNTS.has(wordOf(key)) || value == null || Number(value) === 0;
}

function hasEmptyList(body: Body): boolean {
  return Object.entries(body).some(([key, value]) => {
    if (Array.isArray(value)) return value.length === 0 && !isAround(key, value) && !REMARKS.has(wordOf(key));
    return isRecord(value) && !isAround(key, value) && hasEmptyList(value);
  });
}
