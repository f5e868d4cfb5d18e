/**
 * The rows of a JSON body as they are written in it, so that a row nobody has touched need not be written again.
 */
import { isUtf8 } from 'node:buffer';

const NEWLINE = 10;
const QUOTE = 34;
const COMMA = 44;
const MINUS = 45;
const DOT = 46;
const ZERO = 48;
const NINE = 57;
const COLON = 58;
const CAPITAL_E = 69;
const OPENING_BRACKET = 91;
const BACKSLASH = 92;
const CLOSING_BRACKET = 93;
const SMALL_E = 101;
const OPENING_BRACE = 123;
const CLOSING_BRACE = 125;

export interface RawRows {
  /** One line a row, each ended by a newline. */
  readonly lines: Uint8Array;
  readonly count: number;
  /** How many keys all the rows have, those of nested objects included; a repeated key counts each time. */
  readonly keys: number;
  /** Bytes of the longest row. */
  readonly longest: number;
}

/**
 * Cuts the elements of one list out of a JSON body, objects and lists only. The lines are made in place, since a copy
 * of every body would cost more than cutting it: the bytes are no JSON any more afterwards.
 *
 * @param body valid JSON
 * @param path the keys of the objects on the way to the list
 * @returns `undefined` where the list is not found at once, or its text is not plain enough to be used as it is
 */
export function rawRows(body: Uint8Array, path: readonly string[]): RawRows | undefined {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  // A line end would end the row. Of escaped surrogates some have no partner, which no file can hold.
  if (bytes.includes('\n') || bytes.includes('\r') || bytes.includes('\\ud') || bytes.includes('\\uD'))
    return undefined;
  if (!isUtf8(bytes)) return undefined;
  const names = path.map((key) => Buffer.from(JSON.stringify(key)));
  const start = listStart(bytes, names);
  if (start === undefined) return undefined;
  const elements = elementsOf(bytes, start);
  // Of a name that comes again, the last one counts.
  if (elements === undefined || names.some((name) => bytes.includes(name, elements.end))) return undefined;
  return elements.rows;
}

/** The position after the bracket that opens the list. */
function listStart(bytes: Buffer, names: readonly Buffer[]): number | undefined {
  let at = 0;
  for (const name of names) {
    const found = bytes.indexOf(name, at);
    // A name that is deeper, or in a text, is another one.
    if (found < 0 || depthAt(bytes, at, found) !== 1) return undefined;
    at = found + name.length;
  }
  const opening = (names.length === 0 ? /^\s*\[/ : /^\s*:\s*\[/).exec(bytes.toString('latin1', at, at + 16));
  return opening === null ? undefined : at + opening[0].length;
}

/** How many brackets are open between two positions outside of texts; `undefined` where the second is inside of one. */
function depthAt(bytes: Buffer, start: number, end: number): number | undefined {
  let depth = 0;
  let i = start;
  for (; i < end; i++) {
    const byte = bytes[i];
    if (byte === QUOTE) i = endOfString(bytes, i);
    else if (byte === OPENING_BRACE || byte === OPENING_BRACKET) depth += 1;
    else if (byte === CLOSING_BRACE || byte === CLOSING_BRACKET) depth -= 1;
  }
  return i === end ? depth : undefined;
}

/** The elements of the list that opens before `start`, and where it ends. */
function elementsOf(bytes: Buffer, start: number): { rows: RawRows; end: number } | undefined {
  const lines = bytes.subarray(start);
  let count = 0;
  let keys = 0;
  let longest = 0;
  let depth = 0;
  let row = 0;
  for (let i = 0; i < lines.length; i++) {
    switch (lines[i]) {
      case QUOTE:
        i = endOfString(lines, i);
        break;
      case COLON:
        keys += 1;
        break;
      case COMMA:
        if (depth === 0) lines[i] = NEWLINE;
        break;
      case MINUS:
      case DOT:
      case CAPITAL_E:
      case SMALL_E: // which `true` and `false` have as well
        if (isOddNumber(lines, i)) return undefined;
        break;
      case OPENING_BRACE:
      case OPENING_BRACKET:
        if (depth === 0) row = i;
        depth += 1;
        break;
      case CLOSING_BRACE:
      case CLOSING_BRACKET:
        depth -= 1;
        if (depth < 0) {
          lines[i] = NEWLINE;
          return { rows: { lines: lines.subarray(0, count === 0 ? 0 : i + 1), count, keys, longest }, end: start + i };
        }
        if (depth > 0) break;
        count += 1;
        if (i + 1 - row > longest) longest = i + 1 - row;
    }
  }
  return undefined;
}

/** The position of the quote that closes the string which opens at `start`. */
function endOfString(bytes: Buffer, start: number): number {
  let i = start + 1;
  while (i < bytes.length && bytes[i] !== QUOTE) i += bytes[i] === BACKSLASH ? 2 : 1;
  return i;
}

/**
 * Whether the character is the part of a number that makes JavaScript write it in another way: the fraction of `1.0` or
 * `1.50`, the exponent of `1e5`, the sign of `-0`. Where such a number ends up in a column of text, it has to look like
 * its equals.
 */
function isOddNumber(bytes: Buffer, at: number): boolean {
  switch (bytes[at]) {
    case MINUS:
      return bytes[at + 1] === ZERO && bytes[at + 2] !== DOT;
    case DOT: {
      let end = at + 1;
      while (isDigit(bytes[end])) end += 1;
      return bytes[end - 1] === ZERO;
    }
    default:
      return isDigit(bytes[at - 1]);
  }
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= NINE;
}
