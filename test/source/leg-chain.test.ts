import { assert } from 'chai';
import { lastValueFrom, toArray } from 'rxjs';
import { startAfter, type ChainStart } from '../../lib/core/chain-start.ts';
import type { Page } from '../../lib/core/types.ts';
import { incrementalLoadings } from '../../lib/source/incremental/incremental-loadings.ts';
import { legChain } from '../../lib/source/leg-chain.ts';
import { chains, type Server } from './chains.ts';
import { planOf } from './planned.ts';

const incremental = {
  cursor_path: 'at',
  initial_value: 0,
  end_value: 30,
  step: 10,
  start_param: 'from',
  end_param: 'to',
};

describe('legChain', () => {
  /** Rows 0 to 29, two a page; pages count from 1, and page 0 is empty. */
  const server: Server = (_, path) => {
    const { searchParams: query } = new URL(path, 'http://x');
    const page = Number(query.get('page'));
    const rows = Array.from({ length: 30 }, (_unused, at) => ({ at })).slice(
      Number(query.get('from')),
      Number(query.get('to')),
    );
    return page === 0 ? [] : rows.slice((page - 1) * 5, page * 5);
  };
  const endpoint = { incremental, paginator: 'page_number' };
  const pagesFrom = async (start?: ChainStart): Promise<readonly Page[]> => {
    const plan = planOf({ name: 'jobs', endpoint });
    const loading = incrementalLoadings([plan], { now: Date.now, onEvent: () => {} });
    const chain = chains(endpoint, server, { context: { incremental: loading } });
    return lastValueFrom(legChain(chain, loading('jobs')!.legs(), {}, start).pipe(toArray()));
  };
  const values = (pages: readonly Page[]) => pages.flatMap(({ rows }) => rows.map(({ at }) => at));

  it('opens the ranges one after the other; each begins anew, and its pages are numbered on', async () => {
    const pages = await pagesFrom();
    assert.deepEqual(values(pages), [...Array(30).keys()]);
    assert.deepEqual(
      pages.map(({ index }) => index),
      [...pages.keys()],
    );
    const asked = pages.map(({ request: { params } }) => `${String(params['from'])} ${String(params['page'])}`);
    assert.deepEqual(asked.slice(0, 5), ['0 0', '0 1', '0 2', '0 3', '10 0'], 'an empty page 0 is tried for each');
  });

  it('the page after the last of a range is the first of the next; only the very last ends it', async () => {
    const pages = await pagesFrom();
    assert.deepEqual(
      pages.flatMap(({ last, index }) => (last ? [index] : [])),
      [pages.length - 1],
    );
    for (const [i, { next }] of pages.slice(0, -1).entries()) assert.deepEqual(next, pages[i + 1]!.request);
  });

  it('can be taken up behind every page, as if it had not been cut', async () => {
    const whole = await pagesFrom();
    for (const [i, page] of whole.slice(0, -1).entries()) {
      const start = startAfter(page);
      if (start === 'end' || start === undefined) return assert.fail('there are more pages');
      const rest = await pagesFrom(JSON.parse(JSON.stringify(start)) as ChainStart);
      assert.deepEqual(values(rest), values(whole.slice(i + 1)), `behind page ${i}`);
      assert.deepEqual(
        rest.map(({ index }) => index),
        whole.slice(i + 1).map(({ index }) => index),
      );
    }
  });
});
