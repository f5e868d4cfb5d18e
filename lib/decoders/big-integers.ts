/**
 * Gives the integers that `JSON.parse` rounded their digits back, as `bigint`; so with numbers beyond 1.8e308, of which it
 * made infinity.
 *
 * `text` is parsed a second time with each such literal in quotes. Where the first result has a number and
 * the second one a string, the literal was such a number: no marker is needed that a user's string could contain.
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
    else {
      const digits = lostDigits(literal);
      if (digits === undefined) continue;
      parts.push(text.slice(copied, token.index), '"', digits, '"');
      copied = tokens.lastIndex;
    }
  }
  parts.push(text.slice(copied));
  return parts.join('');
}

/** The digits of an integer that a double rounds, or takes for infinity; `undefined` for all other numbers. */
function lostDigits(literal: string): string | undefined {
  if (literal.length <= 15 && !/e/i.test(literal)) return undefined;
  if (/^-?\d+$/.test(literal)) return Number.isSafeInteger(Number(literal)) ? undefined : literal;
  return Number.isFinite(Number(literal)) ? undefined : writtenOut(literal);
}

/** More digits than that are no number any more, but an attack. */
const MOST_DIGITS = 5000;

/** `1.5e400` with all of its zeros. */
function writtenOut(literal: string): string {
  const [, sign, whole = '', fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(literal)!;
  const zeros = Number(exponent) - fraction.length;
  if (zeros < 0 || zeros > MOST_DIGITS) {
    throw new RangeError(`the number ${literal.slice(0, 40)} is larger than any number that can be kept`);
  }
  return `${sign}${whole}${fraction}${'0'.repeat(zeros)}`;
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
