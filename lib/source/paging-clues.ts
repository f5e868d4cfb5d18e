/** What an answer says, in any of the usual ways, about further pages. */
import { isRecord } from '../core/is-record.ts';
import type { PageFacts } from '../core/plugin.ts';
import { parseLinkHeader } from '../paginators/link-header.ts';

/** One sign that there is a further page. */
export interface PagingClue {
  /** Where it is, e.g. `links.next` or `the Link header`. */
  readonly where: string;
  /** A link, a cursor or a flag says that there is one; a total may count something else. */
  readonly certain: boolean;
  /** A paginator that follows it, as it would be written. */
  readonly paginator: string;
}

const DEPTH = 3;

const LINK = /^(?:next|next_?(?:page_?)?(?:url|uri|link|href)|@odata\.nextlink|nextlink)$/i;
const CURSOR = /^(?:next_?(?:page_?)?(?:cursor|token|key|marker)|continuation(?:_?token)?|scroll_?id|next_?page)$/i;
const MORE = /^(?:has_?(?:more|next)(?:_?(?:pages?|items))?|more|is_?truncated)$/i;
const PAGES = /^(?:total_?pages|page_?count|pages|last_?page)$/i;
const TOTAL = /^(?:total|total_?(?:count|items|results|records|rows)|count)$/i;

/** The signs of a further page, the certain ones first; none where the answer says that there is no more. */
export function pagingClues({
  body,
  headers,
  rowCount,
}: Pick<PageFacts, 'body' | 'headers' | 'rowCount'>): readonly PagingClue[] {
  const linked = parseLinkHeader(headers['link'] ?? '').some(({ rels }) => rels.includes('next'));
  const fields = fieldsOf(body, DEPTH);
  const isEnd = fields.some(({ key, value }) => MORE.test(key) && value === false);
  if (isEnd || rowCount === 0) return [];
  const clues = fields.flatMap(({ path, key, value }): PagingClue[] => {
    const where = path.join('.');
    if (LINK.test(key) && typeof value === 'string' && isLink(value)) {
      return [{ where, certain: true, paginator: `{ type: 'json_link', next_url_path: '${where}' }` }];
    }
    if ((LINK.test(key) || CURSOR.test(key)) && isFilled(value)) {
      return [{ where, certain: true, paginator: `{ type: 'cursor', cursor_path: '${where}', cursor_param: '…' }` }];
    }
    if (MORE.test(key) && value === true) return [{ where, certain: true, paginator: "'page_number' or 'offset'" }];
    const total = PAGES.test(key) ? 1 : TOTAL.test(key) ? rowCount : Infinity;
    return typeof value === 'number' && value > total
      ? [{ where, certain: false, paginator: "'page_number' or 'offset'" }]
      : [];
  });
  const all = linked ? [{ where: 'the Link header', certain: true, paginator: "'header_link'" }, ...clues] : clues;
  return all.toSorted((a, b) => Number(b.certain) - Number(a.certain));
}

interface Field {
  readonly path: readonly string[];
  readonly key: string;
  readonly value: unknown;
}

/** The fields of an envelope; lists, and so the rows, are not entered. */
function fieldsOf(body: unknown, depth: number, path: readonly string[] = []): Field[] {
  if (!isRecord(body) || path.length === depth) return [];
  return Object.entries(body).flatMap(([key, value]) => {
    const here = [...path, key];
    // `next: { href: "..." }`
    const within = fieldsOf(value, depth, here).map((field) =>
      LINK.test(key) && field.key === 'href' ? { ...field, key } : field,
    );
    return [{ path: here, key, value }, ...within];
  });
}

function isLink(value: string): boolean {
  return /^(?:https?:\/\/|\/|\?)/i.test(value);
}

function isFilled(value: unknown): boolean {
  return (typeof value === 'string' && value !== '') || (typeof value === 'number' && value > 0);
}
