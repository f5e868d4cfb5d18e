import { AuthError } from '../core/errors.ts';
import { isRecord } from '../core/is-record.ts';
import { compilePath } from '../core/path.ts';
import { requestUrl } from '../core/request.ts';
import type { ApiRequest, ApiResponse } from '../core/types.ts';

/** Where the answer to a login has the token; one of them. */
export interface TokenPlace {
  readonly token_path?: string | readonly string[] | undefined;
  readonly token_header?: string | undefined;
  readonly token_cookie?: string | undefined;
}

export interface SessionToken {
  /** What of the answer has to be read. */
  readonly reads: 'body' | 'headers';
  /** The token in an answer. Throws an `AuthError` that says what is there instead. */
  readonly in: (login: ApiRequest, response: ApiResponse) => string;
}

interface Finder {
  readonly option: string;
  readonly where: string;
  readonly find: (response: ApiResponse) => unknown;
  /** What there is: the names tell where to look, the values may be secrets. */
  readonly names: (response: ApiResponse) => readonly string[];
}

export function sessionToken(place: TokenPlace): SessionToken {
  const { option, where, find, names } = finderOf(place);
  return {
    reads: place.token_path === undefined ? 'headers' : 'body',
    in: (login, response) => {
      const found = find(response);
      if ((typeof found === 'string' && found !== '') || typeof found === 'number') return String(found);
      const there = names(response).join(', ');
      const answered = `${login.method} ${requestUrl(login)} answered ${response.status}`;
      throw new AuthError(`${answered} without a token ${where}; there is ${there || 'nothing'}`, {
        status: response.status,
        fix: `check ${option}`,
      });
    },
  };
}

function finderOf({ token_path, token_header, token_cookie }: TokenPlace): Finder {
  if (token_path !== undefined) {
    const path = compilePath(token_path);
    return {
      option: 'token_path',
      where: `at ${path.text}`,
      find: ({ body }) => path.read(body),
      names: ({ body }) => (isRecord(body) ? Object.keys(body) : []),
    };
  }
  if (token_header !== undefined) {
    return {
      option: 'token_header',
      where: `in the header ${token_header}`,
      find: ({ headers }) => headers[token_header.toLowerCase()],
      names: ({ headers }) => Object.keys(headers),
    };
  }
  return {
    option: 'token_cookie',
    where: `in the cookie ${token_cookie}`,
    find: ({ headers }) => cookiesIn(headers['set-cookie']).get(token_cookie!),
    names: ({ headers }) => [...cookiesIn(headers['set-cookie']).keys()],
  };
}

/** The cookies that an answer sets. Repeated headers are joined by commas, which dates have too. */
function cookiesIn(header = ''): ReadonlyMap<string, string> {
  const cookies = header.split(/, (?=[^;,=\s]+=)/).map((cookie) => cookie.split(';', 1)[0]!.trim());
  return new Map(cookies.filter((cookie) => cookie.includes('=')).map((cookie) => [nameOf(cookie), valueOf(cookie)]));
}

const nameOf = (cookie: string) => cookie.slice(0, cookie.indexOf('='));
const valueOf = (cookie: string) => cookie.slice(cookie.indexOf('=') + 1);
