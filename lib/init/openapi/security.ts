import { isRecord } from '../../core/is-record.ts';
import { secret, type Secret } from '../../core/secret.ts';
import { snakeName } from '../names.ts';
import type { FoundSecret } from '../starting-point.ts';
import { nodesIn, type Node, type Refs } from './refs.ts';

export interface FoundSecurity {
  readonly auth: object | undefined;
  /** What further schemes send that are needed together with it. */
  readonly headers: Readonly<Record<string, Secret>>;
  readonly secrets: readonly FoundSecret[];
  readonly notes: readonly string[];
}

interface Scheme {
  readonly auth: Readonly<Record<string, unknown>>;
  readonly secrets: readonly FoundSecret[];
  readonly note?: string;
}

/**
 * How requests are authorised: the first requirement that can be met.
 *
 * @param security the requirement of the document, or that of the operations that are used
 */
export function securityOf(root: Node, security: unknown, refs: Refs): FoundSecurity {
  const components = isRecord(root['components']) ? root['components'] : {};
  const schemes = isRecord(components['securitySchemes']) ? components['securitySchemes'] : {};
  const requirements = nodesIn(security);
  const names = Object.keys(schemes);
  if (requirements.length === 0 || requirements.some((one) => Object.keys(one).length === 0)) {
    const unused = requirements.length === 0 && names.length > 0;
    return nothing(
      unused
        ? [`the document defines the security scheme ${names.join(', ')}, and says of nothing that it needs it`]
        : [],
    );
  }
  const found = requirements
    .map((requirement) =>
      Object.entries(requirement).map(([name, scopes]) => schemeOf(name, refs.node(schemes[name]), scopes)),
    )
    .find((all) => all.every((scheme) => scheme !== undefined)) as readonly Scheme[] | undefined;
  const [first, ...others] = found ?? [];
  if (first === undefined) {
    const wanted = requirements.flatMap((requirement) => Object.keys(requirement)).join(', ');
    return nothing([`the security scheme ${wanted} has no counterpart here: write \`auth\` yourself`]);
  }
  const headers = others.filter(({ auth }) => auth['type'] === 'api_key' && auth['location'] === 'header');
  const left = others.length - headers.length;
  return {
    auth: first.auth,
    headers: Object.fromEntries(headers.map(({ auth }) => [auth['name'] as string, auth['api_key'] as Secret])),
    secrets: [first, ...headers].flatMap(({ secrets }) => secrets),
    notes: [
      ...[first, ...headers].flatMap(({ note }) => note ?? []),
      ...(left > 0 ? ['a second security scheme is needed together with the first one, and left out: add it'] : []),
    ],
  };
}

function nothing(notes: readonly string[]): FoundSecurity {
  return { auth: undefined, headers: {}, secrets: [], notes };
}

function schemeOf(name: string, scheme: Node | undefined, scopes: unknown): Scheme | undefined {
  const kind = String(scheme?.['type']).toLowerCase();
  if (kind === 'apikey') {
    const [param, location] = [String(scheme!['name']), String(scheme!['in'])];
    const own = snakeName(param.replace(/^x-/i, ''), 'api_key');
    // `Authorization` says nothing of what is in it.
    const key = own === 'authorization' ? 'api_key' : own;
    return {
      auth: { type: 'api_key', name: param, api_key: secret(key), location },
      secrets: [{ name: key, about: `The API key, sent in the ${location} ${param}.` }],
    };
  }
  if (kind === 'http' && /^basic$/i.test(String(scheme!['scheme']))) {
    return {
      auth: { type: 'http_basic', username: secret('api_user'), password: secret('api_password') },
      secrets: [
        { name: 'api_user', about: 'The user name.' },
        { name: 'api_password', about: 'The password.' },
      ],
    };
  }
  const bearer: Scheme = {
    auth: { type: 'bearer', token: secret('api_token') },
    secrets: [{ name: 'api_token', about: 'The bearer token.' }],
  };
  if (kind === 'http' && /^bearer$/i.test(String(scheme!['scheme']))) return bearer;
  if (kind === 'oauth2')
    return (
      oauth2(scheme!, scopes) ?? {
        ...bearer,
        note: `${name}: an OAuth 2.0 flow for people; the pipeline sends an access token that you get (API_TOKEN)`,
      }
    );
  return kind === 'openidconnect'
    ? { ...bearer, note: `${name}: OpenID Connect; the pipeline sends an access token that you get (API_TOKEN)` }
    : undefined;
}

function oauth2({ flows }: Node, scopes: unknown): Scheme | undefined {
  const flow = isRecord(flows) && isRecord(flows['clientCredentials']) ? flows['clientCredentials'] : undefined;
  const url = flow?.['tokenUrl'];
  if (typeof url !== 'string' || !URL.canParse(url)) return undefined;
  const wanted = Array.isArray(scopes) && scopes.length > 0 ? { scopes } : {};
  return {
    auth: {
      type: 'oauth2_client_credentials',
      access_token_url: url,
      client_id: secret('client_id'),
      client_secret: secret('client_secret'),
      ...wanted,
    },
    secrets: [
      { name: 'client_id', about: 'The id of the OAuth 2.0 client.' },
      { name: 'client_secret', about: 'The secret of the OAuth 2.0 client.' },
    ],
  };
}
