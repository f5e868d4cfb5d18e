import { joinUrl } from '../../core/request.ts';
import { secret } from '../../core/secret.ts';
import { isSecretName } from '../looks-secret.ts';
import { snakeName } from '../names.ts';
import type { FoundSecret, StartingResource } from '../starting-point.ts';
import { answerPaging, pathText } from './answer-paging.ts';
import type { Candidate } from './candidates.ts';
import type { Bound } from './parents.ts';

export interface MadeResource {
  readonly resource: StartingResource;
  readonly secrets: readonly FoundSecret[];
  readonly notes: readonly string[];
}

/** The key that most resources have: it goes to the defaults. */
export function commonKey(candidates: readonly Candidate[]): string | undefined {
  const keys = candidates.flatMap(({ key }) => key ?? []);
  const count = (key: string) => keys.filter((other) => other === key).length;
  return keys.toSorted((a, b) => count(b) - count(a))[0];
}

/**
 * @param defaultKey the key that the defaults have
 * @param wanted false for a resource that is only there for its children
 */
export function resourceOf(
  { candidate, path, parents, params, notes: bindingNotes }: Bound,
  defaultKey: string | undefined,
  { wanted, hasAuth }: { readonly wanted: boolean; readonly hasAuth: boolean },
): MadeResource {
  const { name, operation, kind, keys, around, key, row } = candidate;
  const notes = [...bindingNotes];
  const { hasLinkHeader, server, security } = operation;
  const paging = answerPaging({ params: operation.params, around, keys, key, hasLinkHeader });
  if (paging.note !== undefined) notes.push(`${name}: ${paging.note}`);
  if (server !== undefined)
    notes.push(`${name}: it has a server of its own, ${server}, to which credentials are not sent`);
  const headers = headersOf(candidate, notes);
  const paginator = kind === 'record' ? 'single_page' : paging.paginator;
  const query = { ...(kind === 'record' ? {} : paging.params), ...params };
  const isRoot = parents.size === 0;
  const isReplaced = key === undefined && isRoot && defaultKey !== undefined && kind !== 'unclear';
  if (isReplaced && kind === 'list') {
    notes.push(
      `${name}: no field of its rows is known to tell them apart, so each run replaces it as a whole: set primary_key`,
    );
  }
  return {
    resource: {
      name,
      ...(!wanted && { selected: false }),
      ...(isReplaced && { primary_key: null, write_disposition: 'replace' }),
      ...(key !== undefined && key !== defaultKey && { primary_key: key }),
      endpoint: {
        path: server === undefined ? path : joinUrl(server, path),
        ...(Object.keys(query).length > 0 && { params: query }),
        ...(Object.keys(headers.values).length > 0 && { headers: headers.values }),
        ...(hasAuth && isOpen(security) && { auth: null }),
        ...(row !== undefined && keys.length > 0 && { data_selector: pathText(keys) }),
        ...(paginator !== undefined && { paginator }),
      },
    },
    secrets: headers.secrets,
    notes,
  };
}

function isOpen(security: unknown): boolean {
  return Array.isArray(security) && security.length === 0;
}

/** The headers that a request has to have. */
function headersOf({ name, operation }: Candidate, notes: string[]) {
  const values: Record<string, unknown> = {};
  const secrets: FoundSecret[] = [];
  for (const { name: header, in: place, required, schema } of operation.params) {
    if (place !== 'header' || !required || /^(?:accept|content-type|authorization)$/i.test(header)) continue;
    const only =
      Array.isArray(schema['enum']) && schema['enum'].length === 1 ? (schema['enum'][0] as unknown) : undefined;
    const value = schema['default'] ?? only;
    if (typeof value === 'string' || typeof value === 'number') values[header] = String(value);
    else if (isSecretName(header)) {
      const own = snakeName(header.replace(/^x-/i, ''), 'api_key');
      values[header] = secret(own);
      secrets.push({ name: own, about: `The header ${header}.` });
    } else
      notes.push(
        `${name}: the header ${header} has to be sent, and the document has no value for it: add it to headers`,
      );
  }
  return { values, secrets };
}
