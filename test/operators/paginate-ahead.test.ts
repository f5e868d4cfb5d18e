import { assert } from 'chai';
import { EMPTY, filter, map, Observable, of, timer } from 'rxjs';
import type { RunHelpers } from 'rxjs/testing';
import { paginate } from '../../lib/operators/paginate.ts';
import { paginateAhead, type PaginateAheadOptions } from '../../lib/operators/paginate-ahead.ts';
import { run } from '../helpers/marbles.ts';

type Options = PaginateAheadOptions<number, string, string>;

const LAST = 5;
const NUMBERS = [1, 2, 3, 4, 5, 6, 7];
const pages = Object.fromEntries(NUMBERS.map((number) => [String(number), `page ${number}`]));

/** Pages 1 to 5, each known to come behind the one before, each 10 ms after it is asked for; 3 at a time. */
function options(over: Partial<Options> = {}): Options {
  return {
    send: (request) => timer(10).pipe(map(() => `page ${request}`)),
    read: (answer) => answer,
    next: (_page, request) => (request < LAST ? request + 1 : undefined),
    ahead: (_page, request) => NUMBERS.filter((number) => number > request && number <= LAST),
    same: (a, b) => a === b,
    concurrency: 3,
    ...over,
  };
}

type Cold = ReturnType<RunHelpers['cold']>;
type Answers = Record<number, Cold & Observable<string>>;

/** An answer for each page, to see when it was subscribed to; by default it comes after 10 ms. */
function answers({ cold }: RunHelpers, frames: Readonly<Record<number, string>> = {}): Answers {
  return Object.fromEntries(NUMBERS.map((n) => [n, cold(frames[n] ?? `10ms (${n}|)`, pages)]));
}

const from = (all: Answers): Pick<Options, 'send'> => ({ send: (request) => all[request]! });

