import { assert } from 'chai';
import { PaginationError } from '../../lib/core/errors.ts';
import { offset } from '../../lib/paginators/offset.ts';
import { requestFor } from '../helpers/marbles.ts';
import { countingCases } from './counting-cases.ts';
import { asks, invalid, make, rows, sends } from './paging.ts';

const five = Array.from({ length: 5 }, () => rows(5, { total_records: 25 }));
const paths = (limit: number, ...offsets: number[]) => offsets.map((at) => `/items?offset=${at}&limit=${limit}`);

describe('offset', () => {
  countingCases(
    offset,
    { limit: 2 },
    {
      totals: 'P12 P13',
      hasMore: 'P14',
      empty: 'P15',
      guarantee: 'P16',
      maximum: 'maximum_offset',
      second: '/items?offset=2&limit=2',
    },
  );

  it('P8 goes up by the limit to the total', () =>
    assert.deepEqual(asks(offset, { limit: 5, total_path: 'total_records' }, five), paths(5, 0, 5, 10, 15, 20)));

  it('goes up to an empty page without a total', () =>
    assert.deepEqual(asks(offset, { limit: 5 }, five), paths(5, 0, 5, 10, 15, 20, 25)));

  it('P9 sends offset and limit in the JSON body, beside what is there', () => {
    const options = { limit: 5, offset_body_path: 'offset', limit_body_path: 'limit', total_path: 'total_records' };
    assert.deepEqual(
      sends(offset, options, five, { filter: { a: 1 } }),
      [0, 5, 10, 15, 20].map((at) => ({ filter: { a: 1 }, offset: at, limit: 5 })),
    );
  });

  it('P10 starts at the offset', () => {
    const body = rows(42, { total: 200 });
    assert.deepEqual(asks(offset, { offset: 123, limit: 42, total_path: 'total' }, [body, body]), paths(42, 123, 165));
  });

  it('P11 stops before maximum_offset', () => {
    const bodies = [rows(50), rows(50), rows(50)];
    assert.deepEqual(asks(offset, { limit: 50, maximum_offset: 100, total_path: null }, bodies), paths(50, 0, 50));
    assert.deepEqual(asks(offset, { limit: 2, maximum_offset: 3 }, bodies), paths(2, 0, 2));
    assert.deepEqual(asks(offset, { limit: 2, maximum_offset: 4 }, bodies), paths(2, 0, 2));
  });

  it('P17 refuses both a parameter and a body path, empty names and a missing limit', () => {
    assert.deepEqual(invalid(offset, { limit: 1, offset_param: 'o', offset_body_path: 'o' }), ['offset_body_path']);
    assert.deepEqual(invalid(offset, { limit: 1, limit_param: 'l', limit_body_path: 'l' }), ['limit_body_path']);
    for (const name of ['offset_param', 'offset_body_path', 'limit_param', 'limit_body_path']) {
      assert.deepEqual(invalid(offset, { limit: 1, [name]: '' }), [name]);
    }
    assert.deepEqual(invalid(offset, {}), ['limit']);
    assert.deepEqual(invalid(offset, { limit: 0 }), ['limit']);
  });

  it('P17 takes null for a name that is not given', () => {
    const unnamed = { limit: 5, offset_param: null, offset_body_path: null, limit_param: null, limit_body_path: null };
    assert.deepEqual(asks(offset, unnamed, []), paths(5, 0));
  });

  it('P18 creates the objects on a nested path, and the body', () => {
    const options = { limit: 5, offset_body_path: 'pagination.offset', limit_body_path: 'pagination.limit' };
    const pages = [0, 5].map((at) => ({ offset: at, limit: 5 }));
    assert.deepEqual(
      sends(offset, options, [rows(5)]),
      pages.map((pagination) => ({ pagination })),
    );
    assert.deepEqual(
      sends(offset, options, [rows(5)], { a: [1], pagination: { sort: 'id' } }),
      pages.map((pagination) => ({ a: [1], pagination: { sort: 'id', ...pagination } })),
    );
    assert.deepEqual(
      sends(offset, options, [rows(5)], { pagination: null }),
      pages.map((pagination) => ({ pagination })),
    );
  });

  it('refuses a body path that leads through something else than objects', () => {
    const paginator = make(offset, { limit: 5, offset_body_path: 'pages.0.offset' });
    for (const value of [{ pages: [{}] }, { pages: 'a' }, ['a']]) {
      const request = requestFor('items', { body: { kind: 'json', value } });
      assert.throws(() => paginator.first(request), PaginationError, '"pages.0.offset" leads through');
    }
  });

  it('refuses to put a value into a body that is not JSON', () => {
    const request = requestFor('items', { body: { kind: 'text', text: 'a=b' } });
    const paginator = make(offset, { limit: 5, offset_body_path: 'offset' });
    assert.throws(() => paginator.first(request), PaginationError, 'the body of the request is not JSON');
  });

  it('writes a field of any name', () => {
    const [body] = sends(offset, { limit: 5, offset_body_path: '__proto__.offset' }, [], { a: 1 });
    assert.equal(JSON.stringify(body), '{"a":1,"__proto__":{"offset":0}}');
  });
});
