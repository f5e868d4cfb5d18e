import { assert } from 'chai';
import { of } from 'rxjs';
import { SelectorError } from '../../lib/core/errors.ts';
import { compilePath } from '../../lib/core/path.ts';
import type { Row } from '../../lib/core/types.ts';
import { rowsOf, selectRows } from '../../lib/operators/select-rows.ts';
import { bodyPage } from '../helpers/marbles.ts';
import { failsWith, rowOperatorCases } from './row-operator-cases.ts';

const setting = 'resources.jobs.endpoint.data_selector';

function select(body: unknown, selector?: string | string[], first = true): Row[] {
  return rowsOf(body, selector === undefined ? undefined : compilePath(selector), { resource: 'jobs', setting, first });
}

function refused(body: unknown, selector?: string): SelectorError {
  try {
    select(body, selector);
  } catch (error) {
    assert.instanceOf(error, SelectorError);
    return error;
  }
  return assert.fail(`${JSON.stringify(body)} was not refused`);
}

describe('rowsOf with a selector', () => {
  const cases: readonly [name: string, body: unknown, selector: string | string[], rows: Row[]][] = [
    ['a list', { data: [{ id: 1 }, { id: 2 }] }, 'data', [{ id: 1 }, { id: 2 }]],
    ['a list of keys', { a: { 'b.c': [{ id: 1 }] } }, ['a', 'b.c'], [{ id: 1 }]],
    ['the whole body', [{ id: 1 }], '$', [{ id: 1 }]],
    ['one object as one row', { Staff: { id: 1 } }, 'Staff', [{ id: 1 }]],
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
    ['nothing, where other lists are too deep', { a: { b: { c: { d: { e: [{ id: 1 }] } } } } }, 'data', []],
  ];
  for (const [name, body, selector, rows] of cases) {
    it(`reads ${name}`, () => assert.deepEqual(select(body, selector), rows));
  }

  it('refuses a selector that matches nothing on the first page while there are lists', () => {
    const row = { id: 1 };
    const error = refused(
      { data: Array.from({ length: 100 }, () => row), meta: { 'a.b': { tags: [1, 2, 3] } } },
      'items',
    );
    assert.equal(
      error.message,
      `"items" matches nothing in the answer; it has lists at "data" (100 rows) and "meta['a.b'].tags" (3)`,
    );
    assert.deepInclude(error, { resource: 'jobs', setting, fix: 'set data_selector to one of these' });
  });

  it('names five lists at most', () => {
    const body = Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((key) => [key, [{ id: 1 }]]));
    assert.match(refused(body, 'items').message, /"e" \(1 row\) and 2 more$/);
  });

  it('says that the answer is itself the list', () => {
    assert.match(refused([{ id: 1 }, { id: 2 }], '[5].items').message, /it has lists at "\$" \(2 rows\)$/);
  });

  it('takes a missing value on a later page for no rows', () => {
    assert.deepEqual(select({ meta: [{ a: 1 }] }, 'data', false), []);
  });

  for (const value of ['text', 7, false, 7n]) {
    it(`refuses a ${typeof value} where rows are expected`, () => {
      const error = refused({ data: value }, 'data');
      assert.equal(error.message, `"data" is a ${typeof value}, not rows`);
      assert.deepInclude(error, { resource: 'jobs', setting });
    });
  }
});

