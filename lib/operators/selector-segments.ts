/** How a selector is written: cut into its segments, each also as RFC 9535 writes it. */

export interface SelectorSegment {
  /** The segment after RFC 9535: `['many-results']`, `[*]`, `..items`. */
  readonly rfc: string;
  /** The one name or position that it stands for; `undefined` for what may match several values. */
  readonly key: string | undefined;
  /** True for what may match any number of values, but is one name below a `..`. */
  readonly named: boolean;
}

const NAME = /^[A-Za-z_\u0080-\uFFFF][\w\u0080-\uFFFF]*$/;
const POSITION = /^-?\d+$/;
const QUOTED = /^(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")$/s;

/**
 * Cuts `data.items`, `$.a[*].b`, `many-results` or `['a.b'][?@.x == 1]` into segments. More than the RFC it takes paths
 * without `$` and names with dashes and other signs. Throws a `SyntaxError` where a bracket or a quote is left open.
 */
export function segmentsOf(source: string): readonly SelectorSegment[] {
  const text = source.trim();
  const segments: SelectorSegment[] = [];
  let at = /^\$(?=[.[]|$)/.test(text) ? 1 : 0;
  while (at < text.length) {
    const dots = text.startsWith('..', at) ? '..' : text[at] === '.' ? '.' : '';
    at += dots.length;
    const end = text[at] === '[' ? endOfBracket(text, at) : endOfName(text, at);
    if (end === at) throw new SyntaxError(`a name is missing at position ${at + 1}`);
    const part = text.slice(at, end);
    segments.push(part.startsWith('[') ? inBrackets(part, dots) : byName(part, dots));
    at = end;
  }
  return segments;
}

function byName(name: string, dots: string): SelectorSegment {
  const below = dots === '..' ? '..' : '';
  if (name === '*') return { rfc: `${below}[*]`, key: undefined, named: false };
  const rfc = POSITION.test(name) ? `[${Number(name)},'${name}']` : `[${quoted(name)}]`;
  return { rfc: below + (NAME.test(name) && below ? name : rfc), key: below ? undefined : name, named: true };
}

function inBrackets(bracket: string, dots: string): SelectorSegment {
  const below = dots === '..' ? '..' : '';
  const inside = bracket.slice(1, -1).trim();
  const [, single, double] = QUOTED.exec(inside) ?? [];
  const name = single ?? double;
  const key = name === undefined ? (POSITION.test(inside) ? inside : undefined) : unescaped(name);
  return { rfc: below + bracket, key: below ? undefined : key, named: key !== undefined };
}

function quoted(name: string): string {
  return `'${name.replace(/[\\']/g, '\\$&')}'`;
}

function unescaped(name: string): string {
  return name.replace(/\\u([0-9a-fA-F]{4})|\\(.)/gs, (_, code: string | undefined, sign: string) => {
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    return { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }[sign] ?? sign;
  });
}

function endOfName(text: string, start: number): number {
  let at = start;
  while (at < text.length && text[at] !== '.' && text[at] !== '[') at += 1;
  return at;
}

/** Behind the bracket that closes the one at `start`, brackets inside of filters and quotes left aside. */
function endOfBracket(text: string, start: number): number {
  let depth = 0;
  let quote = '';
  for (let at = start; at < text.length; at++) {
    const sign = text[at]!;
    if (quote !== '') {
      if (sign === '\\') at += 1;
      else if (sign === quote) quote = '';
    } else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === '[') depth += 1;
    else if (sign === ']' && --depth === 0) return at + 1;
  }
  throw new SyntaxError(quote === '' ? 'a [ is not closed' : `a ${quote} is not closed`);
}
