import { asyncScheduler, concatMap, from, map, type Observable } from 'rxjs';
import { AuthError } from '../core/errors.ts';
import { isRecord } from '../core/is-record.ts';
import type { AuthContext } from '../core/plugin.ts';
import { originOf } from '../core/request.ts';
import type { ApiRequest, ApiResponse } from '../core/types.ts';
import type { Token } from './token-auth.ts';

export interface TokenRequest {
  readonly url: string;
  readonly form: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Seconds that a token lasts whose server does not say. */
  readonly defaultExpiration: number;
  /** Takes the complete answer before the token is used. */
  readonly keep?: ((answer: Readonly<Record<string, unknown>>) => Promise<void>) | undefined;
}

/** A token is replaced before it expires: by a tenth of its life, and at most by these milliseconds. */
const LARGEST_MARGIN = 60_000;

/** Asks a token endpoint (RFC 6749, section 3.2) for an access token. */
export function requestAccessToken(
  { resource }: ApiRequest,
  { url, form, headers = {}, defaultExpiration, keep }: TokenRequest,
  { send, hide }: AuthContext,
): Observable<Token> {
  return send({
    resource,
    method: 'POST',
    url,
    params: {},
    headers: { accept: 'application/json', ...headers },
    body: { kind: 'form', fields: Object.entries(form) },
    credentialOrigin: originOf(url),
  }).pipe(
    concatMap((response) => {
      const answer = tokenAnswer(response, url);
      for (const secret of [answer['access_token'], answer['refresh_token']]) {
        if (typeof secret === 'string') hide(secret);
      }
      return from(keep?.(answer) ?? Promise.resolve()).pipe(map(() => answer));
    }),
    map((answer) => tokenFor(answer['access_token'] as string, secondsIn(answer['expires_in']) ?? defaultExpiration)),
  );
}

/** The token that lasts so many seconds from now on. */
export function tokenFor(value: string, seconds: number): Token {
  const life = seconds * 1000;
  return { value, until: asyncScheduler.now() + life - Math.min(LARGEST_MARGIN, life / 10) };
}

function tokenAnswer({ body, status }: ApiResponse, url: string): Readonly<Record<string, unknown>> {
  const token = isRecord(body) ? body['access_token'] : undefined;
  if (isRecord(body) && typeof token === 'string' && token !== '') return body;
  // The names of its keys tell what it is; its values may be secrets.
  const found = isRecord(body) ? `its keys are ${Object.keys(body).join(', ')}` : 'it is no JSON object';
  throw new AuthError(`POST ${url} answered ${status} without an access_token: ${found}`, {
    status,
    fix: 'check that access_token_url is the token endpoint of the API',
  });
}

/** Some servers write the number as text. */
function secondsIn(value: unknown): number | undefined {
  const seconds = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof seconds === 'number' && seconds >= 0 ? seconds : undefined;
}
