import { assert } from 'chai';
import { SelectorError } from '../../lib/core/errors.ts';
import type { Row } from '../../lib/core/types.ts';
import { rowsAt, type SelectedRows } from '../../lib/operators/rows-at.ts';
import { compileSelector } from '../../lib/operators/selector.ts';

const setting = 'resources.jobs.endpoint.data_selector';

function select(body: unknown, selector: string | readonly string[], first = true): SelectedRows {
  return rowsAt(body, compileSelector(selector), { resource: 'jobs', setting, first });
}

function refused(body: unknown, selector: string): SelectorError {
  try {
    select(body, selector);
  } catch (error) {
    assert.instanceOf(error, SelectorError);
    return error;
  }
  return assert.fail(`${JSON.stringify(body)} was not refused`);
}

const a = { id: 1 };
const b = { id: 2 };

describe('rowsAt: names and positions', () => {
  const cases: readonly [name: string, body: unknown, selector: string | string[], rows: Row[]][] = [
    ['a list', { data: [a, b] }, 'data', [a, b]],
    ['a list of keys', { a: { 'b.c': [a] } }, ['a', 'b.c'], [a]],
    ['the whole body', [a], '$', [a]],
    ['a path from the root', { data: { items: [a] } }, '$.data.items', [a]],
    ['a name with dashes', { 'many-results': [a] }, 'many-results', [a]],
    ['a name with dashes from the root', { 'many-results': [a] }, '$.many-results', [a]],
    ['a name with dots in brackets', { 'a.b': { c: [a] } }, "['a.b'].c", [a]],
    ['a name with a sign in brackets', { '@odata.value': [a] }, '["@odata.value"]', [a]],
    ['a name with a quote in it', { "it's": [a] }, String.raw`['it\'s']`, [a]],
    ['a name with blanks', { 'User List': { User: [a] } }, 'User List.User', [a]],
    ['a name that is a number', { data: { '2024': [a] } }, 'data.2024', [a]],
    ['an element of a list', { sets: [{ rows: [a] }, { rows: [b] }] }, 'sets[-1].rows', [b]],
    ['the key null', { null: [a] }, 'null', [a]],
    ['one object as one row', { Staff: a }, 'Staff', [a]],
    [
      'scalars in a list as values',
      { ids: [1, 'b', null, [2]] },
      'ids',
      [{ value: 1 }, { value: 'b' }, { value: null }, { value: [2] }],
    ],
    ['an empty list', { data: [], meta: [{ a: 1 }] }, 'data', []],
    ['null', { data: null, meta: [{ a: 1 }] }, 'data', []],
    ['an empty XML element', { Staff: '' }, 'Staff', []],
    ['an empty body', undefined, 'data', []],
    ['nothing, where no other list could be meant', { tags: ['a'], count: 0 }, 'data', []],
    ['nothing, where other lists are too deep', { a: { b: { c: { d: { e: [a] } } } } }, 'data', []],
  ];
  for (const [name, body, selector, rows] of cases) {
    it(`reads ${name}`, () => assert.deepEqual(select(body, selector).rows, rows));
  }

  it('tells where the list is, so that its text can be taken as it came', () => {
    assert.deepEqual(select({ 'a.b': { c: [a] } }, "$['a.b'].c").rowsAt, ['a.b', 'c']);
    assert.deepEqual(select({ data: [a] }, 'data[*]').rowsAt, ['data']);
    assert.deepEqual(select([a], '$').rowsAt, []);
    assert.isUndefined(select({ data: a }, 'data').rowsAt);
    assert.isUndefined(select({ data: [a, b] }, 'data[?@.id == 1]').rowsAt);
  });

  it('refuses a selector that matches nothing on the first page while there are lists', () => {
    const body = { data: Array.from({ length: 100 }, () => a), meta: { 'a.b': { tags: [1, 2, 3] } } };
    const error = refused(body, 'items');
    assert.equal(
      error.message,
      `"items" matches nothing in the answer; it has lists at "data" (100 rows) and "meta['a.b'].tags" (3)`,
    );
    assert.deepInclude(error, { resource: 'jobs', setting, fix: 'set data_selector to one of these' });
    assert.match(refused(body, 'items[*].parts').message, /^"items\[\*\]\.parts" matches nothing/);
  });

  it('names five lists at most', () => {
    const body = Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((key) => [key, [a]]));
    assert.match(refused(body, 'items').message, /"e" \(1 row\) and 2 more$/);
  });

  it('says that the answer is itself the list', () => {
    assert.match(refused([a, b], '[5].items').message, /it has lists at "\$" \(2 rows\)$/);
  });

  it('takes a missing value on a later page for no rows', () => {
    assert.deepEqual(select({ meta: [{ a: 1 }] }, 'data', false).rows, []);
  });

  for (const value of ['text', 7, false, 7n]) {
    it(`refuses a ${typeof value} where rows are expected`, () => {
      const error = refused({ data: value }, 'data');
      assert.equal(error.message, `"data" is a ${typeof value}, not rows`);
      assert.deepInclude(error, { resource: 'jobs', setting });
    });
  }
});

