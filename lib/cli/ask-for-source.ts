import { nameOfHost, snakeName } from '../init/names.ts';
import { AUTH_KINDS, checkedBaseUrl, PAGINATOR_KINDS, type Answers } from '../init/from-answers.ts';
import { ConfigError } from '../core/errors.ts';
import type { Asker } from './asker.ts';
import type { InitFlags } from './init.ts';
import { list } from './options.ts';

/** What the flags and, where there is a terminal, the user say of a new source. Missing answers are a `ConfigError`. */
export async function answersFrom(flags: InitFlags, asker: Asker | undefined): Promise<Answers> {
  const isComplete = flags.baseUrl !== undefined && flags.resource !== undefined && flags.auth !== undefined;
  if (asker === undefined || isComplete) return answersOfFlags(flags);
  const { name, auth, paginator } = flags;
  const baseUrl =
    flags.baseUrl ??
    (await asker.text('Base URL of the API, e.g. https://api.example.com/v1', { check: (url) => checkedBaseUrl(url) }));
  const url = checkedBaseUrl(baseUrl);
  return {
    baseUrl,
    name: name ?? snakeName(await asker.text('Name', { fallback: nameOfHost(url.host) }), 'my_api'),
    resources:
      flags.resource ??
      list(await asker.text('Paths of its resources below that, separated by commas, e.g. jobs, jobs/{id}/tasks')),
    auth: auth ?? (await asker.choice('How are requests authorised?', AUTH_CHOICES, 'bearer')),
    paginator: paginator ?? (await asker.choice('How does it page?', PAGINATOR_CHOICES, 'auto')),
  };
}

function answersOfFlags({ baseUrl, resource, auth, name, paginator = 'auto' }: InitFlags): Answers {
  if (baseUrl !== undefined && resource !== undefined && auth !== undefined) {
    return { baseUrl, resources: resource, auth, name, paginator };
  }
  const missing = { '--base-url': baseUrl, '--resource': resource, '--auth': auth };
  throw new ConfigError(
    Object.entries(missing)
      .filter(([, value]) => value === undefined)
      .map(([path]) => ({
        path,
        message: 'it is missing, and there is no terminal to ask on',
        fix: FIXES[path],
      })),
  );
}

const FIXES: Readonly<Record<string, string>> = {
  '--base-url': 'give it, as in --base-url https://api.example.com/v1, or begin with --from-curl or --from-openapi',
  '--resource': 'give the path of each resource below the base URL: --resource jobs --resource users',
  '--auth': `give one of ${AUTH_KINDS.join(', ')}`,
};

const AUTH_CHOICES = {
  bearer: 'a token in the header Authorization',
  api_key: 'a key in a header, a query parameter or a cookie',
  http_basic: 'a user name and a password',
  none: 'not at all',
} as const satisfies Record<(typeof AUTH_KINDS)[number], string>;

const PAGINATOR_CHOICES = {
  auto: 'to be found out from the first answer',
  single_page: 'all in one answer',
  page_number: 'page=1, page=2, ...',
  offset: 'offset=0&limit=100, offset=100&limit=100, ...',
  cursor: 'the answer has a cursor for the next page',
  json_link: 'the answer has a link to the next page',
  header_link: 'the header Link has it',
} as const satisfies Record<(typeof PAGINATOR_KINDS)[number], string>;
