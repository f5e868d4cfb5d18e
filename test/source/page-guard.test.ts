import { assert } from 'chai';
import { PaginationError } from '../../lib/core/errors.ts';
import { requestUrl } from '../../lib/core/request.ts';
import type { ApiRequest, Row } from '../../lib/core/types.ts';
import { paginators } from '../../lib/paginators/index.ts';
import { createPageGuard } from '../../lib/source/page-guard.ts';
import { page, requestFor } from '../helpers/marbles.ts';

type PaginatorName = 'page_number' | 'offset' | 'json_link' | 'cursor';
const TOO_MANY = 20;

interface Walk {
  readonly rows: readonly Row[];
  readonly asked: readonly string[];
  readonly error: PaginationError | undefined;
  readonly notes: readonly string[];
}

/** Lets a guarded paginator ask a server until it stops, and tells which rows came through. */
function walk(
  type: PaginatorName,
  options: object,
  server: (query: URLSearchParams, index: number) => Row[] | { rows: Row[]; body: unknown },
  initial: ApiRequest = requestFor('jobs'),
  onRows: (rows: readonly Row[]) => void = () => {},
  maxPages?: number,
): Walk {
  const spec = paginators[type];
  const paginator = spec.create(spec.options.parse(options) as never);
  const guard = createPageGuard(paginator, { maxPages, onNote: ({ message }) => void notes.push(message) });
  const rows: Row[] = [];
  const asked: string[] = [];
  const notes: string[] = [];
  let request: ApiRequest | undefined = paginator.first(initial);
  for (let index = 0; request !== undefined; index++) {
    if (index > TOO_MANY) assert.fail('it does not stop');
    const url = new URL(requestUrl(request));
    asked.push(url.search);
    const answer = server(url.searchParams, index);
    const { rows: found, body } = Array.isArray(answer) ? { rows: answer, body: answer } : answer;
    const response = { status: 200, headers: {}, url: url.toString(), body, bytes: 0 };
    const guarded = guard.page(page<Row>(found, { request, response, index }));
    rows.push(...guarded.rows);
    onRows(guarded.rows);
    try {
      request = guard.next(guarded, request);
    } catch (error) {
      assert.instanceOf(error, PaginationError);
      return { rows, asked, error, notes };
    }
  }
  return { rows, asked, error: undefined, notes };
}

const ids = (...values: number[]): Row[] => values.map((id) => ({ id }));
/** An API that has these pages, numbered from `base`, and empty ones behind them. */
const pagesFrom = (base: number, pages: Row[][]) => (query: URLSearchParams) =>
  pages[Number(query.get('page')) - base] ?? [];

