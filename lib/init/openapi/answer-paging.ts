import { nextRest } from '../../paginators/detection/answer-fields.ts';
import { pagingRole, type PagingRole } from '../paging-names.ts';
import { wordSet, type Around, type AroundField } from './answer-rows.ts';
import type { Parameter } from './operations.ts';

export interface AnswerPaging {
  /** `undefined` where the document does not say it; the first answer does then. */
  readonly paginator: unknown;
  /** Parameters beside the paginator's own, such as the size of a page. */
  readonly params: Readonly<Record<string, unknown>>;
  /** The parameters that are about paging: none of them has to be given. */
  readonly taken: readonly string[];
  readonly note?: string;
}

const PAGES = wordSet('totalpages pagecount numpages numberofpages lastpage pagestotal nbpages totalpagecount');
const ROWS = wordSet(
  'total totalcount totalitems totalresults totalrecords totalrows totalelements totalhits totalsize numfound',
);
const MORE = wordSet('hasmore hasnext hasnextpage more hasmoreitems moreresults');
const LINK = /(?:url|uri|link|href)$/;
const TOKEN =
  /^(?:cursor|token|pagetoken|cursormark|starttoken|continuation|continuationtoken|marker|key|startkey|pagecursor|page|id|pageid)$/;
const CURSOR = wordSet('cursor continuationtoken continuation marker endcursor scrollid after pagetoken cursorsafter');
/** More rows are not asked for at a time, where the document leaves it open. */
const MANY = 1000;
/** Where the document does not say how many an API gives. It has to give as many: rows behind them would be passed over. */
const FEW = 20;

interface Given {
  readonly params: readonly Parameter[];
  readonly around: Around;
  /** Where the rows are, and the name of what identifies one. */
  readonly keys: readonly string[];
  readonly key: string | undefined;
  readonly hasLinkHeader: boolean;
}

/** How a list is paged, by its parameters and by what is beside its rows. */
export function answerPaging({ params, around, keys, key, hasLinkHeader }: Given): AnswerPaging {
  const find = (role: PagingRole) => params.find((param) => param.in === 'query' && fits(param, role));
  const [page, size, offset, cursor] = [find('page'), find('size'), find('offset'), find('cursor')];
  const taken = [page, size, offset, cursor].flatMap((param) => param?.name ?? []);
  const most = size && sizeOf(size);
  const sized = { params: size && most ? { [size.name]: most } : {}, taken };
  const path = (field: AroundField) => ({ keys: field.keys });

  if (hasLinkHeader) return { paginator: 'header_link', ...sized };
  const link = around.find(isLink);
  if (link !== undefined)
    return { paginator: { type: 'json_link', next_url_path: pathText(path(link).keys) }, ...sized };
  const more = around.find(({ word, type }) => MORE.has(word) && type.kind === 'boolean');
  const hasMore = more && { has_more_path: pathText(more.keys) };
  if (cursor !== undefined) {
    const at = around.find(isCursor);
    const named = cursor.name === 'cursor' ? {} : { cursor_param: cursor.name };
    if (at !== undefined) return { paginator: { type: 'cursor', cursor_path: pathText(at.keys), ...named }, ...sized };
    if (hasMore && key !== undefined && /^(?:starting_?)?after$/i.test(cursor.name)) {
      const last = `${[...keys].join('.') || '$'}[-1].${key}`;
      return { paginator: { type: 'cursor', cursor_path: last, ...named, ...hasMore }, ...sized };
    }
  }
  if (page !== undefined) {
    const total = around.find(({ word, type }) => PAGES.has(word) && isWhole(type.kind));
    const start = page.schema['default'] ?? page.schema['minimum'];
    return {
      paginator: {
        type: 'page_number',
        ...(page.name !== 'page' && { page_param: page.name }),
        ...((start === 0 || start === 1) && { base_page: start }),
        ...(size && most && { limit: most, limit_param: size.name }),
        ...(total && { total_path: pathText(total.keys) }),
      },
      params: {},
      taken,
    };
  }
  if (offset !== undefined && size !== undefined) {
    const total = around.find(({ word, type }) => ROWS.has(word) && isWhole(type.kind));
    const open =
      most === undefined
        ? `the document does not say how many rows a page may have: ${FEW} are asked for at a time, raise limit to what the API gives`
        : undefined;
    return {
      paginator: {
        type: 'offset',
        limit: most ?? FEW,
        ...(offset.name !== 'offset' && { offset_param: offset.name }),
        ...(size.name !== 'limit' && { limit_param: size.name }),
        ...(total && { total_path: pathText(total.keys) }),
      },
      params: {},
      taken,
      ...(open && { note: open }),
    };
  }
  const unclear = cursor ?? offset;
  return {
    paginator: undefined,
    ...sized,
    ...(unclear && {
      note: `where the answer has what goes into ${unclear.name} is not described: the first answer decides (paginator auto)`,
    }),
  };
}

function fits({ name, schema }: Parameter, role: PagingRole): boolean {
  if (pagingRole(name) !== role) return false;
  const type = [schema['type']].flat().find((one) => one !== 'null');
  const isNumber = type === 'integer' || type === 'number' || type === undefined;
  if (role === 'cursor') return type !== 'boolean' && schema['format'] !== 'date-time' && schema['format'] !== 'date';
  const { default: fallback } = schema;
  return isNumber || (type === 'string' && role !== 'page' && typeof fallback === 'string' && /^\d+$/.test(fallback));
}

/** How many rows to ask for at a time: many, but no more than the API gives. */
function sizeOf({ schema }: Parameter): number | undefined {
  const [maximum, fallback] = [schema['maximum'], schema['default']].map((value) =>
    Number.isInteger(Number(value ?? undefined)) && Number(value) > 0 ? Number(value) : undefined,
  );
  const sizes = Array.isArray(schema['enum']) ? schema['enum'].filter((value) => Number.isInteger(value)) : [];
  if (sizes.length > 0) return Math.max(...(sizes as number[]));
  return maximum === undefined ? fallback : Math.min(maximum, Math.max(MANY, fallback ?? 0));
}

function isLink({ keys, word, type }: AroundField): boolean {
  const rest = nextRest(word);
  if (word === 'next' && /^_?links?$/i.test(keys.at(-2) ?? '')) return ['string', 'unknown'].includes(type.kind);
  if (rest === undefined || type.kind !== 'string') return false;
  return (
    /^(?:ur[il]|uri-reference)$/.test(type.format ?? '') ||
    LINK.test(rest) ||
    /https?:\/\//.test(type.description ?? '')
  );
}

function isCursor({ word, type }: AroundField): boolean {
  if (!['string', 'integer', 'int64', 'unknown'].includes(type.kind)) return false;
  return CURSOR.has(word) || TOKEN.test(nextRest(word) ?? '') || word === 'next';
}

function isWhole(kind: string): boolean {
  return kind === 'integer' || kind === 'int64';
}

/** A path as it is usually written; one with odd names as a list of keys. */
export function pathText(keys: readonly string[]): string | readonly string[] {
  return keys.every((key) => /^[A-Za-z_][\w-]*$/.test(key)) ? keys.join('.') : keys;
}
