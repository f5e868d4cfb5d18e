import { assert } from 'chai';
import { cursor } from '../../lib/paginators/cursor.ts';
import { afterFirst, asks, invalid, refusal, rows, sends } from './paging.ts';

const next = (value: unknown, rest: object = {}) => rows(1, { next_cursor: value, ...rest });
const path = { cursor_path: 'next_cursor' };

describe('cursor', () => {
  it('P27 sends the cursor of each page with the next request', () => {
    const bodies = [next('a'), next(2), next('c d'), next(9_007_199_254_740_993n), next(null)];
    assert.deepEqual(asks(cursor, path, bodies), [
      '/items',
      '/items?cursor=a',
      '/items?cursor=2',
      '/items?cursor=c+d',
      '/items?cursor=9007199254740993',
    ]);
  });

  it('reads cursors.next and sends the parameter cursor unless told otherwise', () => {
    assert.equal(afterFirst(cursor, {}, { body: { cursors: { next: 'x' } } }), '/items?cursor=x');
    const unset = { cursor_param: null, cursor_body_path: null };
    assert.equal(afterFirst(cursor, { ...path, ...unset }, { body: next('x') }), '/items?cursor=x');
    assert.equal(afterFirst(cursor, { ...path, cursor_param: 'after' }, { body: next('x') }), '/items?after=x');
  });

  it('takes a cursor from the last row', () => {
    const body = { data: [{ id: 1 }, { id: 7 }] };
    assert.equal(afterFirst(cursor, { cursor_path: 'data[-1].id' }, { body }), '/items?cursor=7');
    assert.isUndefined(afterFirst(cursor, { cursor_path: 'data[-1].id' }, { body: { data: [] } }));
  });

  it('P28 sends it in the JSON body', () => {
    const options = { cursor_path: 'next_page', cursor_body_path: 'page' };
    const bodies = [2, 3, 4, 5].map((page) => rows(5, { next_page: page }));
    assert.deepEqual(
      sends(cursor, options, bodies, { q: 1, page: 1 }),
      [1, 2, 3, 4, 5].map((page) => ({ q: 1, page })),
    );
  });

  it('P29 stops at a cursor that is empty', () => {
    for (const none of ['', null, undefined, 0, false])
      assert.isUndefined(afterFirst(cursor, path, { body: next(none) }));
  });

  it('P30 stops after an empty page if it shall', () => {
    const body = { data: [], next_cursor: 'a' };
    assert.equal(afterFirst(cursor, path, { body }), '/items?cursor=a');
    const strict = { ...path, stop_after_empty_page: true, has_more_path: 'more' };
    assert.isUndefined(afterFirst(cursor, strict, { body }));
    assert.equal(afterFirst(cursor, strict, { body: next('a', { more: true }) }), '/items?cursor=a');
  });

  it('P31 stops where has_more_path says so, cursor or not', () => {
    const options = { ...path, has_more_path: 'more' };
    for (const more of [false, 'false', 0])
      assert.isUndefined(afterFirst(cursor, options, { body: next('a', { more }) }));
    for (const more of [true, 'true', 1]) {
      assert.equal(afterFirst(cursor, options, { body: next('a', { more }) }), '/items?cursor=a');
    }
    assert.isUndefined(afterFirst(cursor, options, { body: next(null, { more: false }) }));
  });

  it('P31 refuses a has_more_path that is missing or says neither yes nor no', () => {
    for (const more of [undefined, null, 'invalid', 2]) {
      refusal(cursor, { ...path, has_more_path: 'more' }, { body: next('a', { more }) }, 'has_more_path');
    }
  });

  it('refuses to stop where there are more pages but no cursor for them', () => {
    const options = { ...path, has_more_path: 'more' };
    assert.equal(
      refusal(cursor, options, { body: next(null, { more: true }) }, 'cursor_path'),
      '"more" says that there are more pages, but "next_cursor" has no cursor for them',
    );
  });

  it('P32 creates the objects on a nested path', () => {
    const options = { ...path, cursor_body_path: 'cursor.next' };
    assert.deepEqual(sends(cursor, options, [next('a'), next('')]), [undefined, { cursor: { next: 'a' } }]);
    assert.deepEqual(sends(cursor, options, [next('a')], { a: 1, cursor: { size: 2 } }), [
      { a: 1, cursor: { size: 2 } },
      { a: 1, cursor: { size: 2, next: 'a' } },
    ]);
  });

  it('P34 stops at null with no rows', () => {
    const bodies = [rows(10, { next_token: 'b' }), rows(4, { next_token: 'c' }), { data: null, next_token: null }];
    const options = { cursor_path: 'next_token', cursor_param: 'next_token' };
    assert.deepEqual(asks(cursor, options, bodies), ['/items', '/items?next_token=b', '/items?next_token=c']);
  });

  it('refuses a cursor that a query cannot carry', () => {
    assert.equal(refusal(cursor, path, { body: next(true) }, 'cursor_path'), '"next_cursor" is true, not a cursor');
    assert.equal(
      refusal(cursor, path, { body: next({ a: 1 }) }, 'cursor_path'),
      '"next_cursor" is an object, not a cursor',
    );
    assert.equal(refusal(cursor, path, { body: next([1]) }, 'cursor_path'), '"next_cursor" is a list, not a cursor');
  });

  it('sends an object or a list in the body as it is, and stops where it is empty', () => {
    const options = { ...path, cursor_body_path: 'after' };
    const bodies = [next({ id: 'x' }), next([1, 'b']), next([])];
    assert.deepEqual(sends(cursor, options, bodies), [undefined, { after: { id: 'x' } }, { after: [1, 'b'] }]);
  });

  it('refuses both a parameter and a body path, and empty names', () => {
    assert.deepEqual(invalid(cursor, { cursor_param: 'c', cursor_body_path: 'c' }), ['cursor_body_path']);
    assert.deepEqual(invalid(cursor, { cursor_param: '' }), ['cursor_param']);
  });
});
