import { assert } from 'chai';
import { detectPaging } from '../../lib/paginators/detection/detect-paging.ts';
import type { ApiRequest } from '../../lib/core/types.ts';
import { factsOf } from '../conformance/paginator.ts';
import { ITEMS } from './paging.ts';

const two = [{ id: 1 }, { id: 2 }];

interface Case {
  readonly body: unknown;
  readonly headers?: Record<string, string>;
  readonly request?: Partial<ApiRequest>;
  /** Type and options of the paginator; one page without it. */
  readonly finds?: readonly [type: string, options?: object];
  /** What the warning is about. */
  readonly warns?: RegExp;
}

/** Where the rows are: the list, the one under `data`, or the first other. */
function detect({ body, headers, request }: Case) {
  const asking = { ...ITEMS, ...request };
  const lists = Array.isArray(body) ? [body] : Object.values(body as object).filter((value) => Array.isArray(value));
  const facts = { ...factsOf({ body, ...(headers && { headers }) }, asking), rowCount: lists[0]?.length ?? 1 };
  return detectPaging(lists.length > 0 ? facts : { ...facts, onlyRow: body }, asking);
}

const post = (value: object): Partial<ApiRequest> => ({ method: 'POST', body: { kind: 'json', value } });
const offsets = { limit: 2, offset: 0, offset_param: 'offset', limit_param: 'limit' };
const numbers = { base_page: 1, page: 1, page_param: 'page' };