describe('paginateAhead', () => {
  it('never: waits for a source that never emits', () =>
    run(({ expectObservable, expectSubscriptions, cold }) => {
      const source = cold<number>('-');
      expectObservable(source.pipe(paginateAhead(options()))).toBe('-');
      expectSubscriptions(source.subscriptions).toBe('^');
    }));

  it('empty: completes with the source', () =>
    run(({ expectObservable, cold }) => {
      expectObservable(cold<number>('--|').pipe(paginateAhead(options()))).toBe('--|');
    }));

  it('one request: its pages come in order, as many at a time as they may', () =>
    run((helpers) => {
      const all = answers(helpers);
      helpers.expectObservable(of(1).pipe(paginateAhead(options(from(all))))).toBe('10ms 1 9ms (234) 5ms (5|)', pages);
      helpers.expectSubscriptions(all[1]!.subscriptions).toBe('^ 9ms !');
      for (const n of [2, 3, 4]) helpers.expectSubscriptions(all[n]!.subscriptions).toBe('10ms ^ 9ms !');
      helpers.expectSubscriptions(all[5]!.subscriptions).toBe('20ms ^ 9ms !');
    }));

  it('many requests: the second chain starts when the first has ended', () =>
    run(({ expectObservable, cold }) => {
      const source = cold('(ab|)', { a: 4, b: 4 });
      expectObservable(source.pipe(paginateAhead(options()))).toBe('10ms 4 9ms 5 9ms 4 9ms (5|)', pages);
    }));

  it('keeps the order where later answers come first', () =>
    run((helpers) => {
      const all = answers(helpers, { 2: '50ms (2|)' });
      const result = of(1).pipe(paginateAhead(options(from(all))));
      helpers.expectObservable(result).toBe('10ms 1 49ms (234) 5ms (5|)', pages);
      // Page 5 has to wait until there is room: pages 2, 3 and 4 are not accepted yet.
      helpers.expectSubscriptions(all[5]!.subscriptions).toBe('60ms ^ 9ms !');
    }));

  it('emits a page only when the one before is accepted, and has never more than `concurrency` that are not', () =>
    run((helpers) => {
      const { cold, expectObservable, expectSubscriptions } = helpers;
      const all = answers(helpers);
      const accept = cold('30ms |');
      const result = of(1).pipe(paginateAhead(options({ ...from(all), accept: () => accept })));
      expectObservable(result).toBe('10ms 1 29ms 2 29ms 3 29ms 4 29ms 5 29ms |', pages);
      for (const n of [2, 3]) expectSubscriptions(all[n]!.subscriptions).toBe('10ms ^ 9ms !');
      expectSubscriptions(all[4]!.subscriptions).toBe('40ms ^ 9ms !');
      expectSubscriptions(all[5]!.subscriptions).toBe('70ms ^ 9ms !');
    }));

  for (const concurrency of [1, 2, 3, 4, 9]) {
    it(`with ${concurrency} at a time it emits what paginate emits`, () => {
      const seen: string[][] = [[], []];
      const { send, next } = options({ send: (request) => of(`page ${request}`) });
      of(1)
        .pipe(paginate<number, string>({ send: (request) => send(request, false), next }))
        .subscribe((page) => seen[0]!.push(page));
      of(1)
        .pipe(paginateAhead(options({ send, concurrency })))
        .subscribe((page) => seen[1]!.push(page));
      assert.deepEqual(seen[1], seen[0]);
      assert.lengthOf(seen[1]!, LAST);
    });
  }

  it('asks one after the other where nothing can be told, or only one may be under way', () =>
    run(({ expectObservable }) => {
      const frames = '10ms 1 9ms 2 9ms 3 9ms 4 9ms (5|)';
      expectObservable(of(1).pipe(paginateAhead(options({ ahead: () => undefined })))).toBe(frames, pages);
      expectObservable(of(1).pipe(paginateAhead(options({ ahead: () => [] })))).toBe(frames, pages);
      expectObservable(of(1).pipe(paginateAhead(options({ concurrency: 1 })))).toBe(frames, pages);
    }));

  it('asks ahead as soon as it can be told, be it behind a later page', () =>
    run((helpers) => {
      const all = answers(helpers);
      const ahead = (_: string, request: number) => (request < 3 ? undefined : [4, 5]);
      helpers
        .expectObservable(of(1).pipe(paginateAhead(options({ ...from(all), ahead }))))
        .toBe('10ms 1 9ms 2 9ms 3 9ms (45|)', pages);
    }));

  it('drops what was asked for ahead where the chain ends before it, and cancels it', () =>
    run((helpers) => {
      const all = answers(helpers, { 3: '50ms (3|)' });
      const next = (_: string, request: number) => (request < 2 ? request + 1 : undefined);
      const result = of(1).pipe(paginateAhead(options({ ...from(all), next })));
      helpers.expectObservable(result).toBe('10ms 1 9ms (2|)', pages);
      helpers.expectSubscriptions(all[3]!.subscriptions).toBe('10ms ^ 9ms !');
      helpers.expectSubscriptions(all[4]!.subscriptions).toBe('10ms ^ 9ms !');
      helpers.expectSubscriptions(all[5]!.subscriptions).toBe([]);
    }));

  it('goes where `next` says, not where it expected', () =>
    run((helpers) => {
      const all = answers(helpers);
      const next = (_: string, request: number) =>
        new Map([
          [1, 2],
          [2, 6],
          [6, 7],
        ]).get(request);
      const result = of(1).pipe(paginateAhead(options({ ...from(all), next, ahead: (_, n) => [n + 1, n + 2] })));
      helpers.expectObservable(result).toBe('10ms 1 9ms 2 9ms 6 9ms (7|)', pages);
    }));

  it('asks for nothing twice where it was refused leave, and goes on asking ahead later', () =>
    run((helpers) => {
      const all = answers(helpers);
      let refused = 2;
      const reserve = () => (refused-- > 0 ? undefined : () => {});
      const result = of(1).pipe(paginateAhead(options({ ...from(all), reserve })));
      helpers.expectObservable(result).toBe('10ms 1 9ms 2 9ms 3 9ms (45|)', pages);
      for (const n of [1, 2, 3, 4, 5]) {
        helpers.flush();
        assert.lengthOf(all[n]!.subscriptions, 1, `page ${n}`);
      }
    }));

  it('takes leave for each request ahead, and gives each back once', () => {
    let held = 0;
    let most = 0;
    const reserve = () => {
      held += 1;
      most = Math.max(most, held);
      return () => void (held -= 1);
    };
    const send = (request: number) => of(`page ${request}`);
    const ends: Partial<Options>[] = [
      {},
      { next: (_, n) => (n < 2 ? n + 1 : undefined) },
      { next: (_, n) => (n === 1 ? 7 : undefined) },
    ];
    for (const end of ends) {
      of(1)
        .pipe(paginateAhead(options({ send, reserve, ...end })), (source) => source.pipe(filter(() => true)))
        .subscribe()
        .unsubscribe();
      assert.equal(held, 0);
    }
    assert.equal(most, 2);
  });

  it('passes an error on when it is the turn of its page, and cancels the rest', () =>
    run((helpers) => {
      const all = answers(helpers, { 2: '30ms (2|)', 3: '--#', 4: '90ms (4|)' });
      const result = of(1).pipe(paginateAhead(options({ ...from(all), concurrency: 9 })));
      helpers.expectObservable(result).toBe('10ms 1 29ms (2#)', pages);
      helpers.expectSubscriptions(all[4]!.subscriptions).toBe('10ms ^ 29ms !');
    }));

  it('ignores an error of a page that is not asked for', () =>
    run((helpers) => {
      const all = answers(helpers, { 3: '#' });
      const next = (_: string, request: number) => (request < 2 ? request + 1 : undefined);
      helpers
        .expectObservable(of(1).pipe(paginateAhead(options({ ...from(all), next }))))
        .toBe('10ms 1 9ms (2|)', pages);
    }));

  it('passes an error of the source on and cancels what is under way', () =>
    run((helpers) => {
      const all = answers(helpers);
      const source = helpers.cold('a 13ms #', { a: 1 });
      helpers.expectObservable(source.pipe(paginateAhead(options(from(all))))).toBe('10ms 1 3ms #', pages);
      for (const n of [2, 3]) helpers.expectSubscriptions(all[n]!.subscriptions).toBe('10ms ^ 3ms !');
    }));

  for (const callback of ['send', 'read', 'next', 'accept', 'ahead', 'same', 'reserve'] as const) {
    it(`turns what ${callback} throws into an error`, () =>
      run(({ expectObservable, expectSubscriptions, cold }) => {
        const broken = (): never => {
          throw new Error(`${callback} is broken`);
        };
        const source = cold('a-', { a: 1 });
        const result = source.pipe(paginateAhead(options({ [callback]: broken })));
        const frames = {
          send: '#',
          read: '#',
          next: '10ms (1#)',
          accept: '10ms (1#)',
          ahead: '10ms #',
          same: '10ms (1#)',
          reserve: '10ms #',
        };
        expectObservable(result).toBe(frames[callback], pages, new Error(`${callback} is broken`));
        expectSubscriptions(source.subscriptions).toBe(frames[callback] === '#' ? '(^!)' : '^ 9ms !');
      }));
  }

  it('ends the chain where an answer makes no page, and cancels the rest', () =>
    run((helpers) => {
      const all = answers(helpers, { 3: '90ms (3|)' });
      const read: Options['read'] = (answer, request) => (request === 2 ? EMPTY : answer);
      helpers.expectObservable(of(1).pipe(paginateAhead(options({ ...from(all), read })))).toBe('10ms (1|)', pages);
      helpers.expectSubscriptions(all[3]!.subscriptions).toBe('10ms (^!)');
    }));

  it('reads answers in the order of their pages', () =>
    run(({ expectObservable }) => {
      let index = 0;
      const send = (request: number) => timer(10 * (7 - request)).pipe(map(() => `page ${request}`));
      const read: Options['read'] = (answer) => answer.pipe(map((page) => `${page} is number ${++index}`));
      const counted = Object.fromEntries([1, 2, 3, 4, 5].map((n) => [String(n), `page ${n} is number ${n}`]));
      expectObservable(of(1).pipe(paginateAhead(options({ send, read })))).toBe('60ms 1 49ms (234) 15ms (5|)', counted);
    }));

  it('cancels everything under way when it is unsubscribed', () =>
    run((helpers) => {
      const all = answers(helpers);
      const result = of(1).pipe(paginateAhead(options(from(all))));
      helpers.expectObservable(result, '^ 14ms !').toBe('10ms 1', pages);
      for (const n of [2, 3]) helpers.expectSubscriptions(all[n]!.subscriptions).toBe('10ms ^ 4ms !');
    }));

  it('does not break a chain that unsubscribing does not break', () => {
    let torn = 0;
    const send = () => new Observable<string>(() => () => (torn += 1));
    of(1)
      .pipe(paginateAhead(options({ send })))
      .subscribe()
      .unsubscribe();
    assert.equal(torn, 1);
  });

  it('takes thousands of pages that come at once without running up the stack', () => {
    let count = 0;
    const send = (request: number) => of(`page ${request}`);
    const next = (_: string, request: number) => (request < 20_000 ? request + 1 : undefined);
    const ahead = (_: string, request: number) => Array.from({ length: 20_000 - request }, (__, i) => request + 1 + i);
    of(1)
      .pipe(paginateAhead(options({ send, next, ahead })))
      .subscribe(() => (count += 1));
    assert.equal(count, 20_000);
  });

  it('refuses a concurrency below 1', () => {
    assert.throws(() => paginateAhead(options({ concurrency: 0 })), RangeError);
  });
});