describe('rowsOf without a selector', () => {
  const cases: readonly [name: string, body: unknown, rows: Row[]][] = [
    ['a list body', [{ id: 1 }, 2], [{ id: 1 }, { value: 2 }]],
    ['an empty body', undefined, []],
    ['null', null, []],
    ['the list under a usual key', { links: [{ rel: 'next' }], results: [{ id: 1 }] }, [{ id: 1 }]],
    ['the usual key nearest to the top', { meta: { values: [{ v: 1 }] }, data: [{ id: 1 }] }, [{ id: 1 }]],
    ['an empty list under a usual key', { data: [], included: [{ id: 9 }] }, []],
    ['a usual key that holds scalars only, where it is the only list', { data: ['a'], total: 1 }, [{ value: 'a' }]],
    ['past a usual key of scalars', { values: [1, 2], jobs: [{ id: 1 }] }, [{ id: 1 }]],
    ['the one list with rows of two usual keys', { values: [], data: [{ id: 1 }] }, [{ id: 1 }]],
    ['two empty usual keys', { items: [], payload: [] }, []],
    ['the only list of objects', { meta: { tags: ['t'] }, things: [{ id: 1 }] }, [{ id: 1 }]],
    ['the only list of objects, three keys deep', { a: { b: { c: [{ id: 1 }] } } }, [{ id: 1 }]],
    [
      'an object whose lists are deeper as one row',
      { a: { b: { c: { d: [{ id: 1 }] } } } },
      [{ a: { b: { c: { d: [{ id: 1 }] } } } }],
    ],
    ['an object with an empty list field as one row', { id: 1, tags: [] }, [{ id: 1, tags: [] }]],
    ['an object with a list of scalars as one row', { id: 1, tags: ['a'] }, [{ id: 1, tags: ['a'] }]],
    ['an object without lists as one row', { id: 1 }, [{ id: 1 }]],
  ];
  for (const [name, body, rows] of cases) it(`reads ${name}`, () => assert.deepEqual(select(body), rows));

  it('takes an object with nothing but empty lists for the end, on a later page', () => {
    assert.deepEqual(select({ products: [], total: 0 }, undefined, false), []);
    assert.deepEqual(select({ id: 1 }, undefined, false), [{ id: 1 }]);
  });

  it('refuses to choose between several lists of objects', () => {
    const error = refused({ jobs: [{ id: 1 }], staff: [{ id: 2 }, { id: 3 }] });
    assert.equal(error.message, 'the answer has several lists of rows: "jobs" (1 row) and "staff" (2 rows)');
    assert.deepInclude(error, { resource: 'jobs', setting, fix: 'set data_selector to the one that holds the rows' });
    assert.match(refused({ data: [{ id: 1 }], results: [{ id: 2 }] }).message, /several lists/);
  });

  it('refuses a scalar body', () => {
    assert.equal(refused('text').message, 'the answer is a string, not rows');
  });
});

describe('selectRows', () => {
  const detect = selectRows({ selector: undefined, setting });
  const a = bodyPage({ data: [{ id: 1 }] });
  const b = bodyPage({ data: [] }, 1);
  const x = { ...a, rows: [{ id: 1 }], rowsAt: ['data'] };
  rowOperatorCases({ operator: detect, a, b, x, y: { ...b, rows: [], rowsAt: ['data'] } });

  it('fails the resource where rows would be lost', () => {
    const operator = selectRows({ selector: compilePath('data'), setting });
    const message = '"data" matches nothing in the answer; it has lists at "items" (1 row)';
    failsWith(operator, { good: a, result: x, failing: bodyPage({ items: [{ id: 1 }] }) }, new SelectorError(message));
  });

  function rowsOfPages(...bodies: unknown[]): unknown[] {
    const seen: unknown[] = [];
    of(...bodies.map((body, index) => bodyPage(body, index)))
      .pipe(detect)
      .subscribe({ next: ({ rows }) => seen.push(rows), error: (error) => seen.push(String(error)) });
    return seen;
  }

  it('stays with the list that it found first', () => {
    const pages = [{ jobs: [{ id: 1 }], hints: [] }, { jobs: [], hints: [{ h: 1 }] }, { jobs: null }, { jobs: '' }];
    assert.deepEqual(rowsOfPages(...pages), [[{ id: 1 }], [], [], []]);
  });

  it('takes the only element of a list that XML wrote as an object', () => {
    assert.deepEqual(rowsOfPages({ jobs: { job: [{ id: 1 }, { id: 2 }] } }, { jobs: { job: { id: 3 } } }), [
      [{ id: 1 }, { id: 2 }],
      [{ id: 3 }],
    ]);
  });

  it('looks anew where that list is missing', () => {
    assert.deepEqual(rowsOfPages({ jobs: [{ id: 1 }] }, { staff: [{ id: 2 }] }), [[{ id: 1 }], [{ id: 2 }]]);
  });

  it('refuses a scalar in the place of the rows', () => {
    assert.deepEqual(rowsOfPages({ jobs: [{ id: 1 }] }, { jobs: 7 })[1], 'SelectorError: "jobs" is a number, not rows');
  });
});