const CASES: Readonly<Record<string, Case>> = {
  // Links.
  'a Link header': { body: two, headers: { link: '</i?page=2>; rel="next"' }, finds: ['header_link'] },
  'a Link header before a link in the body': {
    body: { data: two, next: '/b' },
    headers: { link: '</a>; rel=next' },
    finds: ['header_link'],
  },
  'a Link header without next': { body: two, headers: { link: '</a>; rel=prev' } },
  'an absolute link': {
    body: { data: two, next: 'https://x/?page=2' },
    finds: ['json_link', { next_url_path: ['next'] }],
  },
  'a relative link': {
    body: { data: two, next_page: '/i?page=2' },
    finds: ['json_link', { next_url_path: ['next_page'] }],
  },
  'a query as a link': { body: { data: two, next: '?page=2' }, finds: ['json_link', { next_url_path: ['next'] }] },
  'a relative link with a query': {
    body: { data: two, next: 'i?p=2' },
    finds: ['json_link', { next_url_path: ['next'] }],
  },
  'anything at a name that says link': {
    body: { data: two, paging: { nextPageUrl: 'items/2' } },
    finds: ['json_link', { next_url_path: ['paging', 'nextPageUrl'] }],
  },
  HAL: {
    body: { items: two, _links: { self: { href: '/i' }, next: { href: '/i?page=2' } } },
    finds: ['json_link', { next_url_path: ['_links', 'next', 'href'] }],
  },
  'JSON:API': {
    body: { data: two, links: { next: '/i?page=2' } },
    finds: ['json_link', { next_url_path: ['links', 'next'] }],
  },
  'links.nextPage': {
    body: { items: two, meta: { totalPages: 50 }, links: { nextPage: '/i?page=2' } },
    finds: ['json_link', { next_url_path: ['links', 'nextPage'] }],
  },
  OData: {
    body: { value: two, '@odata.nextLink': 'https://x/i?$skip=2' },
    finds: ['json_link', { next_url_path: ['@odata.nextLink'] }],
  },
  'a list of links': {
    body: {
      data: two,
      links: [
        { rel: 'self', href: '/i' },
        { rel: 'next', href: '/i?page=2' },
      ],
    },
    finds: ['json_link', { next_url_path: '$["links"][?@.rel == "next"].href' }],
  },
  FHIR: {
    body: { entry: two, link: [{ relation: 'next', url: '/i?page=2' }] },
    finds: ['json_link', { next_url_path: '$["link"][?@.relation == "next"].url' }],
  },
  'an object with a uri': {
    body: { data: two, next_page: { offset: 'eyJ', path: '/i', uri: 'https://x/i' } },
    finds: ['json_link', { next_url_path: ['next_page', 'uri'] }],
  },
  'a link, although there is a cursor before it': {
    body: { data: two, next_cursor: 'a', next: '/i' },
    finds: ['json_link', { next_url_path: ['next'] }],
  },
  'a record that links to the next one': {
    body: { id: 1, next: '/i/2' },
    finds: ['json_link', { next_url_path: ['next'] }],
  },
  'a link to something else': {
    body: { data: two, next_meeting: 'https://meet.example.com/1' },
    warns: /next_meeting/,
  },

  // Numbers of pages.
  'total_pages and page': {
    body: { comments: two, page_number: 1, total_pages: 15 },
    finds: ['page_number', { ...numbers, total_path: ['total_pages'] }],
  },
  'an API in the middle of its pages': {
    body: { comments: two, page_number: 3, total_pages: 15 },
    finds: ['page_number', { ...numbers, page: 3, total_path: ['total_pages'] }],
  },
  'totalPages deep inside': {
    body: { data: two, pagination: { currentPage: 1, pageSize: 2, totalPages: 5, totalItems: 10 } },
    finds: ['page_number', { ...numbers, total_path: ['pagination', 'totalPages'] }],
  },
  'pages as text': {
    body: { data: two, page: '1', pages: '10' },
    finds: ['page_number', { ...numbers, total_path: ['pages'] }],
  },
  last_page: {
    body: { data: two, current_page: 1, last_page: 3 },
    finds: ['page_number', { ...numbers, total_path: ['last_page'] }],
  },
  'number beside totalPages': {
    body: { data: two, page_details: { number: 1, size: 2, total_elements: 50, total_pages: 25 } },
    finds: ['page_number', { ...numbers, total_path: ['page_details', 'total_pages'] }],
  },
  'a page 0: the parameter may count from 1 all the same': {
    body: { content: two, number: 0, totalPages: 3, last: false },
    finds: ['page_number', { total_path: ['totalPages'], page_param: 'page' }],
  },
  'total_pages alone': {
    body: { data: two, total_pages: 3 },
    finds: ['page_number', { total_path: ['total_pages'], page_param: 'page' }],
  },
  'a page that was asked for by its own name': {
    body: { data: two, total_pages: 3 },
    request: { params: { page_number: 1 } },
    finds: ['page_number', { base_page: 1, page: 1, total_path: ['total_pages'], page_param: 'page_number' }],
  },
  'a page 0 that was asked for': {
    body: { data: two, page: 1, total_pages: 3 },
    request: { params: { page: '0' } },
    finds: ['page_number', { base_page: 0, page: 0, total_path: ['total_pages'], page_param: 'page' }],
  },
  'a request with a JSON body': {
    body: { data: two, page: 1, total_pages: 3 },
    request: post({ q: 1 }),
    finds: ['page_number', { base_page: 1, page: 1, total_path: ['total_pages'], page_body_path: 'page' }],
  },
  'pages that cannot have all rows are no number of pages': {
    body: { data: two, page: 1, pages: 2, total: 100 },
    finds: ['page_number', numbers],
  },
  'the pages of a book': { body: { id: 1, title: 'Emma', pages: 474 } },
  'no pages at all': { body: { data: [], total_pages: 0 } },

  // Cursors.
  next_cursor: {
    body: { products: two, next_cursor: 'eyJ9' },
    finds: ['cursor', { cursor_path: ['next_cursor'], cursor_param: 'cursor' }],
  },
  'cursors.next': {
    body: { results: two, cursors: { next: 'NjM=', previous: 'MTk=' } },
    finds: ['cursor', { cursor_path: ['cursors', 'next'], cursor_param: 'cursor' }],
  },
  next_id: {
    body: { entries: two, next_id: 33, limit: 2 },
    finds: ['cursor', { cursor_path: ['next_id'], cursor_param: 'cursor' }],
  },
  'the number of the next page': {
    body: { data: two, next_page: 2 },
    finds: ['cursor', { cursor_path: ['next_page'], cursor_param: 'page' }],
  },
  nextPageToken: {
    body: { items: two, nextPageToken: 'x' },
    finds: ['cursor', { cursor_path: ['nextPageToken'], cursor_param: 'pageToken' }],
  },
  next_offset: {
    body: { items: two, next_offset: 2 },
    finds: ['cursor', { cursor_path: ['next_offset'], cursor_param: 'offset' }],
  },
  'next.after': {
    body: { results: two, paging: { next: { after: 'NTI1' } } },
    finds: ['cursor', { cursor_path: ['paging', 'next', 'after'], cursor_param: 'after' }],
  },
  'an offset that is no number': {
    body: { records: two, offset: 'itr/rec' },
    finds: ['cursor', { cursor_path: ['offset'], cursor_param: 'offset' }],
  },
  'a cursor with a slash in front': {
    body: { data: two, next_cursor: '/wAA' },
    finds: ['cursor', { cursor_path: ['next_cursor'], cursor_param: 'cursor' }],
  },
  'a parameter that the request has': {
    body: { data: two, next_cursor: 'b' },
    request: { params: { next_cursor: '' } },
    finds: ['cursor', { cursor_path: ['next_cursor'], cursor_param: 'next_cursor' }],
  },
  'a field that the request has': {
    body: { data: two, next_page: 2 },
    request: post({ page: 1 }),
    finds: ['cursor', { cursor_path: ['next_page'], cursor_body_path: 'page' }],
  },
  'a header that numbers the next page': {
    body: two,
    headers: { 'x-next-page': '2' },
    finds: ['header_cursor', { cursor_key: 'x-next-page', cursor_param: 'page' }],
  },
  'a token that is not about pages': { body: { items: two, nextSyncToken: 'x' }, warns: /nextSyncToken/ },
  'a record with a next step': { body: { id: 1, next_id: 2, next_step: 'call' } },
  'no cursor any more': { body: { data: two, next_cursor: null, next: '', next_page: false } },

  // Offsets, and pages without their number.
  'offset, limit and total': {
    body: { data: two, pagination: { offset: 0, limit: 2, total: 100 } },
    finds: ['offset', offsets],
  },
  'startAt and maxResults': {
    body: { issues: two, startAt: 0, maxResults: 50, total: 120 },
    finds: ['offset', { limit: 2, offset: 0, offset_param: 'startAt', limit_param: 'maxResults' }],
  },
  'offset and has_more': {
    body: { data: two, offset: 0, limit: 2, has_more: true },
    finds: ['offset', { ...offsets, has_more_path: ['has_more'] }],
  },
  'page and has_more': {
    body: { data: two, page: 1, has_more: true },
    finds: ['page_number', { ...numbers, has_more_path: ['has_more'] }],
  },
  'page and total': { body: { data: two, page: 1, per_page: 2, total: 5 }, finds: ['page_number', numbers] },
  'the only page': { body: { data: two, page: 1, per_page: 2, total: 2, offset: 0, limit: 2 } },

  // One page, and perhaps not.
  'a list': { body: two },
  'a record': { body: { id: 101, name: 'A', total: 7, has_more: true } },
  'a total of these rows': { body: { data: two, total: 2, count: 2 } },
  has_more: { body: { data: two, has_more: true }, warns: /"has_more" is true/ },
  'next: true': { body: { data: two, next_page: true }, warns: /"next_page" is true/ },
  'last: false': { body: { data: two, last: false }, warns: /"last" is false/ },
  'a total of more rows': {
    body: { articles: two, paging: { current: 3, size: 2, total: 60 } },
    warns: /"paging\.total" is 60, more than its 2/,
  },
  'a cursor of a page': { body: { data: two, pageInfo: { endCursor: 'x' } }, warns: /pageInfo\.endCursor/ },
  'a cursor of the last page': { body: { data: two, pageInfo: { endCursor: 'x', hasNextPage: false } } },
  'a total in a header': { body: two, headers: { 'x-total-count': '50' }, warns: /"x-total-count" is 50/ },
  'a number of pages in a header': { body: two, headers: { 'x-wp-totalpages': '5' }, warns: /"x-wp-totalpages" is 5/ },
};

describe('detectPaging', () => {
  for (const [name, given] of Object.entries(CASES)) {
    it(`${name}: ${given.finds?.[0] ?? (given.warns ? 'a warning' : 'one page')}`, () => {
      const { choice, message, doubtful = false } = detect(given);
      const [type, options = {}] = given.finds ?? [];
      assert.deepEqual([choice?.type, choice?.options], [type, type === undefined ? undefined : options], message);
      assert.equal(doubtful, given.warns !== undefined, message);
      if (given.warns) {
        assert.match(message, given.warns);
        assert.include(message, 'resources.items.endpoint.paginator');
      }
    });
  }

  it('looks at no list but those of links, and not inside of the row that a body carries', () => {
    const row = { id: 1, next_id: 2, total_pages: 9, links: { next: '/i' } };
    const body = { staff: row };
    assert.isUndefined(detectPaging({ ...factsOf({ body }), rowCount: 1, onlyRow: row }, ITEMS).choice);
    assert.isUndefined(detect({ body: [row] }).choice);
  });
});
