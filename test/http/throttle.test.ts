import { assert } from 'chai';
import {
  asyncScheduler,
  concatMap,
  defer,
  EMPTY,
  finalize,
  map,
  mergeMap,
  NEVER,
  of,
  range,
  retry,
  tap,
  throwError,
  timer,
  type Observable,
} from 'rxjs';
import { createThrottle, type Throttle, type ThrottleOptions } from '../../lib/http/throttle.ts';
import { run } from '../helpers/marbles.ts';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** Answers a request that has reached it. */
type Api = (now: number) => Answer;

const now = () => asyncScheduler.now();

/** A fixed window: so many requests in so many seconds; the rest gets 429. */
function windowed(
  limit: number,
  seconds: number,
  headersOf: (left: number, reset: number) => Record<string, string>,
): Api {
  const counts = new Map<number, number>();
  return (at) => {
    const window = Math.floor(at / (seconds * 1000));
    const count = (counts.get(window) ?? 0) + 1;
    counts.set(window, count);
    const reset = (window + 1) * seconds - at / 1000;
    return { status: count > limit ? 429 : 200, headers: headersOf(Math.max(0, limit - count), reset) };
  };
}

interface Sent {
  readonly at: number;
  readonly status: number;
}

/** One request, from the gate to its answer, which takes 100 ms there and back. */
function request({ gate, turn, learn }: Throttle, api: Api, log: Sent[]): Observable<number> {
  return gate(() =>
    turn(() =>
      defer(() => {
        const at = now();
        return timer(50).pipe(
          map(() => api(now())),
          concatMap((answer) => timer(50).pipe(map(() => answer))),
          tap((answer) => learn({ ...answer, ms: now() - at })),
          tap(({ status }) => log.push({ at, status })),
          concatMap(({ status }) => (status === 429 ? throwError(() => new Error('429')) : of(status))),
        );
      }),
    ),
  );
}

/** Sends so many requests, each again after a second when it got a 429; gives what was sent, and the pauses. */
function send(count: number, api: Api, options: Partial<ThrottleOptions> = {}) {
  const log: Sent[] = [];
  const pauses: { at: number; ms: number; reason: string }[] = [];
  let ended = 0;
  run(({ flush }) => {
    const throttle = createThrottle({
      concurrency: 8,
      onPause: (ms, reason) => pauses.push({ at: now(), ms, reason }),
      ...options,
    });
    range(count)
      .pipe(
        mergeMap(() => request(throttle, api, log).pipe(retry({ count: 20, delay: () => timer(1000) })), 50),
        finalize(() => (ended = now())),
      )
      .subscribe();
    flush();
  });
  assert.lengthOf(
    log.filter(({ status }) => status === 200),
    count,
    'all requests were answered in the end',
  );
  return { log, pauses, ended, refused: log.filter(({ status }) => status === 429) };
}

const free: Api = () => ({ status: 200, headers: {} });