describe('rowsAt: JSONPath', () => {
  const list: Row[] = [
    { no: 1, items: [a, b], state: 'open' },
    { no: 2, items: [], state: 'done' },
    { no: 3, items: { id: 3 } },
    { no: 4 },
    { no: 5, items: null },
  ];
  const orders = { orders: list };

  it('a path that ends in a name gives one flat list, however many lists it leads to', () => {
    assert.deepEqual(select(orders, 'orders[*].items').rows, [a, b, { id: 3 }]);
    assert.deepEqual(select({ orders: [list[0]!] }, 'orders[*].items').rows, [a, b]);
    assert.deepEqual(select(orders, '$..items').rows, [a, b, { id: 3 }]);
    assert.deepEqual(
      select(
        {
          sets: [
            [[a], [b]],
            [[b], [a]],
          ],
        },
        'sets[*][0]',
      ).rows,
      [a, b],
    );
  });

  it('a path that ends in a wildcard, a slice or a filter gives its matches as rows', () => {
    assert.deepEqual(select({ data: [a, b] }, 'data[*]').rows, [a, b]);
    assert.deepEqual(select({ data: [[1], [2, 3]] }, 'data[*]').rows, [{ value: [1] }, { value: [2, 3] }]);
    assert.deepEqual(select({ data: [[1], [2, 3]] }, 'data[0:]').rows, [{ value: [1] }, { value: [2, 3] }]);
    assert.deepEqual(select(orders, 'orders[?@.state == "open"]').rows, [list[0]!]);
    assert.deepEqual(select(orders, "orders[?(@.state=='open' || @.no > 4)]").rows, [list[0]!, list[4]!]);
    assert.deepEqual(select({ data: [a, b, { id: 3 }] }, 'data[1:]').rows, [b, { id: 3 }]);
    assert.deepEqual(select({ people: { ann: a, bob: b } }, 'people.*').rows, [a, b]);
    assert.deepEqual(select({ 'my-people': { ann: a } }, '$.my-people[*]').rows, [a]);
    assert.deepEqual(select([a, b], '[*]').rows, [a, b]);
    assert.deepEqual(select({ a: [a], b: [b] }, "$['a','b'][*]").rows, [a, b]);
  });

  it('scalars become values', () => {
    assert.deepEqual(select({ data: [a, b] }, 'data[*].id').rows, [{ value: 1 }, { value: 2 }]);
  });

  it('takes a name below any other for what it is', () => {
    assert.deepEqual(select({ x: { 'my-items': [a] } }, '$..my-items').rows, [a]);
    assert.deepEqual(select({ x: [{ '0': [a] }] }, 'x[*].0').rows, [a]);
  });

  it('keeps integers beyond 2^53, and refuses to compare them', () => {
    const body = {
      data: [
        { id: 9_007_199_254_740_993n, n: 1 },
        { id: 5n, n: 2 },
      ],
    };
    assert.deepEqual(select(body, 'data[?@.n == 1]').rows, [{ id: 9_007_199_254_740_993n, n: 1 }]);
    const error = refused(body, 'data[?@.id > 6]');
    assert.equal(error.message, '"data[?@.id > 6]" compares an integer beyond 2^53, which JSONPath cannot');
    assert.match(error.fix!, /filter of processing_steps/);
  });

  it('refuses the fields of one record as rows', () => {
    const error = refused({ Job: { id: 1, name: 'x' } }, 'Job[*]');
    assert.equal(error.message, '"Job[*]" leads to the fields of an object, which are not rows');
  });

  it('says where a filter that keeps nothing might be wrong, and goes on', () => {
    const doubts: string[] = [];
    const filter = compileSelector('data[?@.stat == "x"]');
    const context = { resource: 'jobs', setting, first: true };
    assert.deepEqual(rowsAt({ data: [a] }, filter, context, (doubt) => doubts.push(doubt)).rows, []);
    assert.deepEqual(doubts, ['"data[?@.stat == "x"]" matches nothing in an answer that has lists at "data" (1 row)']);
    rowsAt({ data: [] }, filter, context, (doubt) => doubts.push(doubt));
    rowsAt({ data: [a] }, filter, { ...context, first: false }, (doubt) => doubts.push(doubt));
    const all = compileSelector('data[*]');
    rowsAt({ data: [], included: [a] }, all, context, (doubt) => doubts.push(doubt));
    assert.lengthOf(doubts, 1);
  });
});

describe('compileSelector', () => {
  for (const [text, message] of [
    ['data[', /^a \[ is not closed$/],
    ["['data]", /^a ' is not closed$/],
    ['a..', /^a name is missing at position 4$/],
    ['.', /^a name is missing at position 2$/],
    ['data[?@.a == 1 & @.b == 2]', /^"&" cannot stand where it does$/],
    ['data[x]', /^"x" cannot stand where it does$/],
    ['data[]', /^"\]" cannot stand where it does$/],
  ] as const) {
    it(`refuses ${text}`, () => assert.throws(() => compileSelector(text), SyntaxError, message));
  }

  it('tells paths of names from others', () => {
    const kinds = ['a.b', "$['a'][0]", '$', 'a[*]', 'a.*', '*', 'a[*].b', '$..a', 'a[0:2]', 'a[0,1]'];
    assert.deepEqual(
      kinds.map((text) => compileSelector(text).kind),
      ['plain', 'plain', 'plain', 'elements', 'elements', 'elements', 'query', 'query', 'query', 'query'],
    );
  });

  it('never evaluates code', () => {
    assert.throws(() => compileSelector('data[?(@.constructor.constructor("return 1")())]'), SyntaxError);
  });
});
