import { assert } from 'chai';
import { concatMap, defer, of, tap, throwError, timer, type Observable } from 'rxjs';
import { tokenFor } from '../../lib/auth/access-token.ts';
import { bearerHeader } from '../../lib/auth/bearer-header.ts';
import { tokenAuth, type Token } from '../../lib/auth/token-auth.ts';
import { AuthError } from '../../lib/core/errors.ts';
import type { ApiRequest } from '../../lib/core/types.ts';
import { requestFor, run } from '../helpers/marbles.ts';

/** A server that gives the tokens 1, 2, 3 ... after 10 ms each, and counts them. */
function server(seconds: number) {
  const given: string[] = [];
  const obtain = (): Observable<Token> =>
    defer(() => {
      given.push(`${given.length + 1}`);
      const value = given.at(-1)!;
      return timer(10).pipe(concatMap(() => of(tokenFor(value, seconds))));
    });
  return { given, obtain };
}

const request = requestFor('jobs');
const tokenOf = ({ headers }: ApiRequest) => headers['authorization']?.replace('Bearer ', '');

describe('tokenAuth', () => {
  it('asks once for however many wait, and uses the token until shortly before it expires', () =>
    run(({ expectObservable, flush }) => {
      const { given, obtain } = server(100);
      const { authorize } = tokenAuth({ obtain, place: bearerHeader });
      const at = (ms: number) =>
        timer(ms).pipe(concatMap(() => authorize(request).pipe(concatMap((r) => [tokenOf(r)]))));
      expectObservable(at(0)).toBe('10ms (1|)');
      expectObservable(at(5)).toBe('10ms (1|)');
      expectObservable(at(1000)).toBe('1s (1|)');
      // It lasts 100 s, of which the last 10 are not used.
      expectObservable(at(90_009)).toBe('90009ms (1|)');
      expectObservable(at(90_010)).toBe('90020ms (2|)');
      expectObservable(at(90_015)).toBe('90020ms (2|)');
      flush();
      assert.deepEqual(given, ['1', '2']);
    }));

  it('replaces a token that lasts long one minute before it expires', () =>
    run(({ expectObservable }) => {
      const { authorize } = tokenAuth({ obtain: server(36_000).obtain, place: bearerHeader });
      const at = (ms: number) =>
        timer(ms).pipe(concatMap(() => authorize(request).pipe(concatMap((r) => [tokenOf(r)]))));
      expectObservable(at(0)).toBe('10ms (1|)');
      expectObservable(at(35_940_009)).toBe('35940009ms (1|)');
      expectObservable(at(35_940_010)).toBe('35940020ms (2|)');
    }));

  it('A3 asks for each request where a token expires at once', () =>
    run(({ flush }) => {
      const { given, obtain } = server(0);
      const { authorize } = tokenAuth({ obtain, place: bearerHeader });
      const seen: unknown[] = [];
      for (const ms of [0, 100, 200]) {
        timer(ms)
          .pipe(concatMap(() => authorize(request)))
          .subscribe((sent) => seen.push(tokenOf(sent)));
      }
      flush();
      assert.deepEqual(seen, ['1', '2', '3']);
      assert.lengthOf(given, 3);
    }));

  it('replaces a rejected token once, whoever carried it', () =>
    run(({ flush }) => {
      const { given, obtain } = server(100);
      const { authorize, rejected } = tokenAuth({ obtain, place: bearerHeader });
      const sent: ApiRequest[] = [];
      const send = () => authorize(request).subscribe((one) => sent.push(one));
      send();
      send();
      timer(20).subscribe(() => {
        assert.isTrue(rejected!(sent[0]!));
        send();
      });
      // The second one comes to know of it when there is a new token already.
      timer(40).subscribe(() => {
        assert.isTrue(rejected!(sent[1]!));
        send();
      });
      flush();
      assert.deepEqual(sent.map(tokenOf), ['1', '1', '2', '2']);
      assert.deepEqual(given, ['1', '2']);
    }));

  it('one that leaves does not take the token from the others, the last one ends the request for it', () =>
    run(({ cold, expectSubscriptions, expectObservable }) => {
      const first = cold<Token>('----t', { t: tokenFor('t', 100) });
      const { authorize } = tokenAuth({ obtain: () => first, place: bearerHeader });
      const token$ = defer(() => authorize(request)).pipe(concatMap((r) => [tokenOf(r)!]));
      expectObservable(token$, '^-!').toBe('---');
      expectObservable(token$, '-^!').toBe('---');
      expectSubscriptions(first.subscriptions).toBe('^-!');
    }));

  it('begins with a token that is given, and asks when that is rejected', () =>
    run(({ flush }) => {
      const { given, obtain } = server(100);
      const { authorize, rejected } = tokenAuth({ obtain, place: bearerHeader, initial: () => tokenFor('own', 100) });
      const sent: ApiRequest[] = [];
      const send = authorize(request).pipe(tap((one) => sent.push(one)));
      send.subscribe();
      assert.isEmpty(given);
      rejected!(sent[0]!);
      send.subscribe();
      flush();
      assert.deepEqual(sent.map(tokenOf), ['own', '1']);
    }));

  for (const [status, again] of [
    [401, false],
    [400, false],
    [503, true],
    [undefined, true],
  ] as const) {
    it(`${again ? 'asks again' : 'does not ask again'} after the token server failed with ${status}`, () => {
      let asked = 0;
      const obtain = () => throwError(() => new AuthError(`failure ${(asked += 1)}`, { status }));
      const { authorize } = tokenAuth({ obtain, place: bearerHeader });
      const errors: unknown[] = [];
      for (let i = 0; i < 3; i++) authorize(request).subscribe({ error: (error: Error) => errors.push(error.message) });
      assert.equal(asked, again ? 3 : 1);
      assert.deepEqual(errors, again ? ['failure 1', 'failure 2', 'failure 3'] : Array(3).fill('failure 1'));
    });
  }
});