describe('createThrottle', () => {
  it('limits nothing but the concurrency where there is no limit', () => {
    const { ended, pauses } = send(80, free);
    assert.equal(ended, 1000);
    assert.isEmpty(pauses);
  });

  describe('rate_limit', () => {
    it('is one budget for all, and told once a pause', () => {
      const { log, pauses } = send(25, free, { rateLimit: { requests: 10, per: 60_000 } });
      const starts = log.map(({ at }) => at).sort((a, b) => a - b);
      for (let i = 10; i < starts.length; i++) assert.isAtLeast(starts[i]! - starts[i - 10]!, 60_000);
      assert.equal(starts.at(-1), 120_000);
      assert.deepEqual(
        pauses.map(({ reason }) => reason),
        Array(2).fill('client.rate_limit allows 10 requests in 60 s'),
      );
    });

    it('of small steps is not told', () =>
      assert.isEmpty(send(20, free, { rateLimit: { requests: 5, per: 500 } }).pauses));

    it('is fair: first come, first served', () => {
      const order: number[] = [];
      run(({ flush }) => {
        const { turn } = createThrottle({ concurrency: 1, rateLimit: { requests: 1, per: 100 } });
        for (const i of [1, 2, 3, 4]) turn(() => (order.push(i), EMPTY)).subscribe();
        flush();
      });
      assert.deepEqual(order, [1, 2, 3, 4]);
    });

    it('costs one who leaves before its turn nothing, and the timer goes with the last one', () =>
      run(({ flush, expectObservable }) => {
        const { turn } = createThrottle({ concurrency: 1, rateLimit: { requests: 1, per: 100 } });
        turn(() => EMPTY).subscribe();
        const leaving = turn(() => NEVER).subscribe();
        timer(50).subscribe(() => leaving.unsubscribe());
        expectObservable(timer(60).pipe(concatMap(() => turn(() => of('x'))))).toBe('100ms (x|)');
        flush();
        const last = turn(() => NEVER).subscribe();
        last.unsubscribe();
        const end = now();
        flush();
        assert.equal(now(), end, 'nobody waits any more');
      }));
  });

  const families: Record<string, (left: number, reset: number) => Record<string, string>> = {
    'RateLimit (version 7)': (left, reset) => ({ ratelimit: `limit=5, remaining=${left}, reset=${Math.ceil(reset)}` }),
    'RateLimit (version 8)': (left, reset) => ({
      ratelimit: `"default";r=${left};t=${Math.ceil(reset)}`,
      'ratelimit-policy': '"default";q=5;w=10',
    }),
    'RateLimit-Remaining': (left, reset) => ({
      'ratelimit-remaining': `${left}`,
      'ratelimit-reset': `${Math.ceil(reset)}`,
    }),
    'X-RateLimit-Remaining, since 1970': (left, reset) => ({
      'x-ratelimit-limit': '5',
      'x-ratelimit-remaining': `${left}`,
      'x-ratelimit-reset': `${Math.ceil((EPOCH + now()) / 1000 + reset)}`,
      date: new Date(EPOCH + now()).toUTCString(),
    }),
    'X-Rate-Limit-Remaining': (left, reset) => ({
      'x-rate-limit-remaining': `${left}`,
      'x-rate-limit-reset': reset.toFixed(3),
    }),
  };
  const EPOCH = Date.UTC(2030, 0, 1);
  for (const [family, headersOf] of Object.entries(families)) {
    it(`an API that tells its limit by ${family} is driven into 429 at most once`, () => {
      const { refused, ended, pauses } = send(40, windowed(5, 10, headersOf));
      // Before the first answer nobody can know: the first eight go at once.
      assert.isAtMost(refused.length, 3);
      for (const { at } of refused) assert.equal(at, 0);
      // 40 requests, 5 in each 10 s, some of them used up by the probes; never slower than a window more.
      assert.isAtMost(ended, 100_000);
      assert.isAtLeast(pauses.length, 7);
      assert.isAtMost(pauses.length, 10);
      assert.match(pauses[0]!.reason, /the API says that its limit is used up/);
    });
  }

  it('an error that tells nothing does not end the limit that was told', () => {
    const told = windowed(2, 10, (left, reset) => ({
      'x-ratelimit-remaining': `${left}`,
      'x-ratelimit-reset': reset.toFixed(3),
    }));
    let failed = false;
    // Something before the API fails the first request after the reset.
    const api: Api = (at) => {
      if (at < 10_000 || failed) return told(at);
      failed = true;
      return { status: 502, headers: {} };
    };
    const log: Sent[] = [];
    run(({ flush }) => {
      const throttle = createThrottle({ concurrency: 8 });
      const one = defer(() => request(throttle, api, log)).pipe(retry({ count: 20, delay: () => timer(1000) }));
      range(16)
        .pipe(mergeMap(() => one, 16))
        .subscribe();
      flush();
    });
    assert.isTrue(failed);
    assert.isEmpty(log.filter(({ at, status }) => at > 0 && status === 429));
  });

  it('a 429 pauses all requests until its Retry-After, and is told once', () => {
    let count = 0;
    const api: Api = () => {
      count += 1;
      return count === 3 ? { status: 429, headers: { 'retry-after': '30' } } : { status: 200, headers: {} };
    };
    const { log, pauses } = send(30, api);
    const after = log.filter(({ at }) => at > 100);
    for (const { at } of after) assert.isAtLeast(at, 30_100);
    assert.lengthOf(pauses, 1);
    assert.deepEqual(pauses[0], { at: 100, ms: 30_000, reason: 'the API answered 429 and asked for it (Retry-After)' });
  });

  it('does not pause for longer than a retry would wait', () => {
    let count = 0;
    const api: Api = () => ((count += 1) === 1 ? { status: 429, headers: { 'retry-after': '3600' } } : free(0));
    const { pauses, ended } = send(10, api);
    assert.isEmpty(pauses);
    assert.isAtMost(ended, 2000);
  });

  it('an API that only counts requests at once is found out: fewer go at once after each 429, more after good answers', () => {
    let inside = 0;
    let most = 0;
    const log: number[] = [];
    run(({ flush }) => {
      const throttle = createThrottle({ concurrency: 16 });
      const one = throttle.gate(() =>
        throttle.turn(() =>
          defer(() => {
            inside += 1;
            most = Math.max(most, inside);
            const status = inside > 6 ? 429 : 200;
            log.push(status);
            return timer(100).pipe(
              tap(() => throttle.learn({ status, headers: {}, ms: 100 })),
              concatMap(() => (status === 429 ? throwError(() => new Error('429')) : of(status))),
              finalize(() => (inside -= 1)),
            );
          }),
        ),
      );
      range(400)
        .pipe(mergeMap(() => one.pipe(retry({ count: 50, delay: () => timer(500) })), 100))
        .subscribe();
      flush();
    });
    assert.equal(most, 16);
    const refused = log.filter((status) => status === 429).length;
    assert.isBelow(refused, log.length / 5, 'most requests are answered');
    assert.lengthOf(
      log.filter((status) => status === 200),
      400,
    );
  });
});
