/**
 * The rows of a JSON body as they are written in it, so that a row nobody has touched need not be written again.
 */

const QUOTE = 34;
const DOT = 46;
const ZERO = 48;
const NINE = 57;
const COLON = 58;
const MINUS = 45;
const BACKSLASH = 92;

/** What a row of newline-delimited JSON cannot have, or what has to be looked at first: lone surrogates are escaped. */
const NOT_PLAIN = /[\n\r]|\\u[dD]/;

export interface RawRows {
  /** The text of each row. */
  readonly texts: readonly string[];
  /** How many keys all the rows have, those of nested objects included; a repeated key counts each time. */
  readonly keys: number;
}

/**
 * Cuts the elements of one list out of a JSON text.
 *
 * @param text valid JSON
 * @param path the keys of the objects on the way to the list
 * @returns `undefined` where the list is not found at once, or its text is not plain enough to be used as it is
 */
export function rawRows(text: string, path: readonly string[]): RawRows | undefined {
  if (NOT_PLAIN.test(text)) return undefined;
  const start = listStart(text, path);
  return start === undefined ? undefined : elementsOf(text, start);
}

/** The position after the bracket that opens the list. */
function listStart(text: string, path: readonly string[]): number | undefined {
  let at = 0;
  for (const key of path) {
    const quoted = JSON.stringify(key);
    const found = text.indexOf(quoted, at);
    // A name that is in the text once is the one that was read.
    if (found < 0 || text.lastIndexOf(quoted) !== found) return undefined;
    at = found + quoted.length;
  }
  const opening = (path.length === 0 ? /^\s*\[/ : /^\s*:\s*\[/).exec(text.slice(at, at + 16));
  return opening === null ? undefined : at + opening[0].length;
}

function elementsOf(text: string, start: number): RawRows | undefined {
  const texts: string[] = [];
  let keys = 0;
  let depth = 0;
  let row = start;
  for (let i = start; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case QUOTE:
        i = endOfString(text, i);
        break;
      case COLON:
        keys += 1;
        break;
      case MINUS:
      case DOT:
      case 69: // E
      case 101: // e, which `true` and `false` have as well
        if (isOddNumber(text, i)) return undefined;
        break;
      case 123: // {
      case 91: // [
        if (depth === 0) row = i;
        depth += 1;
        break;
      case 125: // }
      case 93: // ]
        depth -= 1;
        if (depth < 0) return { texts, keys };
        if (depth === 0) texts.push(text.slice(row, i + 1));
    }
  }
  return undefined;
}

const NUMBER = /[-+.\deE]+/y;

/** Whether the character is part of a number that JavaScript writes in another way, such as `1.0`, `-0` or `1e5`. */
function isOddNumber(text: string, at: number): boolean {
  let start = at;
  while (isNumeric(text.charCodeAt(start - 1))) start -= 1;
  NUMBER.lastIndex = start;
  const literal = NUMBER.exec(text)![0];
  return (text.charCodeAt(at) === MINUS || start < at) && String(Number(literal)) !== literal;
}

function isNumeric(code: number): boolean {
  return (code >= ZERO && code <= NINE) || code === DOT || code === MINUS;
}

/** The position of the quote that closes the string which opens at `start`. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (text.charCodeAt(end - 1) === BACKSLASH && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

function isEscaped(text: string, end: number): boolean {
  let first = end;
  while (text.charCodeAt(first - 1) === BACKSLASH) first -= 1;
  return (end - first) % 2 === 1;
}
