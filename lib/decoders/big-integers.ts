/**
 * Gives the integers that `JSON.parse` rounded their digits back, as `bigint`.
 *
 * `text` is parsed a second time with each unsafe integer literal in quotes. Where the first result has a number and
 * the second one a string, the literal was such an integer: no marker is needed that a user's string could contain.
 *
 * @param text valid JSON
 * @param rounded what `JSON.parse(text)` made of it; it is edited in place
 */
export function restoreBigIntegers(text: string, rounded: unknown): unknown {
  const root: Container = { value: rounded };
  const todo: [rounded: Container, exact: Container][] = [[root, { value: JSON.parse(quoteBigIntegers(text)) }]];
  // A stack of our own: a body may be nested deeper than calls can be.
  for (let pair = todo.pop(); pair; pair = todo.pop()) {
    const [target, source] = pair;
    for (const key of Object.keys(source)) {
      const exact = source[key];
      if (isContainer(exact)) todo.push([target[key] as Container, exact]);
      else if (typeof exact === 'string' && typeof target[key] === 'number') target[key] = BigInt(exact);
    }
  }
  return root['value'];
}

/** An object or a list; `Object.keys` gives the indexes of a list. */
type Container = Record<string, unknown>;

function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null;
}

/** Where a string begins, or a number as a whole. */
const STRING_OR_NUMBER = /"|-?\d[\d.eE+-]*/g;

function quoteBigIntegers(text: string): string {
  const parts: string[] = [];
  let copied = 0;
  const tokens = new RegExp(STRING_OR_NUMBER);
  for (let token = tokens.exec(text); token; token = tokens.exec(text)) {
    const [literal] = token;
    if (literal === '"') tokens.lastIndex = endOfString(text, tokens.lastIndex);
    else if (isUnsafeInteger(literal)) {
      parts.push(text.slice(copied, token.index), '"', literal, '"');
      copied = tokens.lastIndex;
    }
  }
  parts.push(text.slice(copied));
  return parts.join('');
}

function isUnsafeInteger(literal: string): boolean {
  return literal.length > 15 && /^-?\d+$/.test(literal) && !Number.isSafeInteger(Number(literal));
}

/** The position after the quote that closes the string whose content begins at `start`. */
function endOfString(text: string, start: number): number {
  let quote = text.indexOf('"', start);
  while (isEscaped(text, quote, start)) quote = text.indexOf('"', quote + 1);
  return quote + 1;
}

/** An odd number of backslashes escapes what follows. */
function isEscaped(text: string, position: number, start: number): boolean {
  let first = position;
  while (first > start && text[first - 1] === '\\') first -= 1;
  return (position - first) % 2 === 1;
}
