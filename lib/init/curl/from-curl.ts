import { isRecord } from '../../core/is-record.ts';
import { joinSecrets, mapTexts, isSecret, type Secret } from '../../core/secret.ts';
import { ConfigError } from '../../core/errors.ts';
import { FoundSecrets } from '../found-secrets.ts';
import { isPrefix, nameOfHost, nameOfPath, snakeName } from '../names.ts';
import { STARTING_DEFAULTS, type StartingPoint } from '../starting-point.ts';
import { authOf } from './auth-of.ts';
import { bodyOf } from './body-of.ts';
import { pagingOfValues } from './paging-of-values.ts';
import { readCurl } from './read-curl.ts';

/**
 * A new pipeline of a curl command. The secrets that the command has are found by their names and by what they look
 * like; the configuration only names them. Throws a `ConfigError`.
 */
export function fromCurl(text: string, name?: string): StartingPoint {
  const request = readCurl(text);
  const url = parsedUrl(request.url);
  const found = new FoundSecrets(request.variables);
  const notes = [...request.notes];
  const own = name === undefined ? nameOfHost(url.host) : snakeName(name, 'my_api');

  const query = groupedParams(url.query);
  const paging = pagingOfValues(query, 'param');
  const { auth, headers, params, isJson, isForm } = authOf(request, url, without(query, paging.taken), found, notes);
  const body = bodyOf(request.body, { isJson, isForm }, found, notes);
  const bodyPaging = body.paging;
  const paginator = paging.paginator ?? bodyPaging?.paginator;
  notes.push(...paging.notes, ...(bodyPaging?.notes ?? []));
  const { base, path } = splitPath(url.path);
  const resource = nameOfPath(path);

  return {
    config: {
      name: own,
      client: {
        base_url: joined(url.origin, found.within(base, 'path', 'Part of the address.')),
        ...(Object.keys(headers).length > 0 && { headers }),
        ...(auth !== undefined && { auth }),
      },
      resource_defaults: STARTING_DEFAULTS,
      resources: [
        {
          name: resource,
          endpoint: {
            path: braced(found.within(path, 'path', 'Part of the address.')),
            ...(request.method === 'POST' && { method: 'POST' }),
            ...(Object.keys(params).length > 0 && { params: braced(params) }),
            ...(braced(body.settings) as object),
            ...(paginator !== undefined && { paginator }),
          },
        },
      ],
    },
    origin: 'a curl command',
    rows: new Map(),
    secrets: found.all,
    notes,
  };
}

interface CurlUrl {
  readonly origin: string;
  readonly host: string;
  readonly path: string;
  readonly query: readonly (readonly [string, string])[];
  readonly user: string | undefined;
}

/** Taken apart by hand, since variables may stand anywhere behind the host. */
function parsedUrl(text: string): CurlUrl {
  const [, scheme, user, host, path = '', query = ''] =
    /^(https?:\/\/)(?:([^/?#]*)@)?([^/?#]+)([^?#]*)(?:\?([^#]*))?/i.exec(text) ?? [];
  if (scheme === undefined || host!.includes('\u0000') || !URL.canParse(scheme + host)) {
    throw new ConfigError('the URL of the command cannot be read', {
      setting: '--from-curl',
      fix: 'give it with its host written out: https://api.example.com/v1/jobs',
    });
  }
  const pairs = query
    .split('&')
    .filter(Boolean)
    .map((pair) => pair.split(/=(.*)/s, 2).map((part) => decoded(part)));
  return {
    origin: scheme.toLowerCase() + host,
    host: host!,
    path,
    query: pairs.map(([key = '', value = '']) => [key, value] as const),
    user,
  };
}

/** What is sent several times is a list. */
function groupedParams(pairs: readonly (readonly [string, string])[]): Record<string, string | string[]> {
  const grouped = new Map<string, (readonly [string, string])[]>();
  for (const pair of pairs) grouped.set(pair[0], [...(grouped.get(pair[0]) ?? []), pair]);
  return Object.fromEntries(
    [...grouped].map(([name, all]) => [name, all.length === 1 ? all[0]![1] : all.map(([, value]) => value)]),
  );
}

function without<T>(values: Readonly<Record<string, T>>, names: readonly string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)));
}

/** The address of the API, up to its version, and the path of the resource below that. */
function splitPath(path: string): { readonly base: string; readonly path: string } {
  const segments = path.split('/').filter(Boolean);
  const last = segments.slice(0, -1).findLastIndex((segment) => isPrefix(segment));
  return {
    base: segments
      .slice(0, last + 1)
      .map((segment) => `/${segment}`)
      .join(''),
    path: segments.slice(last + 1).join('/'),
  };
}

function joined(origin: string, base: string | Secret): string | Secret {
  return typeof base === 'string' ? origin + base : joinSecrets([origin, base]);
}

/** Braces that are meant as they are: in an endpoint they would be placeholders. */
function braced<T>(value: T): T {
  const escaped = (text: string) => text.replace(/[{}]/g, '$&$&');
  if (typeof value === 'string') return escaped(value) as T;
  if (isSecret(value)) return mapTexts(value, escaped) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => braced(item)) as T;
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [escaped(key), braced(item)])) as T;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
