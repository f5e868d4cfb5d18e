import { ConfigError } from '../../core/errors.ts';
import { FLAGS, HARMLESS, longName, TOLD, VALUED } from './curl-options.ts';
import { shellWords } from './shell-words.ts';

/** The request that a curl command sends. Variables are marked in all texts. */
export interface CurlRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** As it would be sent; for a form, the pairs joined by `&`. */
  readonly body: string | undefined;
  /** `user:password` */
  readonly user: string | undefined;
  readonly bearer: string | undefined;
  readonly cookies: readonly string[];
  /** Variables that the command sets in front of `curl`. */
  readonly variables: Readonly<Record<string, string>>;
  /** What the command says that the request does not. */
  readonly notes: readonly string[];
}

/** Reads a curl command; nothing is executed, and no file is read. Throws a `ConfigError` where it is none. */
export function readCurl(text: string): CurlRequest {
  const { words, rest } = shellWords(text.replace(/^\s*[$%>]\s+/, ''));
  const start = words.findIndex((word) => !/^\w+=/.test(word));
  if (!/^(?:.*\/)?curl(?:\.exe)?$/.test(words[start] ?? '')) {
    throw wrong('it is no curl command', 'begin with curl: --from-curl "curl https://api.example.com/v1/jobs"');
  }
  const notes = rest === '' ? [] : ['what comes behind the curl command is left out'];
  const given = readOptions(words.slice(start + 1), notes);
  const urls = [...given.all('url'), ...given.all('--')];
  if (urls.length !== 1) {
    throw wrong(
      urls.length === 0 ? 'the command has no URL' : `the command has ${urls.length} URLs`,
      'give a command with one URL, in quotes',
    );
  }
  const { body, asQuery } = bodyOf(given);
  const query = [...given.all('url-query'), ...(asQuery && body !== undefined ? [body] : [])].join('&');
  const headers = headersOf(given);
  return {
    method: methodOf(given, body !== undefined && !asQuery, notes),
    url: withQuery(urls[0]!, query),
    headers,
    body: asQuery ? undefined : body,
    user: given.all('user').at(-1),
    bearer: given.all('oauth2-bearer').at(-1),
    cookies: [...given.all('cookie').filter((cookie) => cookie.includes('=')), ...valuesOf(headers, 'cookie')],
    variables: Object.fromEntries(words.slice(0, start).map((word) => word.split(/=(.*)/s, 2) as [string, string])),
    notes,
  };
}

type Given = readonly (readonly [option: string, value: string])[] & { all(...options: readonly string[]): string[] };

/** Every option by its long name, `--` for what is none. */
function readOptions(words: readonly string[], notes: string[]): Given {
  const given: [string, string][] = [];
  const left = [...words];
  const add = (name: string, value: () => string) => {
    if (VALUED.has(name)) given.push([name, value()]);
    else if (FLAGS.has(name)) given.push([name, '']);
    const isKnown = [VALUED, FLAGS, HARMLESS].some((names) => names.has(name));
    const told = TOLD[name] ?? (isKnown ? undefined : UNKNOWN);
    if (told !== undefined) notes.push(`${name.length === 1 ? '-' : '--'}${name}: ${told}`);
  };
  const value = (name: string) => () => {
    const next = left.shift();
    if (next === undefined) throw wrong(`the option ${name} of the command has no value`, 'give the whole command');
    return next;
  };
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (word.startsWith('--') && word.length > 2) add(word.slice(2), value(word));
    else if (!/^-./.test(word) || word === '--') {
      if (word !== '--') given.push(['--', word]);
    } else {
      // -sSL, -XPOST, -H'name: value'
      for (let rest = word.slice(1); rest !== '';) {
        const name = longName(rest[0]!);
        const after = rest.slice(1);
        rest = VALUED.has(name) ? '' : after;
        add(name, () => after || value(`-${name}`)());
      }
    }
  }
  const all = (...options: readonly string[]) =>
    given.filter(([option]) => options.includes(option)).map(([, text]) => text);
  return Object.assign(given, { all });
}

const UNKNOWN = 'this option of the command is not known here, and left out';

const DATA = new Set(['data', 'data-ascii', 'data-raw', 'data-binary', 'data-urlencode', 'json']);

function bodyOf(given: Given): { readonly body: string | undefined; readonly asQuery: boolean } {
  if (given.all('form', 'form-string', 'upload-file').length > 0) {
    throw wrong('the command sends files or a multipart form', 'use a request that sends JSON, a form, or nothing');
  }
  const pieces = given.filter(([option]) => DATA.has(option)).map(([option, text]) => pieceOf(option, text));
  const asQuery = given.some(([option]) => option === 'get');
  const isJson = given.some(([option]) => option === 'json');
  return { body: pieces.length === 0 ? undefined : pieces.join(isJson ? '' : '&'), asQuery };
}

function pieceOf(option: string, text: string): string {
  const isFile = option === 'data-urlencode' ? /^[^=]*@/.test(text) : option !== 'data-raw' && text.startsWith('@');
  if (isFile) throw wrong('the command sends a file, which is not read', 'write what it has into the command');
  if (option !== 'data-urlencode') return text;
  const [, name = '', value = text] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
  return (name === '' ? '' : `${name}=`) + encoded(value);
}

/** Variables stay as they are marked. */
function encoded(value: string): string {
  return value
    .split('\u0000')
    .map((piece, index) => (index % 2 === 0 ? encodeURIComponent(piece) : `\u0000${piece}\u0000`))
    .join('');
}

function headersOf(given: Given): (readonly [string, string])[] {
  const headers = given.all('header').flatMap((header): [string, string][] => {
    if (header.startsWith('@')) throw wrong('the command takes headers of a file, which is not read', 'write them out');
    const [, name, separator, value = ''] = /^([^:;]+)([:;])\s*(.*)$/s.exec(header) ?? [];
    // `Name:` takes away a header that curl itself would send.
    return name === undefined || (separator === ':' && value === '') ? [] : [[name.trim(), value.trim()]];
  });
  const isJson = given.some(([option]) => option === 'json') && valuesOf(headers, 'content-type').length === 0;
  return isJson ? [...headers, ['Content-Type', 'application/json']] : headers;
}

function valuesOf(headers: readonly (readonly [string, string])[], name: string): string[] {
  return headers.filter(([own]) => own.toLowerCase() === name).map(([, value]) => value);
}

function methodOf(given: Given, hasBody: boolean, notes: string[]): 'GET' | 'POST' {
  const method = given.all('request').at(-1)?.toUpperCase() ?? (hasBody ? 'POST' : 'GET');
  if (given.some(([option]) => option === 'head') || method === 'HEAD') {
    notes.push('a HEAD request has no rows: GET is sent');
    return 'GET';
  }
  if (method === 'GET' || method === 'POST') return method;
  throw wrong(`the command sends ${method}`, 'give a command that reads: GET, or POST for a search');
}

function withQuery(url: string, query: string): string {
  const whole = /^[a-z][a-z\d+.-]*:\/\//i.test(url) ? url : `http://${url}`;
  return query === '' ? whole : `${whole}${whole.includes('?') ? '&' : '?'}${query}`;
}

function wrong(message: string, fix: string): ConfigError {
  return new ConfigError(message, { setting: '--from-curl', fix });
}
