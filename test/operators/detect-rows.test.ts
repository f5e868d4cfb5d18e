import { assert } from 'chai';
import { SelectorError } from '../../lib/core/errors.ts';
import { detectRows, type Detected } from '../../lib/operators/detect-rows.ts';

type Body = Record<string, unknown>;

const context = {
  resource: 'jobs',
  setting: 'resources.jobs.endpoint.data_selector',
  first: true,
  primaryKey: ['id'],
  oneRecord: false,
};

function detect(body: Body, over: Partial<typeof context> = {}): Detected {
  return detectRows(body, { ...context, ...over });
}

/** Where the rows are: the path of the list, `row` or `nothing`. */
function found(body: Body, over: Partial<typeof context> = {}): string {
  const detected = detect(body, over);
  return detected.kind === 'list' ? detected.list.keys.join('.') : detected.kind;
}

function refused(body: Body, over: Partial<typeof context> = {}): SelectorError {
  try {
    detect(body, over);
  } catch (error) {
    assert.instanceOf(error, SelectorError);
    return error;
  }
  return assert.fail(`${JSON.stringify(body)} was not refused`);
}

const rows = [{ id: 1 }, { id: 2 }];

describe('detectRows', () => {
  const cases: readonly [name: string, body: Body, where: string][] = [
    ['the list under a usual key', { links: [{ rel: 'next' }], results: rows }, 'results'],
    ['the usual key in any case', { Errors: [{}], Data: rows }, 'Data'],
    ['the usual key nearest to the top', { meta: { values: [{ v: 1 }] }, data: rows }, 'data'],
    ['an empty list under a usual key', { data: [], included: [{ id: 9 }] }, 'data'],
    ['a usual key that holds scalars only, where it is the only list', { data: ['a'], total: 1 }, 'data'],
    ['past a usual key of scalars', { values: [1, 2], jobs: rows }, 'jobs'],
    ['the one list with rows of two usual keys', { values: [], data: rows }, 'data'],
    ['two empty usual keys', { items: [], payload: [] }, 'items'],
    ['the only list of objects', { meta: { tags: ['t'] }, things: rows }, 'things'],
    ['the only list of objects, three keys deep', { a: { b: { c: rows } } }, 'a.b.c'],
    ['an object whose lists are deeper as one row', { a: { b: { c: { d: rows } } } }, 'row'],
    ['an object with an empty list field as one row', { id: 1, tags: [] }, 'row'],
    ['an object with a list of scalars as one row', { id: 1, tags: ['a'] }, 'row'],
    ['an object without lists as one row', { id: 1 }, 'row'],
    ['an object with counts only as one row', { count: 5, total: 7 }, 'row'],
    ['an order without items as one row', { id: 7, items: [], total: 0 }, 'row'],
    ['a list of scalars that is all there is', { symbols: ['A', 'B'], total: 2 }, 'symbols'],
    ['the list beside the identity of the request', { id: 'req-1', data: rows, total: 2 }, 'data'],
    ['no rows beside the identity of the request', { id: 'req-1', data: [] }, 'data'],
    ['the list beside a status', { status: 'ok', code: 200, message: '', jobs: rows }, 'jobs'],
  ];
  for (const [name, body, where] of cases) it(`reads ${name}`, () => assert.equal(found(body), where));

  describe('an envelope with nothing in it is no row', () => {
    for (const body of [
      {},
      { comments: [], total: 0 },
      { comments: [], page: 1, per_page: 50, total_pages: 0 },
      { comments: [], total: '0', next: null },
      { comments: [] },
      { comments: [], meta: { total: 0, page: 3 }, links: { self: '/x' } },
      { comments: [], authors: [], count: 0 },
      { response: { comments: [], total: 0 } },
      { success: true, comments: [] },
      { status: 'ok', message: null, comments: [] },
      { data: null, total: 0 },
      { results: null },
    ]) {
      it(JSON.stringify(body), () => {
        assert.equal(found(body, { primaryKey: [] }), 'nothing');
        assert.equal(found(body, { oneRecord: true }), 'nothing');
      });
    }
  });

  describe('a record is a row, however empty its lists are', () => {
    for (const body of [
      { id: 1, comments: [], total: 0 },
      { uuid: 'x', comments: [] },
      { name: 'Ann', comments: [] },
      { comments: [], total: 5 },
      { comments: [], meta: { count: 5 } },
      { status: 'open', comments: [] },
      { errors: [], count: 0 },
      { total: 0 },
      { title: null, count: 3 },
      { profile: { name: 'Ann', tags: [] } },
    ]) {
      it(JSON.stringify(body), () => assert.equal(found(body), 'row'));
    }

    it('by the key of its resource', () => {
      assert.equal(found({ page: 1, comments: [] }, { primaryKey: ['page'] }), 'row');
      assert.equal(found({ page: 1, comments: [] }, { primaryKey: ['page', 'site'] }), 'nothing');
    });
  });

  it('tells what to confirm where an answer with an empty list is taken for a row', () => {
    assert.deepEqual(detect({ owner: 'x', jobs: { open: [] } }), {
      kind: 'row',
      doubt:
        'an answer with an empty list at "jobs.open" is taken for one row: set data_selector to "jobs.open" if its rows are there, else to "$"',
    });
    assert.notProperty(detect({ id: 1, tags: [] }), 'doubt');
    assert.notProperty(detect({ owner: 'x' }), 'doubt');
  });

  it('tells what is left out beside a list under an unusual key', () => {
    const detected = detect({ name: 'Ann', email: 'a@x', teams: rows, page: 1 });
    assert.include(detected, {
      kind: 'list',
      doubt:
        'its rows are taken from "teams", and "name", "email" beside it is left out: set data_selector to "teams", or to "$" to take the whole answer as one row',
    });
    assert.notProperty(detect({ teams: rows, page_details: { size: 2 }, next_id: 7 }), 'doubt');
    assert.notProperty(detect({ items: rows, name: 'x' }), 'doubt');
  });

  it('takes an object with nothing but empty lists for the end, on a later page', () => {
    assert.equal(found({ products: [], note: 'x' }, { first: false }), 'products');
    assert.equal(found({ id: 1 }, { first: false }), 'row');
    assert.equal(found({ id: 1, tags: [] }, { first: false }), 'row');
  });

  it('refuses to choose between several lists of objects', () => {
    const error = refused({ jobs: [{ id: 1 }], staff: [{ id: 2 }, { id: 3 }] });
    assert.equal(error.message, 'the answer has several lists of rows: "jobs" (1 row) and "staff" (2 rows)');
    assert.deepInclude(error, {
      resource: 'jobs',
      setting: context.setting,
      fix: 'set data_selector to the one that holds the rows',
    });
    assert.match(refused({ data: [{ id: 1 }], results: [{ id: 2 }] }).message, /several lists/);
  });

  it('does not take what is beside a list of lists for the rows, which would be lost', () => {
    const error = refused({
      rows: [
        [1, 'a'],
        [2, 'b'],
      ],
      columns: ['id', 'name'],
      suggested: [{ name: 'id' }],
      next: '2',
    });
    assert.equal(
      error.message,
      'the elements of "rows" are lists, not objects, and there is "suggested" (1 row) beside it',
    );
    assert.match(error.fix!, /set data_selector to "rows" .* or to "suggested"$/);
    assert.match(refused({ data: [[1]], items: rows }).message, /are lists, not objects/);
  });

  it('refuses to choose between a record and its list', () => {
    const error = refused({ id: 7, name: 'Ann', orders: rows });
    assert.equal(
      error.message,
      'the answer can be read in two ways: it has "orders" (2 rows) and "id", as a record has',
    );
    assert.equal(error.fix, 'set data_selector to "orders" for the rows of that list, or to "$" for the record');
    assert.match(refused({ id: 7, items: rows, total: 99.5 }).message, /two ways/);
    assert.match(refused({ id: 7, title: 'x', data: rows }).message, /two ways/);
    assert.match(refused({ code: 'A', roles: rows }, { primaryKey: ['code'] }).message, /"code", as a record has/);
  });

  it('refuses to choose between an object under a usual key and a list beside it', () => {
    const error = refused({ data: { id: 1, type: 'post' }, included: rows });
    assert.match(error.message, /"included" \(2 rows\) and an object at "data"$/);
    assert.equal(error.fix, 'set data_selector to "included" for the rows of that list, or to "data" for the record');
  });

  describe('where the path names one record', () => {
    const one = { oneRecord: true };
    it('an object is one row, whatever lists it has', () => {
      assert.equal(found({ id: 7, name: 'Ann', orders: rows }, one), 'row');
      assert.equal(found({ name: 'Ann', orders: rows }, one), 'row');
      assert.equal(found({ id: 7, orders: rows, notes: rows }, one), 'row');
      assert.equal(found({ name: 'Ann', items: [] }, one), 'row');
      assert.equal(found({ data: { id: 1 }, included: rows }, one), 'row');
    });
    it('an envelope is none', () => {
      assert.equal(found({ data: rows }, one), 'data');
      assert.equal(found({ data: rows, page: 1, total_pages: 2, next_page: '/x' }, one), 'data');
      assert.equal(found({ users: rows, meta: { total: 2 } }, one), 'users');
      assert.equal(found({ data: [] }, one), 'data');
    });
  });
});
