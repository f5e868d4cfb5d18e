import { assert } from 'chai';
import { asyncScheduler, map, throwError, timer } from 'rxjs';
import type { ApiResponse } from '../../lib/core/types.ts';
import { run } from '../helpers/marbles.ts';
import { PageBudget } from '../../lib/source/page-budget.ts';
import { chain, chains, type ChainOptions, type Server } from './chains.ts';

const query = (path: string, name: string) => new URL(path, 'http://x').searchParams.get(name);
const SIX = [[1, 2], [3, 4], [5], [6, 7], [8, 9], [10]];
const ROWS = SIX.flat();

const paged = { paginator: { type: 'page_number', base_page: 1, total_path: 'pages' } };
const rows = (ids: readonly number[] = []) => ids.map((id) => ({ id }));

/** These pages, with empty ones behind them. */
function numbered(pages: readonly (readonly number[])[], total: unknown = pages.length): Server {
  return (_, path) => ({ items: rows(pages[Number(query(path, 'page') ?? 1) - 1]), pages: total });
}

interface Timed {
  /** When each request was sent, in milliseconds, in the order in which they were. */
  readonly sent: readonly (readonly [path: string, at: number])[];
  readonly ids: readonly unknown[];
  readonly error: Error | undefined;
  /** The most pages that were asked for and not accepted at a time. */
  readonly most: number;
  readonly end: number;
}

interface TimedOptions extends ChainOptions {
  readonly concurrency?: number;
  /** How long the sink takes for a page. */
  readonly accept?: number;
  readonly take?: number;
}

/** Reads a chain in virtual time, where every answer takes 10 ms. */
function timed(endpoint: object, server: Server, options: TimedOptions = {}): Timed {
  const { concurrency = 3, accept = 0, take = Infinity, ...rest } = options;
  const sent: [string, number][] = [];
  const ids: unknown[] = [];
  let error: Error | undefined;
  let end = -1;
  let open = 0;
  let most = 0;
  run(({ flush }) => {
    const deliver = (response: ApiResponse) => {
      sent.push([response.url.slice('https://api.example.com'.length), asyncScheduler.now()]);
      most = Math.max(most, (open += 1));
      return timer(10).pipe(map(() => response));
    };
    const pages = chain(endpoint, server, { deliver, ...rest, context: { concurrency, ...rest.context } });
    const subscription = pages.subscribe({
      next: (page) => {
        ids.push(...page.rows.map((row) => row['id']));
        const release = page.receipt.hold();
        timer(accept).subscribe(() => {
          open -= 1;
          release();
        });
        if (ids.length >= take) subscription.unsubscribe();
      },
      error: (failure: Error) => (error = failure),
      complete: () => (end = asyncScheduler.now()),
    });
    flush();
  });
  return { sent, ids, error, most, end };
}

const paths = ({ sent }: Timed) => sent.map(([path]) => path.replace('/jobs', ''));

