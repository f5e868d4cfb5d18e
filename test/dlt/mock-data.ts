/** The data of the mock API: 25 posts in pages of 5, 50 comments for each of them in pages of 5. */
import type { MockAnswer, MockRequest } from './mock-server.ts';

export const PAGE_SIZE = 5;
export const POSTS = 25;
export const COMMENTS = 50;
const DEFAULT_LIMIT = 10;

const list = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

export type Post = {
  readonly id: number;
  readonly title: string;
};

export const posts = (count = POSTS): Post[] => list(count, (id) => ({ id, title: `Post ${id}` }));

export const postsWithReactions = (reactions = 5) =>
  posts().map((post) => ({
    ...post,
    reactions: list(reactions, (id) => ({ id, title: `Reaction ${id} for post ${post.id}` })),
  }));

export const comments = (post: number, count = COMMENTS) =>
  list(count, (id) => ({ id, post_id: post, body: `Comment ${id} for post ${post}` }));

export const detail = (id: number) => ({ id, body: `Post body ${id}` });

export const csv = (rows: readonly object[]): string =>
  [Object.keys(rows[0]!), ...rows.map((row) => Object.values(row) as unknown[])]
    .map((cells) => `${cells.join()}\n`)
    .join('');

interface Numbered {
  /** The number of the first page. */
  readonly base?: number;
  /** The key that the rows are under. */
  readonly key?: string;
  readonly link?: 'absolute' | 'relative';
}

/** One page by its number, in an envelope with the next link. */
export function numberedPage(request: MockRequest, rows: readonly object[], how: Numbered = {}): object {
  const { base = 1, key = 'data', link = 'absolute' } = how;
  const { page, pageRows, total, next } = pageByNumber(request, rows, base);
  const origin = link === 'absolute' ? request.origin : '';
  return {
    [key]: pageRows,
    page,
    total_pages: total,
    ...(next !== undefined && { next_page: `${origin}${request.path}?page=${next}` }),
  };
}

export function pageByNumber(request: MockRequest, rows: readonly object[], base = 1) {
  const page = Number(request.query.get('page') ?? base);
  const start = (page - base) * PAGE_SIZE;
  const total = Math.ceil(rows.length / PAGE_SIZE);
  const next = page + 1 < total + base ? page + 1 : undefined;
  return { page, pageRows: start < 0 ? [] : rows.slice(start, start + PAGE_SIZE), total, next };
}

export function offsetPage(offset: unknown, limit: unknown): object {
  const [from, size] = [Number(offset ?? 0), Number(limit ?? DEFAULT_LIMIT)];
  return { data: posts().slice(from, from + size), total_records: POSTS, offset: from, limit: size };
}

export function cursorPage(cursor: unknown): object {
  const from = Number(cursor ?? 0);
  const next = from + PAGE_SIZE;
  return { data: posts().slice(from, next), next_cursor: next < POSTS ? next : null };
}

/** Pages of 10, 4 and no users; the last one says so by null. */
export function usersPage(cursor: string | null): object {
  const users = list(14, (id) => ({ id, name: `User ${id}` }));
  if (cursor === null) return { users: users.slice(0, 10), next_token: 'cursor_page_2' };
  if (cursor === 'cursor_page_2') return { users: users.slice(10), next_token: 'cursor_final' };
  return { users: null, next_token: null };
}

/** A search by a JSON body, whose pages are numbered in the body too. */
export function searchPage(request: MockRequest): object {
  const body = request.json as Record<string, number | undefined>;
  const { page_size: size = PAGE_SIZE, page_count: count = 5, page = 1, ids_greater_than: after = 0 } = body;
  const found = posts(size * count).filter(({ id }) => id > after);
  const last = Math.ceil(found.length / size);
  return {
    data: found.slice((page - 1) * size, page * size),
    next_page: page < last ? page + 1 : null,
    total_pages: count,
  };
}

export function unauthorized(): MockAnswer {
  return { status: 401, json: { error: 'Unauthorized' } };
}
