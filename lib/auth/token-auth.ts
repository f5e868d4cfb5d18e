import { asyncScheduler, defer, finalize, map, of, ReplaySubject, share, tap, throwError, type Observable } from 'rxjs';
import { AuthError } from '../core/errors.ts';
import type { Authenticator } from '../core/plugin.ts';
import type { ApiRequest } from '../core/types.ts';

/** A credential that was asked for. */
export interface Token {
  readonly value: string;
  /** From when on another one is asked for, in milliseconds since 1970. */
  readonly until: number;
}

export interface TokenAuthOptions {
  /** Asks for a token, once. `request` is one that waits for it. */
  readonly obtain: (request: ApiRequest) => Observable<Token>;
  /** Puts a token into a request: always into a new one. */
  readonly place: (request: ApiRequest, token: string) => ApiRequest;
  /** A token that is there from the start. */
  readonly initial?: (() => Token) | undefined;
}

/** Statuses by which a server says that it will not give a token to these credentials. */
const REFUSED: ReadonlySet<number | undefined> = new Set([400, 401, 403]);

/**
 * Authentication by a token that is asked for. All requests share one; it is asked for when the first request needs it,
 * when it expires, and when the API has answered 401 to a request that carried it. However many requests wait for a
 * token, it is asked for once. Where it was refused, it is not asked for again: a server may lock an account for that.
 */
export function tokenAuth({ obtain, place, initial }: TokenAuthOptions): Authenticator {
  const carried = new WeakMap<ApiRequest, Token>();
  let current: Token | undefined;
  let first = initial;
  let pending: Observable<Token> | undefined;
  let refusal: unknown;

  const begin = (request: ApiRequest): Observable<Token> => {
    const end = () => {
      if (pending === mine) pending = undefined;
    };
    const mine: Observable<Token> = obtain(request).pipe(
      tap({
        next: (token) => (current = token),
        // Before anybody hears of it: who asks again then does not get the same failure.
        error: (error: unknown) => {
          if (error instanceof AuthError && REFUSED.has(error.status)) refusal = error;
          end();
        },
      }),
      finalize(end),
      share({ connector: () => new ReplaySubject<Token>(1), resetOnComplete: false, resetOnError: false }),
    );
    return mine;
  };

  return {
    authorize: (request) =>
      defer(() => {
        current ??= first?.();
        first = undefined;
        if (current !== undefined && asyncScheduler.now() < current.until) return of(current);
        if (refusal !== undefined) return throwError(() => refusal);
        pending ??= begin(request);
        return pending;
      }).pipe(
        map((token) => {
          const sent = place(request, token.value);
          carried.set(sent, token);
          return sent;
        }),
      ),
    rejected: (sent) => {
      const token = carried.get(sent);
      // Where another request was told so before, there is a newer one already.
      if (token === current) current = undefined;
      return token !== undefined;
    },
  };
}
