import { assert } from 'chai';
import { EMPTY, from, map, mergeMap, NEVER, of, Subject, type Observable } from 'rxjs';
import type { Page, Row } from '../../lib/core/types.ts';
import { forEachParent, type ForEachParentOptions } from '../../lib/operators/for-each-parent.ts';
import { paginate } from '../../lib/operators/paginate.ts';
import { page, run } from '../helpers/marbles.ts';

const key = (row: Row) => (row['id'] === null ? undefined : `${row['id'] as number}`);
const columns = (row: Row): Row => ({ _jobs_id: row['id'] });

function children(over: Partial<ForEachParentOptions<Row, Row>> & Pick<ForEachParentOptions<Row, Row>, 'project'>) {
  return forEachParent({ key, columns, concurrency: 2, ...over });
}

/** A page of parents with these keys. */
const parents = (...ids: (number | null)[]) => page<Row>(ids.map((id) => ({ id })));
const childRow = (parent: number, child: string): Row => ({ child, _jobs_id: parent });

/** What a child page shows: its rows and its parent. */
const shown = map(({ rows, parent }: Page) => ({ rows, parent }));
const result = (parent: number, child: string) => ({ rows: [childRow(parent, child)], parent: { _jobs_id: parent } });

describe('forEachParent', () => {
  const child = page<Row>([{ child: 'c' }]);

  it('never: waits with the source', () =>
    run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<Page>('-');
      expectObservable(source.pipe(children({ project: () => of(child) }))).toBe('-');
      expectSubscriptions(source.subscriptions).toBe('^');
    }));

  it('empty: completes with the source', () =>
    run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<Page>('--|');
      expectObservable(source.pipe(children({ project: () => of(child) }))).toBe('--|');
      expectSubscriptions(source.subscriptions).toBe('^-!');
    }));

  it('opens the children of each parent, no more than `concurrency` at a time', () =>
    run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('a|', { a: parents(1, 2, 3) });
      const inner = cold('  --c---|', { c: child });
      const values = { x: result(1, 'c'), y: result(2, 'c'), z: result(3, 'c') };
      expectObservable(source.pipe(children({ project: () => inner }), shown)).toBe('--(xy)--z---|', values);
      expectSubscriptions(inner.subscriptions).toBe(['^-----!', '^-----!', '------^-----!']);
    }));

  it('asks once per distinct key, over all pages, and the first row wins', () =>
    run(({ cold, flush }) => {
      const asked: Row[] = [];
      const first = page<Row>([{ id: 1, n: 'first' }, { id: 2 }, { id: 1, n: 'again' }]);
      const source = cold('ab|', { a: first, b: page<Row>([{ id: 2, n: 'other page' }, { id: 3 }]) });
      source.pipe(children({ project: (parent) => (asked.push(parent), EMPTY) })).subscribe();
      flush();
      assert.deepEqual(asked, [{ id: 1, n: 'first' }, { id: 2 }, { id: 3 }]);
    }));

  it('leaves out the keys in `seen` and adds the new ones', () => {
    const seen = new Set(['1']);
    const asked: Row[] = [];
    of(parents(1, 2))
      .pipe(children({ seen, project: (parent) => (asked.push(parent), EMPTY) }))
      .subscribe();
    assert.deepEqual(asked, [{ id: 2 }]);
    assert.deepEqual([...seen], ['1', '2']);
  });

  it('starts without known keys for each subscription', () => {
    let asked = 0;
    const all = of(parents(1, 2)).pipe(children({ project: () => ((asked += 1), EMPTY) }));
    all.subscribe();
    all.subscribe();
    assert.equal(asked, 4);
  });

  it('skips rows without a usable key and says so', () => {
    const skipped: Row[] = [];
    const asked: Row[] = [];
    of(parents(null, 1, null))
      .pipe(children({ project: (parent) => (asked.push(parent), EMPTY), onSkip: (row) => skipped.push(row) }))
      .subscribe();
    assert.deepEqual(asked, [{ id: 1 }]);
    assert.deepEqual(skipped, [{ id: null }, { id: null }]);
  });

  it('adds the parent columns to each row, over a field of the same name', () => {
    const strange = page<unknown>([{ a: 1, _jobs_id: 'own' }, 7, null, ['x'], JSON.parse('{"__proto__":1}')]);
    const pages: Page<unknown>[] = [];
    of(parents(5))
      .pipe(forEachParent({ key, columns, concurrency: 1, project: () => of(strange) }))
      .subscribe((out) => pages.push(out));
    const [out] = pages;
    assert.deepEqual(out?.rows.slice(0, 4), [
      { a: 1, _jobs_id: 5 },
      { value: 7, _jobs_id: 5 },
      { value: null, _jobs_id: 5 },
      { value: ['x'], _jobs_id: 5 },
    ]);
    assert.deepEqual(Object.entries(out?.rows[4] as object), [
      ['__proto__', 1],
      ['_jobs_id', 5],
    ]);
    assert.deepEqual(out?.parent, { _jobs_id: 5 });
    assert.equal(out?.receipt, strange.receipt);
  });

  it('holds a parent page until each of its parents has started', () =>
    run(({ cold, expectObservable }) => {
      const source = parents(1, 2, 3, 1);
      const inner = cold<Page>('---|');
      const opened = cold('a|', { a: source }).pipe(children({ concurrency: 1, project: () => inner }));
      expectObservable(opened).toBe('9ms |');
      // The third starts when the second has ended, at 6 ms.
      const accepted = cold('a|', { a: source }).pipe(mergeMap(() => source.receipt.accepted, 1));
      expectObservable(accepted).toBe('6ms |');
    }));

  it('holds a page that comes while the one before it is still handed on', () => {
    const pages = new Subject<Page>();
    const second = parents(3, 4);
    const heldAtOnce: boolean[] = [];
    const project = ({ id }: Row) => {
      if (id !== 1) return NEVER;
      pages.next(second);
      let accepted = false;
      second.receipt.accepted.subscribe({ complete: () => (accepted = true) });
      heldAtOnce.push(!accepted);
      return NEVER;
    };
    pages.pipe(children({ project })).subscribe();
    pages.next(parents(1, 2));
    assert.deepEqual(heldAtOnce, [true]);
  });

  it('does not hold a page without new parents', () =>
    run(({ cold, expectObservable }) => {
      const again = parents(1, null);
      const source = cold('ab|', { a: parents(1), b: again });
      expectObservable(source.pipe(children({ project: () => cold('----|') }))).toBe('----|');
      expectObservable(cold('-b|', { b: again }).pipe(mergeMap(() => again.receipt.accepted, 1))).toBe('--|');
    }));

  it('lets the paginator of the parents run no more than a page ahead', () =>
    run(({ cold, flush }) => {
      const log: string[] = [];
      of(0)
        .pipe(
          paginate({
            send: (n: number) => (log.push(`page ${n}`), of(parents(n * 2, n * 2 + 1))),
            next: (_page, n) => (n < 2 ? n + 1 : undefined),
            accept: ({ receipt }) => receipt.accepted,
          }),
          children({ concurrency: 1, project: ({ id }) => (log.push(`children of ${String(id)}`), cold<Page>('--|')) }),
        )
        .subscribe();
      flush();
      assert.deepEqual(
        log,
        [0, 1, 2].flatMap((n) => [`page ${n}`, `children of ${n * 2}`, `children of ${n * 2 + 1}`]),
      );
    }));

  it('passes an error of the source on and cancels the children', () =>
    run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('a--#', { a: parents(1) });
      const inner = cold<Page>('-----|');
      expectObservable(source.pipe(children({ project: () => inner }))).toBe('---#');
      expectSubscriptions(inner.subscriptions).toBe('^--!');
    }));

  it('passes an error of a child on, cancels the others and releases the page', () =>
    run(({ cold, expectObservable, expectSubscriptions }) => {
      const held = parents(1, 2, 3);
      const source = cold('a-----', { a: held });
      const inner = { 1: cold<Page>('--#'), 2: cold<Page>('-----|') };
      const project = (parent: Row): Observable<Page> => inner[parent['id'] as 1 | 2];
      expectObservable(source.pipe(children({ project }))).toBe('--#');
      expectSubscriptions(inner[2].subscriptions).toBe('^-!');
      expectSubscriptions(source.subscriptions).toBe('^-!');
      expectObservable(cold('a|', { a: held }).pipe(mergeMap(() => held.receipt.accepted, 1))).toBe('--|');
    }));

  for (const callback of ['key', 'columns', 'project', 'onSkip'] as const) {
    it(`turns what ${callback} throws into an error and releases the page`, () =>
      run(({ cold, expectObservable, expectSubscriptions }) => {
        const held = parents(null, 1);
        const source = cold('-a-', { a: held });
        const broken = (): never => {
          throw new Error('broken');
        };
        const opened = source.pipe(children({ project: () => EMPTY, [callback]: broken }));
        expectObservable(opened).toBe('-#', {}, new Error('broken'));
        expectSubscriptions(source.subscriptions).toBe('^!');
        expectObservable(cold('--a|', { a: held }).pipe(mergeMap(() => held.receipt.accepted, 1))).toBe('---|');
      }));
  }

  it('cancels and releases when it is unsubscribed', () =>
    run(({ cold, expectObservable, expectSubscriptions }) => {
      const held = parents(1, 2);
      const source = cold('a-', { a: held });
      const inner = cold<Page>('-----|');
      expectObservable(source.pipe(children({ concurrency: 1, project: () => inner })), '^--!').toBe('-');
      expectSubscriptions(inner.subscriptions).toBe('^--!');
      expectSubscriptions(source.subscriptions).toBe('^--!');
      expectObservable(cold('a|', { a: held }).pipe(mergeMap(() => held.receipt.accepted, 1))).toBe('---|');
    }));

  it('does not break the chain when it is unsubscribed', () =>
    run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('a---a|', { a: parents(1) });
      const chain = source.pipe(
        mergeMap((value) => of(value), 1),
        children({ project: () => cold('-c|', { c: child }) }),
        shown,
        mergeMap((value) => of(value), 1),
      );
      expectObservable(chain, '^--!').toBe('-x', { x: result(1, 'c') });
      expectSubscriptions(source.subscriptions).toBe('^--!');
    }));

  const many = Array.from({ length: 50_000 }, (_, i) => i);
  const layouts: readonly [name: string, pages: Page[]][] = [
    ['on one page', [parents(...many)]],
    ['on a page each', many.map((id) => parents(id))],
  ];
  for (const [name, pages] of layouts) {
    it(`takes 50,000 childless parents ${name}, the first of them slow`, () =>
      run(({ cold, flush }) => {
        let asked = 0;
        let completed = false;
        const slow = cold<Page>('--|');
        from(pages)
          .pipe(children({ project: ({ id }) => ((asked += 1), id === 0 || id === 1 ? slow : EMPTY) }))
          .subscribe({ complete: () => (completed = true) });
        flush();
        assert.deepEqual({ asked, completed }, { asked: 50_000, completed: true });
      }));

    it(`takes 50,000 childless parents ${name}, through a paginator that answers at once`, () => {
      let asked = 0;
      let completed = false;
      of(0)
        .pipe(
          paginate({
            send: (n: number) => of(pages[n]!),
            next: (_page, n) => (n + 1 < pages.length ? n + 1 : undefined),
            accept: ({ receipt }) => receipt.accepted,
          }),
          children({ concurrency: 1, project: () => ((asked += 1), EMPTY) }),
        )
        .subscribe({ complete: () => (completed = true) });
      assert.deepEqual({ asked, completed }, { asked: 50_000, completed: true });
    });
  }

  it('refuses a concurrency that would start nothing', () => {
    for (const concurrency of [0, -1, Number.NaN]) {
      assert.throws(() => children({ concurrency, project: () => EMPTY }), RangeError, 'at least 1');
    }
  });
});
