import { ConfigError } from '../core/errors.ts';
import { secret } from '../core/secret.ts';
import { freeName, nameOfHost, nameOfPath, snakeName } from './names.ts';
import { STARTING_DEFAULTS, type FoundSecret, type StartingPoint } from './starting-point.ts';

export const AUTH_KINDS = ['none', 'bearer', 'api_key', 'http_basic'] as const;
export type AuthKind = (typeof AUTH_KINDS)[number];

/** The paginators that need no more than their name. */
export const PAGINATOR_KINDS = [
  'auto',
  'single_page',
  'page_number',
  'offset',
  'cursor',
  'json_link',
  'header_link',
] as const;
export type PaginatorKind = (typeof PAGINATOR_KINDS)[number];

export interface Answers {
  readonly baseUrl: string;
  /** The name of the source; without it, that of the host. */
  readonly name?: string | undefined;
  /** The paths of the resources below the base URL; `jobs/{id}/tasks` is asked for each job. */
  readonly resources: readonly string[];
  readonly auth: AuthKind;
  readonly paginator: PaginatorKind;
}

interface StartingAuth {
  readonly auth?: object;
  readonly secrets: readonly FoundSecret[];
}

/** The settings of an authentication, with the secrets that it needs. */
export function startingAuth(kind: AuthKind): StartingAuth {
  switch (kind) {
    case 'none':
      return { secrets: [] };
    case 'bearer':
      return {
        auth: { type: 'bearer', token: secret('api_token') },
        secrets: [{ name: 'api_token', about: 'The bearer token.' }],
      };
    case 'api_key':
      return {
        auth: { type: 'api_key', name: 'X-Api-Key', api_key: secret('api_key'), location: 'header' },
        secrets: [{ name: 'api_key', about: 'The API key.' }],
      };
    case 'http_basic':
      return {
        auth: { type: 'http_basic', username: secret('api_user'), password: secret('api_password') },
        secrets: [
          { name: 'api_user', about: 'The user name.' },
          { name: 'api_password', about: 'The password.' },
        ],
      };
  }
}

/** A new pipeline by what was answered. Throws a `ConfigError` that names the option of what cannot be. */
export function fromAnswers({ baseUrl, name, resources, auth, paginator }: Answers): StartingPoint {
  const url = checkedBaseUrl(baseUrl);
  const { auth: settings, secrets } = startingAuth(auth);
  const names = new Set<string>();
  const notes: string[] = [];
  if (auth === 'api_key')
    notes.push(
      'the key is sent in the header X-Api-Key: change `name` and `location` in `auth` where the API wants it elsewhere',
    );
  if (paginator === 'offset') notes.push('the pages have 100 rows: change `limit` where the API gives fewer at a time');
  return {
    config: {
      name: name === undefined ? nameOfHost(url.host) : snakeName(name, 'my_api'),
      client: {
        base_url: baseUrl,
        ...(settings && { auth: settings }),
        ...(paginator !== 'auto' && { paginator: paginatorOf(paginator) }),
      },
      resource_defaults: STARTING_DEFAULTS,
      resources: resources.map((path) => {
        const own = freeName(nameOfPath(path), names);
        names.add(own);
        return { name: own, endpoint: { path } };
      }),
    },
    origin: baseUrl,
    rows: new Map(),
    secrets,
    notes,
  };
}

function paginatorOf(kind: PaginatorKind): unknown {
  return kind === 'offset' ? { type: 'offset', limit: 100 } : kind;
}

/** An address that a pipeline may have: http or https, without credentials, which would be in the pipeline then. */
export function checkedBaseUrl(text: string, option = '--base-url'): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new ConfigError(`${option}: ${JSON.stringify(text)} is no http or https URL`, {
      fix: `write it out: ${option} https://api.example.com/v1`,
    });
  }
  if (url.username !== '' || url.password !== '') {
    throw new ConfigError(`${option}: the URL has a user name or a password in it`, {
      fix: 'take it out, and use --auth http_basic',
    });
  }
  if (url.search !== '' || url.hash !== '') {
    throw new ConfigError(`${option}: the URL has a query, which no path can be appended to`, {
      fix: 'take it out; params of an endpoint, and auth, have what every request sends',
    });
  }
  return url;
}
