import { ConfigError } from '../../core/errors.ts';
import { checkedBaseUrl } from '../from-answers.ts';
import { nameOfHost, snakeName } from '../names.ts';
import type { StartingPoint } from '../starting-point.ts';
import { answerPaging } from './answer-paging.ts';
import { candidatesOf, type Candidate } from './candidates.ts';
import { chosen, loadable, type AllBound } from './choose-resources.ts';
import { baseUrlOf, readOpenApi, titleOf } from './document.ts';
import { operationsOf } from './operations.ts';
import { bind, type Bound } from './parents.ts';
import { Refs } from './refs.ts';
import { commonKey, resourceOf } from './resource-of.ts';
import { SchemaTypes } from './schema-types.ts';
import { securityOf } from './security.ts';

export interface OpenApiOptions {
  /** What the document is called: a file, or its URL. */
  readonly file: string;
  /** Where it was loaded from; servers may be relative to it. */
  readonly url?: string | undefined;
  readonly baseUrl?: string | undefined;
  readonly name?: string | undefined;
  /** The resources to take, by name; without them, all lists. */
  readonly select?: readonly string[] | undefined;
  /** Values of parameters that no parent has, by name. */
  readonly params?: Readonly<Record<string, string>>;
}

/**
 * A new pipeline of an OpenAPI 3 document: a resource for each GET operation that answers with a list, with its rows,
 * key, paging, parents and types. What could not be translated is in the notes. Throws a `ConfigError`.
 */
export async function fromOpenApi(text: string, options: OpenApiOptions): Promise<StartingPoint> {
  const root = await readOpenApi(text, options.file);
  const refs = new Refs(root);
  const types = new SchemaTypes(refs);
  const notes: string[] = [];
  const operations = operationsOf(root, refs);
  const candidates = candidatesOf(operations, types);
  const { bound, unbound } = bindAll(candidates, options.params ?? {});
  const wanted = chosen(candidates, options.select, notes);
  const taken = loadable(wanted, { bound, unbound }, notes);
  if (taken.length === 0) throw nothingFound(options.file, notes);

  const security = securityOf(root, root['security'] ?? taken[0]!.candidate.operation.security, refs);
  const baseUrl = options.baseUrl ?? baseUrlOf(root, options.url, notes);
  const url = checkedBaseUrl(baseUrl);
  const key = commonKey(taken.map(({ candidate }) => candidate));
  const made = taken.map((one) =>
    resourceOf(one, key, { wanted: wanted.has(one.candidate), hasAuth: security.auth !== undefined }),
  );
  const title = titleOf(root);
  const rows = new Map(
    taken.flatMap(({ candidate }) =>
      candidate.row === undefined || !wanted.has(candidate) ? [] : [[candidate.name, candidate.row] as const],
    ),
  );

  notes.push(...security.notes, ...made.flatMap((one) => one.notes));
  const cut = [...types.cut].filter((place) => rows.has(place.split(/[.[]/, 1)[0]!));
  if (cut.length > 0) {
    notes.push(`inside of themselves, or very deep, so that their fields come from the rows: ${cut.join(', ')}`);
  }
  if (refs.broken.size > 0) {
    notes.push(
      `references that lead nowhere in this file, so that anything is allowed there: ${[...refs.broken].join(', ')}`,
    );
  }
  const secrets = [...security.secrets, ...made.flatMap((one) => one.secrets)];
  return {
    config: {
      name: nameOf(options.name, title, url.host),
      client: {
        base_url: baseUrl,
        ...(Object.keys(security.headers).length > 0 && { headers: security.headers }),
        ...(security.auth && { auth: security.auth }),
      },
      resource_defaults:
        key === undefined ? { write_disposition: 'replace' } : { primary_key: key, write_disposition: 'merge' },
      resources: made.map(({ resource }) => resource),
    },
    origin: title === '' ? options.file : `${options.file} (${title})`,
    rows,
    secrets: [...new Map(secrets.map((secret) => [secret.name, secret])).values()],
    notes: [...new Set(notes)],
  };
}

/** In characters; longer titles are sentences. */
const LONGEST_NAME = 24;

function nameOf(given: string | undefined, title: string, host: string): string {
  if (given !== undefined) return snakeName(given, 'my_api');
  const plain = title.toLowerCase().replace(/\b(?:the|rest|open ?api|api|spec(?:ification)?|v?\d+(?:\.\d+)*)\b/g, ' ');
  const name = snakeName(plain, '');
  return name !== '' && name.length <= LONGEST_NAME ? name : nameOfHost(host);
}

/** Parents before their children, until nothing more can be bound. */
function bindAll(candidates: readonly Candidate[], given: Readonly<Record<string, string>>): AllBound {
  const bound = new Map<Candidate, Bound>();
  const unbound = new Map<Candidate, string>();
  for (let before = -1; before < bound.size;) {
    before = bound.size;
    for (const candidate of candidates.filter((one) => !bound.has(one))) {
      const { operation, around, keys, key } = candidate;
      const { params, hasLinkHeader } = operation;
      const { taken } = answerPaging({ params, around, keys, key, hasLinkHeader });
      const binding = bind(candidate, candidates, bound, { given, taken });
      if ('why' in binding) unbound.set(candidate, binding.why);
      else bound.set(candidate, binding);
    }
  }
  for (const candidate of bound.keys()) unbound.delete(candidate);
  const inOrder = candidates.flatMap((candidate) => bound.get(candidate) ?? []);
  return { bound: new Map(inOrder.map((one) => [one.candidate, one])), unbound };
}

function nothingFound(file: string, notes: readonly string[]): ConfigError {
  return new ConfigError(
    `${file} describes no list that could be loaded${notes.length > 0 ? `:\n${notes.join('\n')}` : ''}`,
    {
      fix: 'name what to take with --select, or begin with --base-url and --resource',
    },
  );
}
