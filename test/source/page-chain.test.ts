import { assert } from 'chai';
import { startAfter } from '../../lib/core/chain-start.ts';
import type { Page } from '../../lib/core/types.ts';
import { chain, ids, walk, type Server } from './chains.ts';

const PAGES = 4;
/** Two rows a page, and a link to the next one. */
const linked: Server = (_, path) => {
  const page = Number(new URL(path, 'http://x').searchParams.get('page') ?? 1);
  return { items: [{ id: page * 2 }, { id: page * 2 + 1 }], next: page < PAGES ? `/jobs?page=${page + 1}` : null };
};
const endpoint = { paginator: 'json_link' };

describe('chainsOf: what comes after a page', () => {
  it('is on each page as it comes, and nothing is after the last', async () => {
    const { pages } = await walk(endpoint, linked);
    assert.deepEqual(
      pages.map(({ next, last }) => [next?.url, last]),
      [
        ['https://api.example.com/jobs?page=2', undefined],
        ['https://api.example.com/jobs?page=3', undefined],
        ['https://api.example.com/jobs?page=4', undefined],
        [undefined, true],
      ],
    );
    assert.deepEqual(
      pages.map((page) => startAfter(page) === 'end'),
      [false, false, false, true],
    );
  });

  it('is what the next page is asked with', async () => {
    const { pages } = await walk(endpoint, linked);
    for (const [i, { next }] of pages.slice(0, -1).entries()) assert.equal(pages[i + 1]!.request, next);
  });

  for (const taken of [1, 2, 3]) {
    it(`is enough to go on behind page ${taken}, as if the chain had not been cut`, async () => {
      const whole = await walk(endpoint, linked);
      const start = startAfter(whole.pages[taken - 1]!);
      if (start === 'end' || start === undefined) return assert.fail('there are more pages');
      // A checkpoint is JSON.
      const rest = await walk(endpoint, linked, { start: JSON.parse(JSON.stringify(start)) as typeof start });
      assert.deepEqual([...ids({ ...whole, pages: whole.pages.slice(0, taken) }), ...ids(rest)], ids(whole));
      assert.deepEqual(
        rest.pages.map(({ index }) => index),
        whole.pages.slice(taken).map(({ index }) => index),
      );
      assert.equal(rest.asked[0], `/jobs?page=${taken + 1}`);
    });
  }

  it('is looked for where the rows were before', async () => {
    const server: Server = (_, path) =>
      path === '/jobs' ? { items: [{ id: 1 }], next: '/jobs?page=2' } : { items: null, next: null };
    const { pages } = await walk(endpoint, server);
    const start = startAfter(pages[0]!);
    if (start === 'end' || start === undefined) return assert.fail('there are more pages');
    assert.deepEqual(start.rowsAt, ['items']);
    assert.deepEqual(ids(await walk(endpoint, server, { start })), [], 'the envelope is no row');
  });

  it('fails only after the page was accepted, and the page then is not the last', () => {
    const seen: Page[] = [];
    const errors: unknown[] = [];
    let release = () => {};
    chain(endpoint, () => ({ items: [{ id: 1 }], next: { not: 'a link' } })).subscribe({
      next: (page) => {
        release = page.receipt.hold();
        seen.push(page);
      },
      error: (error: unknown) => errors.push(error),
    });
    assert.lengthOf(seen, 1);
    assert.deepEqual([seen[0]!.next, seen[0]!.last, startAfter(seen[0]!)], [undefined, undefined, undefined]);
    assert.isEmpty(errors);
    release();
    assert.lengthOf(errors, 1);
    assert.match(String(errors[0]), /"next" of the answer is an object, not a link/);
  });
});
