import { joinSecrets, type Secret } from '../../core/secret.ts';
import type { FoundSecrets } from '../found-secrets.ts';
import { isSecretName, isSecretValue } from '../looks-secret.ts';
import { snakeName } from '../names.ts';
import type { CurlRequest } from './read-curl.ts';

export interface RequestParts {
  readonly auth: object | undefined;
  readonly headers: Readonly<Record<string, string | Secret>>;
  readonly params: Readonly<Record<string, unknown>>;
  readonly isJson: boolean;
  readonly isForm: boolean;
}

type Params = Readonly<Record<string, string | readonly string[]>>;

/** What a browser or curl sends by itself, and no API asks for. */
const LEFT_OUT =
  /^(?:sec-.*|user-agent|accept-encoding|accept-language|connection|host|content-length|origin|referer|dnt|pragma|cache-control|priority|te|upgrade-insecure-requests|if-none-match|if-modified-since)$/;
const SAID_ANYWAY = /^(?:\*\/\*|application\/json(?:,.*)?)$/;

/** The credentials of a request as authentication, and what is left of its headers and parameters. */
export function authOf(
  { headers: given, user, bearer, cookies }: CurlRequest,
  url: { readonly user: string | undefined },
  query: Params,
  found: FoundSecrets,
  notes: string[],
): RequestParts {
  const headers: Record<string, string | Secret> = {};
  const dropped: string[] = [];
  let auth: object | undefined;
  let contentType = '';
  const useAuth = (settings: () => object): boolean => {
    if (auth !== undefined) return false;
    auth = settings();
    return true;
  };

  const basic = user ?? (url.user === undefined ? undefined : decodeURIComponent(url.user));
  if (basic !== undefined) useAuth(() => basicAuth(basic, found));
  if (bearer !== undefined) useAuth(() => bearerAuth(bearer, found));
  for (const [name, value] of given) {
    const lower = name.toLowerCase();
    if (lower === 'content-type') contentType = value.toLowerCase();
    else if (lower === 'cookie' || (lower === 'accept' && SAID_ANYWAY.test(value))) continue;
    else if (LEFT_OUT.test(lower)) dropped.push(name);
    else if (lower === 'authorization' && useAuth(() => authorization(value, found))) continue;
    else if (isSecretHeader(name, value)) {
      const key = () => found.whole(value, secretName(name), `The header ${name}.`);
      if (!useAuth(() => ({ type: 'api_key', name, api_key: key(), location: 'header' }))) headers[name] = key();
    } else headers[name] = found.within(value, name, `In the header ${name}.`);
  }
  if (cookies.length > 0) headers['Cookie'] = found.whole(cookies.join('; '), 'cookie', 'The cookies of the session.');
  if (dropped.length > 0) notes.push(`left out, since they say nothing of what is asked for: ${dropped.join(', ')}`);

  const params: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(query)) {
    const about = `The parameter ${name}.`;
    if (typeof value !== 'string') params[name] = value.map((item) => found.within(item, name, about));
    else if (isSecretName(name) && value !== '') {
      const key = () => found.whole(value, secretName(name), about);
      if (!useAuth(() => ({ type: 'api_key', name, api_key: key(), location: 'query' }))) params[name] = key();
    } else params[name] = found.within(value, name, about);
  }
  const isJson = /\bjson\b/.test(contentType);
  if (contentType !== '' && !isJson && !contentType.includes('urlencoded')) headers['Content-Type'] = contentType;
  return { auth, headers, params, isJson, isForm: contentType.includes('urlencoded') };
}

function isSecretHeader(name: string, value: string): boolean {
  return isSecretName(name) || isSecretValue(value);
}

/** `X-Api-Key` as `api_key`. */
function secretName(name: string): string {
  return snakeName(name.replace(/^x-/i, ''), 'api_key');
}

function bearerAuth(token: string, found: FoundSecrets): object {
  return { type: 'bearer', token: found.whole(token, 'api_token', 'The bearer token.') };
}

function basicAuth(credentials: string, found: FoundSecrets): object {
  const [username = '', password = ''] = credentials.split(/:(.*)/s, 2);
  return {
    type: 'http_basic',
    username: found.whole(username, 'api_user', 'The user name.'),
    password: found.whole(password, 'api_password', 'The password.'),
  };
}

function authorization(value: string, found: FoundSecrets): object {
  const [, scheme = '', rest = value] = /^([A-Za-z-]+)\s+(.+)$/s.exec(value) ?? [];
  if (/^bearer$/i.test(scheme)) return bearerAuth(rest, found);
  const credentials = Buffer.from(rest, 'base64').toString('utf8');
  if (/^basic$/i.test(scheme) && credentials.includes(':') && !rest.includes('\u0000'))
    return basicAuth(credentials, found);
  const key = found.whole(rest, 'api_token', 'What the header Authorization has.');
  return {
    type: 'api_key',
    name: 'Authorization',
    api_key: scheme === '' ? key : joinSecrets([`${scheme} `, key]),
    location: 'header',
  };
}