describe('pages that are asked for ahead', () => {
  it('come in order, in a fraction of the time', () => {
    const one = timed(paged, numbered(SIX), { concurrency: 1 });
    const three = timed(paged, numbered(SIX));
    assert.deepEqual(three.ids, ROWS);
    assert.deepEqual(one.ids, ROWS);
    assert.deepEqual([one.end, three.end], [60, 30]);
    assert.deepEqual(paths(three).toSorted(), paths(one).toSorted(), 'nothing is asked for twice, or in vain');
  });

  const known: [what: string, endpoint: object, server: Server][] = [
    ['a total of pages', paged, numbered(SIX)],
    [
      'a maximum page, and nothing else ends it',
      { paginator: { type: 'page_number', base_page: 1, maximum_page: 7, stop_after_empty_page: false } },
      numbered(SIX),
    ],
    [
      'a total in the body of a search',
      { json: { q: 1 }, paginator: { type: 'page_number', base_page: 1, page_body_path: 'page', total_path: 'pages' } },
      ({ body }) => numbered(SIX)({} as never, `/?page=${(body as unknown as { value: { page: number } }).value.page}`),
    ],
    [
      'a total of rows',
      { paginator: { type: 'offset', limit: 2, total_path: 'total' } },
      (_, path) => {
        const offset = Number(query(path, 'offset'));
        return { items: rows(ROWS.slice(offset, offset + 2)), total: ROWS.length };
      },
    ],
    ['a total that auto found', {}, (_, path) => ({ ...(numbered(SIX)({} as never, path) as object), total_pages: 6 })],
  ];
  for (const [what, endpoint, server] of known) {
    it(`are asked for where there is ${what}`, () => {
      const { ids, end, error } = timed(endpoint, server);
      assert.isUndefined(error);
      assert.deepEqual(ids, ROWS);
      assert.isBelow(end, 60);
    });
  }

  it('are not asked for where nothing says how many there are', () => {
    for (const paginator of [
      { type: 'page_number', base_page: 1 },
      { type: 'page_number', base_page: 1, maximum_page: 99 },
      'json_link',
    ]) {
      const { sent } = timed({ paginator }, numbered(SIX));
      assert.deepEqual(
        sent.map(([, at]) => at),
        sent.map((_, i) => i * 10),
      );
    }
  });

  for (const concurrency of [1, 2, 3, 8]) {
    it(`with a sink that is slow, ${concurrency} pages at most are not accepted`, () => {
      const { most, ids } = timed(paged, numbered(SIX), { concurrency, accept: 50 });
      assert.equal(most, Math.min(concurrency, 6));
      assert.deepEqual(ids, ROWS);
    });
  }

  describe('are the same pages as one after the other', () => {
    const half = [[1, 2], [], [3, 4], [5]];
    const apis: Record<string, [endpoint: object, server: Server]> = {
      'an empty page in between': [paged, numbered(half)],
      'two empty pages in between': [paged, numbered([[1], [], [], [2]])],
      'a total that is too large': [paged, numbered(SIX, 12)],
      'a total that shrinks': [
        paged,
        (_, path) => numbered(SIX, query(path, 'page') === '3' ? 3 : 6)({} as never, path),
      ],
      'a total that grows': [
        paged,
        (_, path) => numbered(SIX, Number(query(path, 'page')) < 3 ? 3 : 6)({} as never, path),
      ],
      'a total that is lost': [
        paged,
        (_, path) => numbered(SIX, query(path, 'page') === '3' ? null : 6)({} as never, path),
      ],
      'the last page again behind the end': [
        paged,
        (_, path) => ({ items: rows(SIX[Math.min(6, Number(query(path, 'page'))) - 1]), pages: 20 }),
      ],
      'has_more that ends before the total': [
        { paginator: { ...paged.paginator, has_more_path: 'more' } },
        (_, path) => ({
          items: rows(SIX[Number(query(path, 'page')) - 1]),
          more: Number(query(path, 'page')) < 4,
          pages: 20,
        }),
      ],
      'an API that counts from 1, where that is open': [
        { paginator: { type: 'page_number', total_path: 'pages' } },
        (_, path) => numbered(SIX)({} as never, `/?page=${Math.max(1, Number(query(path, 'page')))}`),
      ],
      'an API that counts from 0, where that is open': [
        { paginator: { type: 'page_number', total_path: 'pages' } },
        (_, path) => numbered(SIX)({} as never, `/?page=${Number(query(path, 'page')) + 1}`),
      ],
      'an API that ignores the page': [paged, () => ({ items: rows([1, 2]), pages: 6 })],
      'more pages than max_pages': [{ ...paged, max_pages: 4 }, numbered(SIX)],
    };
    for (const [what, [endpoint, server]] of Object.entries(apis)) {
      it(what, () => {
        const one = timed(endpoint, server, { concurrency: 1 });
        for (const concurrency of [2, 3, 8]) {
          const many = timed(endpoint, server, { concurrency });
          assert.deepEqual(many.ids, one.ids);
          assert.equal(many.error?.message, one.error?.message);
          assert.isAtMost(many.sent.length, one.sent.length + concurrency - 1, 'few are asked for in vain');
        }
      });
    }
  });

  it('are not asked for beyond max_pages', () => {
    const { sent, error } = timed({ ...paged, max_pages: 4 }, numbered(SIX), { concurrency: 8 });
    assert.match(error!.message, /max_pages/);
    assert.lengthOf(sent, 4);
  });

  it('are not asked for as long as it is a guess what tells them apart', () => {
    const server: Server = (_, path) => {
      const page = Number(query(path, 'page_number') ?? 1);
      return { items: rows(SIX[page - 1]), page_number: page, total_pages: 6 };
    };
    const all = timed({}, server, { concurrency: 8 });
    assert.deepEqual(all.ids, ROWS);
    assert.deepEqual(paths(all).toSorted(), ['', '?page=2', ...[2, 3, 4, 5, 6].map((page) => `?page_number=${page}`)]);
  });

  it('that come after the end do no harm, also where the API refuses them', () => {
    const paginator = { ...paged.paginator, has_more_path: 'more' };
    const server: Server = (_, path) => {
      const page = Number(query(path, 'page'));
      if (page > 6) throw new Error('there is no such page');
      return { items: rows(SIX[page - 1]), more: page < 6, pages: 20 };
    };
    const { ids, error } = timed({ paginator }, server);
    assert.isUndefined(error);
    assert.deepEqual(ids, ROWS);
  });

  it('fail when it is their turn, and the others are cancelled', () => {
    const server: Server = (request, path) => {
      if (query(path, 'page') === '3') throw new Error('page 3 is broken');
      return numbered(SIX)(request, path);
    };
    const { ids, error, sent } = timed(paged, server, { concurrency: 8 });
    assert.deepEqual(ids, [1, 2, 3, 4]);
    assert.equal(error?.message, 'page 3 is broken');
    assert.isAtMost(sent.length, 6);
  });

  it('are not asked for beyond a limit', () => {
    for (const limit of [1, 2, 3, 4]) {
      const whole = timed(paged, numbered(SIX), {
        concurrency: 8,
        context: { limit },
        take: SIX.slice(0, limit).flat().length,
      });
      assert.deepEqual(whole.ids, SIX.slice(0, limit).flat());
      assert.lengthOf(whole.sent, limit);
    }
  });

  it('are cancelled when nobody wants them any more', () => {
    const { ids, end } = timed(paged, numbered(SIX), { take: 2 });
    assert.deepEqual([ids, end], [[1, 2], -1]);
  });

  it('are fewer where pages are large', () => {
    const deliver = (response: ApiResponse) => timer(10).pipe(map(() => ({ ...response, bytes: 12 * 2 ** 20 })));
    let most = 0;
    let open = 0;
    run(({ flush }) => {
      const server: Server = (request, path) => {
        most = Math.max(most, (open += 1));
        return numbered(SIX)(request, path);
      };
      chain(paged, server, { deliver, context: { concurrency: 8 } }).subscribe(() => (open -= 1));
      flush();
    });
    assert.equal(most, 3);
  });

  it('of several resources share one budget, and wait until a page of any of them is accepted', () => {
    const deliver = (response: ApiResponse) => timer(10).pipe(map(() => ({ ...response, bytes: 20 * 2 ** 20 })));
    const sent: [string, number][] = [];
    run(({ flush }) => {
      const budget = new PageBudget();
      for (const resource of ['a', 'b']) {
        const server: Server = (request, path) => {
          sent.push([resource + query(path, 'page'), asyncScheduler.now()]);
          return numbered(SIX.slice(0, 3))(request, path);
        };
        const ofParent = chains(paged, server, { deliver, context: { budget } });
        for (let parent = 0; parent < 2; parent++) {
          ofParent(() => undefined).subscribe((page) => {
            const release = page.receipt.hold();
            timer(100).subscribe(release);
          });
        }
      }
      flush();
    });
    // What nobody knows yet is not waited for; afterwards one page at a time of each resource is enough to go on.
    const times = (path: string, ...at: readonly number[]) => at.map((time) => [path, time]);
    assert.deepEqual(
      sent.filter(([path]) => path.startsWith('a')),
      [...times('a1', 0, 0), ...times('a2', 110, 220), ...times('a3', 330, 440)],
    );
    assert.deepEqual(
      sent.filter(([path]) => path.startsWith('b')).map(([, time]) => time),
      [0, 0, 110, 220, 330, 440],
    );
  });

  it('an answer that is refused at once does not stop the ones before it', () => {
    const server: Server = (request, path) => numbered(SIX)(request, path);
    const deliver = (response: ApiResponse) =>
      query(response.url, 'page') === '4'
        ? throwError(() => new Error('refused'))
        : timer(10).pipe(map(() => response));
    let seen: unknown[] = [];
    let message = '';
    run(({ flush }) => {
      chain(paged, server, { deliver, context: { concurrency: 8 } }).subscribe({
        next: (page) => (seen = [...seen, ...page.rows.map((row) => row['id'])]),
        error: (error: Error) => (message = error.message),
      });
      flush();
    });
    assert.deepEqual([seen, message], [[1, 2, 3, 4, 5], 'refused']);
  });
});