describe('createPageGuard', () => {
  describe('an API that has fewer rows in a page than offset asks for', () => {
    const all = ids(...Array.from({ length: 10 }, (_, i) => i));
    /** The offsets and limits of the query, but at most three rows. */
    const capped = (query: URLSearchParams) =>
      all.slice(Number(query.get('offset')), Number(query.get('offset')) + Math.min(3, Number(query.get('limit'))));

    it('is told of, once, since rows are passed over', () => {
      const { notes, rows } = walk('offset', { limit: 4 }, capped);
      assert.deepEqual(rows, ids(0, 1, 2, 4, 5, 6, 8, 9));
      assert.lengthOf(new Set(notes), 1);
      assert.include(notes[0], 'a page of 3 rows came where 4 were asked for, and more rows came after it');
      assert.include(notes[0], "set the paginator's limit to 3");
    });

    it('is not told of where the limit is that of the API, or only the last page is short', () => {
      for (const limit of [1, 2, 3]) assert.deepEqual(walk('offset', { limit }, capped).notes, []);
    });
  });

  it('lets pages that differ through', () => {
    const { rows, asked, error } = walk('page_number', {}, pagesFrom(0, [ids(1, 2), ids(3)]));
    assert.isUndefined(error);
    assert.deepEqual(rows, ids(1, 2, 3));
    assert.deepEqual(asked, ['?page=0', '?page=1', '?page=2']);
  });

  describe('an API that ignores the page', () => {
    const stuck: [type: PaginatorName, options: object, parameter: RegExp][] = [
      ['page_number', { base_page: 1, page_param: 'p' }, /the query parameter "p"/],
      ['offset', { limit: 2, offset_param: 'start' }, /the query parameter "start"/],
      ['page_number', { page_body_path: 'paging.page', base_page: 0 }, /the field "paging\.page" of the request body/],
    ];
    for (const [type, options, parameter] of stuck) {
      it(`is an error that names ${parameter.source}`, () => {
        const { rows, asked, error } = walk(type, options, () => ids(1, 2));
        assert.match(error!.message, /same page twice/);
        assert.match(error!.message, parameter);
        assert.equal(error!.setting, 'resources.jobs.endpoint.paginator');
        assert.equal(error!.resource, 'jobs');
        assert.match(error!.fix ?? '', /single_page/);
        assert.lengthOf(asked, 2);
        assert.deepEqual(rows, ids(1, 2), 'the rows are not doubled');
      });
    }

    it('is an error also where the count is open, after page 2 was tried', () => {
      const { rows, asked, error } = walk('page_number', {}, () => ids(1, 2));
      assert.match(error!.message, /the query parameter "page"/);
      assert.deepEqual(asked, ['?page=0', '?page=1', '?page=2']);
      assert.deepEqual(rows, ids(1, 2));
    });

    it('is found although steps change its rows in place', () => {
      const count = (rows: readonly Row[]) => rows.forEach((row) => (row['seen'] = true));
      const { error } = walk('page_number', { base_page: 1 }, () => ids(1, 2), requestFor('jobs'), count);
      assert.match(error!.message, /same page twice/);
    });
  });

  describe('an API that counts from 1, where base_page is not given', () => {
    const pages = [ids(1, 2), ids(3, 4), ids(5)];

    it('answers page 0 like page 1: it goes on with page 2, and no row is doubled', () => {
      const server = pagesFrom(1, pages);
      const zeroIsOne = (query: URLSearchParams) => (query.get('page') === '0' ? pages[0]! : server(query));
      const { rows, asked, error } = walk('page_number', {}, zeroIsOne);
      assert.isUndefined(error);
      assert.deepEqual(rows, ids(1, 2, 3, 4, 5));
      assert.deepEqual(asked, ['?page=0', '?page=1', '?page=2', '?page=3', '?page=4']);
    });
    it('answers page 0 with nothing: it asks for page 1', () => {
      const { rows, error } = walk('page_number', {}, pagesFrom(1, pages));
      assert.isUndefined(error);
      assert.deepEqual(rows, ids(1, 2, 3, 4, 5));
    });
    it('has the last page that its total names', () => {
      const server = pagesFrom(1, pages);
      const { rows } = walk('page_number', { total_path: 'pages' }, (query) => {
        const found = query.get('page') === '0' ? pages[0]! : server(query);
        return { rows: found, body: { pages: 3 } };
      });
      assert.deepEqual(rows, ids(1, 2, 3, 4, 5));
    });
  });

  it('pages with the same keys but other values are no repeat, unless the count is open: then the API counts from 1', () => {
    const seenAt = (at: number, page: Row[]) => page.map((row) => ({ ...row, seen: at }));
    const pages = [ids(1, 2), ids(3, 4), ids(5, 6)];
    const server = (query: URLSearchParams, i: number) => {
      const found = pages[Math.max(1, Number(query.get('page'))) - 1] ?? [];
      return { rows: seenAt(i, found), body: { pages: 3 } };
    };
    const open = walk('page_number', { total_path: 'pages' }, server);
    assert.deepEqual(open.asked, ['?page=0', '?page=1', '?page=2', '?page=3']);
    assert.includeMembers(
      open.rows.map((row) => row['id']),
      [1, 2, 3, 4, 5, 6],
    );
    assert.isUndefined(walk('page_number', { base_page: 0, total_path: 'pages' }, server).error);
  });

  it('more pages than max_pages allows are an error behind the last that it allows', () => {
    const pages = [ids(1), ids(2), ids(3)];
    const options = { base_page: 0, total_path: 'pages' };
    const server = (query: URLSearchParams) => ({ rows: pages[Number(query.get('page'))]!, body: { pages: 3 } });
    const cut = walk('page_number', options, server, undefined, undefined, 2);
    assert.match(cut.error!.message, /more pages than the 2 that max_pages allows/);
    assert.equal(cut.error!.setting, 'resources.jobs.endpoint.max_pages');
    assert.deepEqual(cut.rows, ids(1, 2));
    assert.isUndefined(walk('page_number', options, server, undefined, undefined, 3).error);
  });

  it('two empty pages are no repeat: the resource is empty', () => {
    const { rows, asked, error } = walk('page_number', {}, () => []);
    assert.isUndefined(error);
    assert.deepEqual({ rows, asked }, { rows: [], asked: ['?page=0', '?page=1'] });
  });

  it('passes over one empty page where the total says that there are more, and warns where it ended at two', () => {
    const server = (pages: Row[][]) => (query: URLSearchParams) => ({
      rows: pages[Number(query.get('page'))] ?? [],
      body: { pages: pages.length },
    });
    const options = { base_page: 0, total_path: 'pages' };
    const once = walk('page_number', options, server([ids(1), [], ids(2), [], ids(3)]));
    assert.deepEqual(once.rows, ids(1, 2, 3));
    assert.isEmpty(once.notes);
    const twice = walk('page_number', options, server([ids(1), [], [], ids(2)]));
    assert.deepEqual(twice.rows, ids(1));
    assert.deepEqual(twice.notes, ['it ended at 2 empty pages in a row, but "pages" is 4: rows may be missing']);
  });

  it('long pages that differ in one row anywhere are two pages', () => {
    const long = (odd: number) => Array.from({ length: 1000 }, (_, i) => ({ value: i === odd ? 1 : 0 }));
    for (const odd of [1, 57, 998]) {
      const { rows, error } = walk('page_number', {}, pagesFrom(0, [long(-1), long(odd)]));
      assert.isUndefined(error, `row ${odd}`);
      assert.lengthOf(rows, 2000, `row ${odd}`);
    }
  });

  describe('links', () => {
    const link = (next: string | null, rows: Row[]) => ({ rows, body: { data: rows, next } });

    it('the same next link twice is an error that names its place', () => {
      const server = (_: URLSearchParams, i: number) => link('https://api.example.com/v1/jobs?page=2', ids(i));
      const { rows, asked, error } = walk('json_link', { next_url_path: 'next' }, server);
      assert.match(error!.message, /page 2: the link at "next" of the answer leads back to the page it came from/);
      assert.lengthOf(asked, 2);
      assert.deepEqual(rows, ids(0, 1));
    });
    for (const length of [2, 3, 7]) {
      it(`links that go round in a circle of ${length} pages are one as well`, () => {
        // The circle begins behind the first page.
        const server = (query: URLSearchParams, i: number) =>
          link(`https://api.example.com/v1/jobs?page=${((Number(query.get('page') ?? 1) - 1) % length) + 2}`, ids(i));
        const { error } = walk('json_link', { next_url_path: 'next' }, server);
        assert.match(error!.message, /the link at "next" of the answer leads back to page \d+/);
      });
    }

    it('the same cursor twice is one that names its parameter', () => {
      const server = (_: URLSearchParams, i: number) => link('c1', ids(i));
      const { error } = walk('cursor', { cursor_path: 'next', cursor_param: 'after' }, server);
      assert.match(error!.message, /the query parameter "after" leads back/);
    });
    it('a cursor in a body with big integers is compared too', () => {
      const server = (_: URLSearchParams, i: number) => link('c1', ids(i));
      const initial = requestFor('jobs', { method: 'POST', body: { kind: 'json', value: { id: 2n ** 60n } } });
      const { error, asked } = walk('cursor', { cursor_path: 'next', cursor_body_path: 'after' }, server, initial);
      assert.match(error?.message ?? '', /the field "after".* leads back/, asked.join());
    });
  });
});
