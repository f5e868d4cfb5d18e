import { assert } from 'chai';
import type { PaginatorSpec } from '../../lib/core/plugin.ts';
import { asked, factsOf } from '../conformance/paginator.ts';
import { afterFirst, invalid, ITEMS, make, refusal, rows, type Options } from './paging.ts';

interface Names {
  /** The dlt case of each rule. */
  readonly totals: string;
  readonly hasMore: string;
  readonly empty: string;
  readonly guarantee: string;
  readonly maximum: 'maximum_offset' | 'maximum_page';
  /** What is asked for after the first page. */
  readonly second: string;
}

/** The rules by which `offset` and `page_number` end; `options` make the first page one of two rows. */
export function countingCases(spec: PaginatorSpec, options: Options, names: Names): void {
  const { second } = names;

  it(`${names.totals} takes the text of an integer for a total`, () => {
    const withTotal = { ...options, total_path: 'total' };
    for (const total of [20, '20', ' 20 ', 20n]) {
      assert.equal(afterFirst(spec, withTotal, { body: rows(2, { total }) }), second);
    }
    assert.isUndefined(afterFirst(spec, withTotal, { body: rows(2, { total: '1' }) }));
    assert.isUndefined(afterFirst(spec, withTotal, { body: rows(2, { total: 0 }) }));
  });

  it(`${names.totals} refuses a configured total that is missing or invalid`, () => {
    const withTotal = { ...options, total_path: ['meta', 'total'] };
    for (const [total, text] of [
      ['invalid', '"invalid"'],
      [undefined, 'missing'],
      [null, 'null'],
      [-1, '-1'],
      [2.5, '2.5'],
      [-1n, '-1'],
      [[7], 'a list'],
      [{ n: 7 }, 'an object'],
      ['x'.repeat(99), `"${'x'.repeat(59)}…`],
    ] as const) {
      const message = refusal(spec, withTotal, { body: rows(2, { meta: { total } }) }, 'total_path');
      assert.equal(message, `"meta.total" of the answer is ${text}, not a total`);
    }
  });

  it('needs no total, and ignores one that is not configured: it may count anything', () => {
    for (const total of [undefined, null, 'invalid', 0, 1]) {
      for (const unset of [{}, { total_path: null }]) {
        assert.equal(afterFirst(spec, { ...options, ...unset }, { body: rows(2, { total }) }), second);
      }
    }
  });

  it(`${names.hasMore} does as has_more_path says`, () => {
    const withMore = { ...options, has_more_path: 'more' };
    for (const more of [true, 'true', 'TRUE', 'yes', 'y', 't', '1', 1]) {
      assert.equal(afterFirst(spec, withMore, { body: rows(2, { more }) }), second, String(more));
    }
    for (const more of [false, 'false', 'No', 'n', 'f', '0', 0]) {
      assert.isUndefined(afterFirst(spec, withMore, { body: rows(2, { more }) }), String(more));
    }
  });

  it(`${names.hasMore} refuses a has_more_path that says neither yes nor no`, () => {
    for (const more of ['invalid', '', undefined, null, 2, {}]) {
      refusal(spec, { ...options, has_more_path: 'more' }, { body: rows(2, { more }) }, 'has_more_path');
    }
  });

  it('stops when the total or has_more_path says so', () => {
    const both = { ...options, total_path: 'total', has_more_path: 'more' };
    assert.equal(afterFirst(spec, both, { body: rows(2, { total: 9, more: true }) }), second);
    assert.isUndefined(afterFirst(spec, both, { body: rows(2, { total: 9, more: false }) }));
    assert.isUndefined(afterFirst(spec, both, { body: rows(2, { total: 1, more: true }) }));
  });

  it(`${names.empty} stops after an empty page, before total and has_more_path are looked at`, () => {
    const strict = { ...options, total_path: 'total', has_more_path: 'more', [names.maximum]: 100 };
    assert.isUndefined(afterFirst(spec, strict, { body: { data: [] } }));
    const patient = { ...options, stop_after_empty_page: false, [names.maximum]: 100 };
    assert.equal(afterFirst(spec, patient, { body: { data: [] } }), second);
  });

  it('passes over one empty page where a configured total says that more are to come, and ends after two', () => {
    const after = (extra: Options, body: object, emptyPages = 1) => {
      const paginator = make(spec, { ...options, ...extra });
      const request = paginator.first(ITEMS);
      const next = paginator.next({ ...factsOf({ body: { data: [], ...body } }, request), emptyPages }, request);
      return next && asked(next);
    };
    const total = { total_path: 'total' };
    assert.equal(after(total, { total: 9 }), second);
    assert.isUndefined(after(total, { total: 9 }, 2));
    assert.isUndefined(after(total, { total: 1 }));
    assert.isUndefined(after(total, { total: 'invalid' }));
    assert.isUndefined(after({ ...total, stop_after_empty_page: true }, { total: 9 }));
    assert.isUndefined(after({}, { total: 9 }));
    const more = { has_more_path: 'more' };
    assert.equal(after(more, { more: true }), second);
    assert.equal(after({ ...more, ...total }, { more: 'yes', total: 9 }), second);
    assert.isUndefined(after({ ...more, ...total }, { more: false, total: 9 }));
    assert.isUndefined(after({ ...more, ...total }, { more: true, total: 0 }));
    assert.isUndefined(after(more, {}));
  });

  it('warns where it ended at empty pages although a total says that there are more', () => {
    const note = (body: object, emptyPages = 2) => {
      const paginator = make(spec, { ...options, total_path: 'total' });
      const request = paginator.first(ITEMS);
      const page = { ...factsOf({ body: { data: [], ...body } }, request), emptyPages };
      return paginator.explain?.(page, request, paginator.next(page, request));
    };
    assert.deepEqual(note({ total: 9 }), {
      kind: 'warning',
      message: 'it ended at 2 empty pages in a row, but "total" is 9: rows may be missing',
    });
    assert.isUndefined(note({ total: 9 }, 1));
    const asked = make(spec, { ...options, total_path: 'total', stop_after_empty_page: true });
    const request = asked.first(ITEMS);
    const page = factsOf({ body: { data: [], total: 9 } }, request);
    assert.isUndefined(asked.next(page, request), 'an empty page shall end it');
    assert.isUndefined(asked.explain?.(page, request, undefined));
    assert.isUndefined(note({ total: 0 }));
    assert.isUndefined(note({}));
  });

  it(`${names.guarantee} refuses options by which nothing would end the resource`, () => {
    const endless = { ...options, stop_after_empty_page: false };
    assert.deepEqual(invalid(spec, endless), ['stop_after_empty_page']);
    for (const end of [{ total_path: 't' }, { has_more_path: 'm' }, { [names.maximum]: 9 }]) {
      assert.deepEqual(invalid(spec, { ...endless, ...end }), []);
    }
    assert.deepEqual(invalid(spec, { ...endless, limit: 2, stop_on_short_page: true }), []);
  });

  it('goes on after a short page, unless stop_on_short_page is asked for', () => {
    const limited = { ...options, limit: 2 };
    assert.isDefined(afterFirst(spec, limited, { body: rows(1) }));
    assert.isUndefined(afterFirst(spec, { ...limited, stop_on_short_page: true }, { body: rows(1) }));
    assert.isDefined(afterFirst(spec, { ...limited, stop_on_short_page: true }, { body: rows(2) }));
  });
}
