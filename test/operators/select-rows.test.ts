import { assert } from 'chai';
import { from, of } from 'rxjs';
import { SelectorError } from '../../lib/core/errors.ts';
import { createRowSelector, selectRows } from '../../lib/operators/select-rows.ts';
import { bodyPage } from '../helpers/marbles.ts';
import { failsWith, rowOperatorCases } from './row-operator-cases.ts';

const setting = 'resources.jobs.endpoint.data_selector';

describe('selectRows', () => {
  const detect = selectRows({ setting });
  const a = bodyPage({ data: [{ id: 1 }] });
  const b = bodyPage({ data: [] }, 1);
  const x = { ...a, rows: [{ id: 1 }], rowsAt: ['data'] };
  rowOperatorCases({ operator: detect, a, b, x, y: { ...b, rows: [], rowsAt: ['data'] } });

  it('fails the resource where rows would be lost', () => {
    const operator = selectRows({ selector: 'data', setting });
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
    assert.deepEqual(rowsOfPages('text'), ['SelectorError: the answer is a string, not rows']);
  });

  it('an empty page of a chain is its end, whatever is beside it', () => {
    assert.deepEqual(rowsOfPages({ jobs: [{ id: 1 }] }, { staff: [], note: 'no more' }), [[{ id: 1 }], []]);
  });
});

describe('createRowSelector', () => {
  const full = { kind: 'group', roles: { role: [{ name: 'x' }, { name: 'y' }] } };

  for (const [what, single] of [
    ['an empty list', { kind: 'group', title: 'T', roles: { role: [] } }],
    ['null', { kind: 'group', title: 'T', roles: { role: null } }],
    ['an empty element around it', { kind: 'group', title: 'T', roles: '' }],
    ['one element of it', { kind: 'group', title: 'T', roles: { role: { name: 'x' } } }],
  ] as const) {
    for (const bodies of [
      [single, full],
      [full, single],
    ]) {
      it(`does not read two answers in two ways, ${what} ${bodies[0] === full ? 'last' : 'first'}`, () => {
        const chain = createRowSelector({ setting });
        chain()(bodyPage(bodies[0]));
        assert.throws(
          () => chain()(bodyPage(bodies[1])),
          SelectorError,
          /^one answer looks like a single row, another one like a list of rows at "roles\.role"$/,
        );
      });
    }
  }

  it('reads answers that have nothing at the same place', () => {
    const chain = createRowSelector({ setting });
    const rowsOf = (body: object) => chain()(bodyPage(body)).rows.length;
    assert.deepEqual([{ name: 'x', meta: { a: null } }, full, { name: 'y', other: [] }].map(rowsOf), [1, 2, 1]);
  });

  it('tells each doubt once, over all chains', () => {
    const doubts: string[] = [];
    const chain = createRowSelector({ setting, onDoubt: (doubt) => doubts.push(doubt) });
    from([1, 2]).subscribe(() => chain()(bodyPage({ kind: 'group', title: 'T', roles: [{ name: 'x' }] })));
    assert.deepEqual(doubts, [
      'its rows are taken from "roles", and "title" beside it is left out: set data_selector to "roles", or to "$" to take the whole answer as one row',
    ]);
  });
});
