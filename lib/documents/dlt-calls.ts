/** What dlt's own names in a Python document stand for. */
import type { SyntaxNode } from '@lezer/common';
import { nearest } from '../core/nearest.ts';
import { Secret } from '../core/secret.ts';
import type { Binding } from './python-names.ts';
import { argumentsOf, described, dottedName, partsOf, sourceOf } from './python-nodes.ts';
import { UNREAD, type Path, type PythonReading } from './python-reading.ts';

/** A class of dlt: the object that a configuration has in the place of its instance. */
interface DltClass {
  /** The `type` of the object; none where its place says what it is. */
  readonly type?: string;
  /** The names of the arguments that may be given by position. */
  readonly positional: readonly string[];
}

/** By the name of the class. Their other arguments have the names of the object's keys. */
const CLASSES: ReadonlyMap<string, DltClass> = new Map(
  Object.entries({
    SinglePagePaginator: { type: 'single_page', positional: [] },
    OffsetPaginator: { type: 'offset', positional: ['limit', 'offset'] },
    PageNumberPaginator: { type: 'page_number', positional: ['base_page'] },
    HeaderLinkPaginator: { type: 'header_link', positional: ['links_next_key'] },
    HeaderCursorPaginator: { type: 'header_cursor', positional: ['cursor_key', 'cursor_param'] },
    JSONLinkPaginator: { type: 'json_link', positional: ['next_url_path'] },
    JSONResponsePaginator: { type: 'json_link', positional: ['next_url_path'] },
    JSONResponseCursorPaginator: { type: 'cursor', positional: ['cursor_path', 'cursor_param'] },
    BearerTokenAuth: { type: 'bearer', positional: ['token'] },
    APIKeyAuth: { type: 'api_key', positional: ['name', 'api_key', 'location'] },
    HttpBasicAuth: { type: 'http_basic', positional: ['username', 'password'] },
    OAuth2ClientCredentials: { type: 'oauth2_client_credentials', positional: [] },
    OAuthJWTAuth: { type: 'oauth2_jwt', positional: [] },
    incremental: { positional: ['cursor_path', 'initial_value'] },
    dict: { positional: [] },
  }),
);

const STORES = new Set(['dlt.secrets', 'dlt.config', 'os.environ', 'environ']);
const GETTERS = new Set([...[...STORES].map((store) => `${store}.get`), 'os.getenv', 'getenv']);

/** `dlt.secrets["name"]`, `dlt.secrets.name`, `os.environ["NAME"]`. */
export function readMember(reader: PythonReading, node: SyntaxNode): unknown {
  const { python } = reader;
  const [object, open, key] = partsOf(node);
  const store = dottedName(python, object!)?.join('.') ?? '';
  const refuse = () => reader.refuse(node.from, `${described(python, node)} cannot be read`);
  if (!STORES.has(store) || key === undefined) return refuse();
  if (open!.name === '[') return secretNamed(reader, key);
  const name = sourceOf(python, key);
  if (name === 'value') {
    return reader.refuse(node.from, `${store}.value names nothing here`, `write ${store}["name"]`);
  }
  return store.startsWith('dlt.') ? new Secret(name) : refuse();
}

/** A call that reads a secret, or one of a class of dlt's. */
export function readCall(reader: PythonReading, node: SyntaxNode, path: Path): unknown {
  const words = dottedName(reader.python, node.firstChild) ?? [];
  if (GETTERS.has(words.join('.'))) return readGetter(reader, node);
  const name = words.at(-1) ?? '';
  const known = CLASSES.get(name);
  if (known !== undefined) return readClass(reader, node, typedAt(path, name, known), path);
  const near = nearest(name, CLASSES.keys());
  const classes = [...CLASSES.keys()].join(', ');
  const fix = near === undefined ? undefined : `did you mean ${near}? These can be read: ${classes}`;
  return reader.refuse(node.from, `the call of ${name || described(reader.python, node)} cannot be read`, fix);
}

/** A parameter says that it is the start of incremental loading; `endpoint.incremental` is nothing else. */
function typedAt(path: Path, name: string, known: DltClass): DltClass {
  return name === 'incremental' && path.at(-2) === 'params' ? { ...known, type: 'incremental' } : known;
}

/** A parameter of a function: dlt gives it a secret of its name, or it has its default. */
export function readParameter(
  reader: PythonReading,
  { name, standard, given }: Extract<Binding, { kind: 'parameter' }>,
  use: SyntaxNode,
): unknown {
  if (given !== undefined) {
    const fix = `write the value of ${name} into the literal: functions are not called`;
    return reader.refuse(given, `this call gives ${name} its value`, fix);
  }
  if (standard === undefined) {
    return reader.refuse(use.from, `${name} is a parameter without a default`);
  }
  const words = dottedName(reader.python, standard)?.join('.');
  return words === 'dlt.secrets.value' || words === 'dlt.config.value' ? new Secret(name) : reader.read(standard, []);
}

function readGetter(reader: PythonReading, node: SyntaxNode): unknown {
  const { positional, named, spread } = argumentsOf(reader.python, node);
  const [name, second] = positional;
  const isType = second === undefined || sourceOf(reader.python, second) === 'str';
  if (name === undefined || !isType || positional.length > 2 || named.length > 0 || spread !== undefined) {
    const fix = 'write the name alone; a default is not taken, so that no secret is missing silently';
    return reader.refuse(node.from, `${described(reader.python, node)} cannot be read`, fix);
  }
  return secretNamed(reader, name);
}

function secretNamed(reader: PythonReading, node: SyntaxNode): unknown {
  const name = reader.read(node, []);
  if (name === UNREAD) return UNREAD;
  return typeof name === 'string' && name !== ''
    ? new Secret(name)
    : reader.refuse(node.from, 'the name of a secret has to be a text');
}

function readClass(reader: PythonReading, node: SyntaxNode, { type, positional }: DltClass, path: Path): unknown {
  const given = argumentsOf(reader.python, node);
  if (given.spread !== undefined) return reader.refuse(given.spread.from, 'spread arguments cannot be read');
  const extra = given.positional[positional.length];
  if (extra !== undefined) return reader.refuse(extra.from, 'this argument has to be given by its name');
  const byPosition = given.positional.map((value, index) => ({ name: positional[index]!, at: value.from, value }));
  const options = new Map<string, unknown>(type === undefined ? [] : [['type', type]]);
  for (const { name, at, value } of [...byPosition, ...given.named]) {
    if (options.has(name)) reader.refuse(at, `the argument ${name} is there twice`);
    reader.mark([...path, name], at);
    options.set(name, reader.read(value, [...path, name]));
  }
  return Object.fromEntries(options);
}
