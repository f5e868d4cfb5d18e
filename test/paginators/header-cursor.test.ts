import { assert } from 'chai';
import { headerCursor } from '../../lib/paginators/header-cursor.ts';
import { asked, drive } from '../conformance/paginator.ts';
import { afterFirst, invalid, make, refusal, rows, sends } from './paging.ts';

const answer = (next: string | undefined, body: unknown = rows(1)) => ({
  body,
  ...(next !== undefined && { headers: { next } }),
});

describe('header_cursor', () => {
  it('P33 sends the cursor of each page with the next request', () => {
    const paginator = make(headerCursor, { cursor_key: 'Cursor', cursor_param: 'page' });
    const server = (_: unknown, at: number) => ({
      body: rows(5),
      headers: at < 4 ? { cursor: String(at + 2) } : ({} as Record<string, string>),
    });
    assert.deepEqual(drive(paginator, server).map(asked), [
      '/items',
      ...[2, 3, 4, 5].map((page) => `/items?page=${page}`),
    ]);
  });

  it('reads the header "next" and sends the parameter "cursor" unless told otherwise', () =>
    assert.equal(afterFirst(headerCursor, {}, answer('a b')), '/items?cursor=a+b'));

  it('stops at a header that is empty or missing', () => {
    for (const none of ['', ' ', undefined]) assert.isUndefined(afterFirst(headerCursor, {}, answer(none)));
  });

  it('stops after an empty page if it shall, and as has_more_path says', () => {
    const empty = answer('a', { data: [] });
    assert.equal(afterFirst(headerCursor, {}, empty), '/items?cursor=a');
    assert.isUndefined(afterFirst(headerCursor, { stop_after_empty_page: true }, empty));
    const more = { has_more_path: 'more' };
    assert.isUndefined(afterFirst(headerCursor, more, answer('a', rows(1, { more: false }))));
    assert.equal(afterFirst(headerCursor, more, answer('a', rows(1, { more: true }))), '/items?cursor=a');
    assert.equal(
      refusal(headerCursor, more, answer('', rows(1, { more: true })), 'cursor_key'),
      '"more" says that there are more pages, but the header "next" has no cursor for them',
    );
  });

  it('sends it in the JSON body', () => {
    const [first] = sends(headerCursor, { cursor_body_path: 'paging.after' }, [rows(1)], { q: 1 });
    assert.deepEqual(first, { q: 1 });
    const paginator = make(headerCursor, { cursor_body_path: 'paging.after' });
    const requests = drive(paginator, (_, at) => answer(at === 0 ? 'x' : ''));
    assert.deepEqual(requests[1]!.body, { kind: 'json', value: { paging: { after: 'x' } } });
  });

  it('refuses both a parameter and a body path, and empty names', () => {
    assert.deepEqual(invalid(headerCursor, { cursor_param: 'c', cursor_body_path: 'c' }), ['cursor_body_path']);
    assert.deepEqual(invalid(headerCursor, { cursor_key: '' }), ['cursor_key']);
    assert.deepEqual(invalid(headerCursor, { cursor_param: '' }), ['cursor_param']);
  });
});
