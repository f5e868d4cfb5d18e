/** Cookies that an API sets, which go back to it as RFC 6265 says; but only ever to the host that set them. */
import type { WireRequest } from './wire-request.ts';

export interface CookieJar {
  /** Takes the cookies of an answer to this URL; several `set-cookie` headers are joined by commas. */
  readonly take: (url: string, setCookie: string | undefined) => void;
  /** The request with the cookies that belong to it. A cookie of its own takes the place of one with its name. */
  readonly addTo: (request: WireRequest) => WireRequest;
}

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly host: string;
  readonly path: string;
  readonly secure: boolean;
  /** In milliseconds; `undefined` where it lasts as long as the jar. */
  readonly expires: number | undefined;
}

/** More than any API needs, so that one that sets a new one with each answer does not fill the memory. */
const MOST = 100;

/** The cookies of one resource in one run: they tell of who is logged in, so that resources do not share them. */
export function createCookieJar(now: () => number = Date.now): CookieJar {
  const jar = new Map<string, Cookie>();
  return {
    take: (url, setCookie) => {
      if (setCookie === undefined) return;
      for (const text of splitCookies(setCookie)) {
        const cookie = readCookie(text, new URL(url), now());
        if (cookie === undefined) continue;
        const key = [cookie.host, cookie.path, cookie.name].join(' ');
        jar.delete(key);
        if (!isOver(cookie, now())) jar.set(key, cookie);
        if (jar.size > MOST) jar.delete(jar.keys().next().value!);
      }
    },
    addTo: (request) => {
      const url = new URL(request.url);
      const fitting = [...jar.values()].filter((cookie) => belongsTo(cookie, url) && !isOver(cookie, now()));
      if (fitting.length === 0) return request;
      const own = request.headers['cookie'];
      const names = new Set(own?.split(';').map((pair) => pair.split('=')[0]!.trim()));
      // The longer path is the closer one, and comes first.
      const added = fitting
        .filter(({ name }) => !names.has(name))
        .toSorted((a, b) => b.path.length - a.path.length)
        .map(({ name, value }) => `${name}=${value}`);
      const cookie = [...(own === undefined ? [] : [own]), ...added].join('; ');
      return { ...request, headers: { ...request.headers, cookie } };
    },
  };
}

/** Commas stand between cookies, and in their dates. */
function splitCookies(header: string): string[] {
  return header.split(/,(?=\s*[^\s;,=]+=)/);
}

function readCookie(text: string, url: URL, now: number): Cookie | undefined {
  const [pair = '', ...rest] = text.split(';');
  const [name, value] = halves(pair);
  if (name === '') return undefined;
  const attributes = new Map(rest.map(halves).map(([key, given]) => [key.toLowerCase(), given]));
  const path = attributes.get('path');
  const age = attributes.get('max-age');
  const date = Date.parse(attributes.get('expires') ?? '');
  const expires = age !== undefined && /^-?\d+$/.test(age) ? now + Number(age) * 1000 : date;
  return {
    name,
    value,
    host: url.hostname,
    path: path?.startsWith('/') ? path : folderOf(url.pathname),
    secure: attributes.has('secure'),
    expires: Number.isNaN(expires) ? undefined : expires,
  };
}

function halves(pair: string): [name: string, value: string] {
  const at = pair.indexOf('=');
  return at < 0 ? [pair.trim(), ''] : [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
}

/** `/v1` of `/v1/jobs`, and `/` of `/jobs`. */
function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

function belongsTo({ host, path, secure }: Cookie, { hostname, pathname, protocol }: URL): boolean {
  const within = pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`);
  return host === hostname && within && (!secure || protocol === 'https:');
}

function isOver({ expires }: Cookie, now: number): boolean {
  return expires !== undefined && expires <= now;
}
