/** The grammar of JSON, on bytes. Positions beyond the end read `undefined`, which is no byte of anything. */
import { isTime, isUsualDay } from './text-kind.ts';

export const BYTE = {
  newline: 10,
  space: 32,
  quote: 34,
  comma: 44,
  minus: 45,
  dot: 46,
  zero: 48,
  nine: 57,
  colon: 58,
  capitalT: 84,
  capitalZ: 90,
  openingBracket: 91,
  backslash: 92,
  closingBracket: 93,
  smallF: 102,
  smallN: 110,
  smallT: 116,
  openingBrace: 123,
  closingBrace: 125,
} as const;

const NOT_PLAIN = -1;
const TAB = 9;

/** The position of the first byte from `start` that is no blank. Line ends are no blanks here: they would end a row. */
export function skipBlanks(bytes: Uint8Array, start: number): number {
  let i = start;
  while (bytes[i] === BYTE.space || bytes[i] === TAB) i += 1;
  return i;
}

/**
 * The position after the text whose quote is at `start`; -1 where it is not valid, or has an escaped surrogate: some of
 * them have no partner, which no file can hold.
 */
export function endOfText(bytes: Uint8Array, start: number): number {
  const { length } = bytes;
  for (let i = start + 1; i < length; i++) {
    const byte = bytes[i]!;
    if (byte === BYTE.quote) return i + 1;
    if (byte < BYTE.space) return NOT_PLAIN;
    if (byte === BYTE.backslash) {
      i = endOfEscape(bytes, i + 1);
      if (i === NOT_PLAIN) return NOT_PLAIN;
    }
  }
  return NOT_PLAIN;
}

const SHORT_ESCAPES = new Set(Buffer.from('"\\/bfnrt'));
const SMALL_D = 100;
const SMALL_U = 117;

/** The position of the last byte of the escape whose letter is at `at`. */
function endOfEscape(bytes: Uint8Array, at: number): number {
  const letter = bytes[at]!;
  if (SHORT_ESCAPES.has(letter)) return at;
  if (letter !== SMALL_U || (bytes[at + 1]! | 32) === SMALL_D) return NOT_PLAIN;
  for (let i = at + 1; i <= at + 4; i++) if (!isHexDigit(bytes[i])) return NOT_PLAIN;
  return at + 4;
}

function isHexDigit(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  const letter = byte | 32;
  return isDigit(byte) || (letter >= 97 && letter <= 102);
}

/**
 * The position after the number at `start`, negative where it has a fraction; -1 where it is no number, or one that
 * JavaScript writes in another way: with a fraction that ends in 0, with an exponent, or a zero with a sign.
 */
export function endOfNumber(bytes: Uint8Array, start: number): number {
  const isNegative = bytes[start] === BYTE.minus;
  const first = isNegative ? start + 1 : start;
  if (!isDigit(bytes[first])) return NOT_PLAIN;
  const isZero = bytes[first] === BYTE.zero;
  let i = first + 1;
  if (isZero && isDigit(bytes[i])) return NOT_PLAIN;
  while (isDigit(bytes[i])) i += 1;
  const hasFraction = bytes[i] === BYTE.dot;
  if (hasFraction) {
    const fraction = i + 1;
    i = fraction;
    while (isDigit(bytes[i])) i += 1;
    if (i === fraction || bytes[i - 1] === BYTE.zero) return NOT_PLAIN;
  } else if (isZero && isNegative) {
    return NOT_PLAIN;
  }
  const letter = (bytes[i] ?? 0) | 32;
  if (letter === SMALL_E) return NOT_PLAIN;
  return hasFraction ? -i : i;
}

const SMALL_E = 101;

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= BYTE.zero && byte <= BYTE.nine;
}

/** Whether the bytes are an instant as most APIs write it, `2024-05-06T07:08:09Z`, with or without milliseconds. */
export function isInstant(bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  if ((length !== 20 && length !== 24) || bytes[end - 1] !== BYTE.capitalZ) return false;
  if (bytes[start + 4] !== BYTE.minus || bytes[start + 7] !== BYTE.minus || bytes[start + 10] !== BYTE.capitalT) {
    return false;
  }
  if (bytes[start + 13] !== BYTE.colon || bytes[start + 16] !== BYTE.colon) return false;
  if (
    length === 24 &&
    !(bytes[start + 19] === BYTE.dot && twoDigits(bytes, start + 20) >= 0 && isDigit(bytes[start + 22]))
  ) {
    return false;
  }
  const year = twoDigits(bytes, start) * 100 + twoDigits(bytes, start + 2);
  return (
    isUsualDay(year, twoDigits(bytes, start + 5), twoDigits(bytes, start + 8)) &&
    isTime(twoDigits(bytes, start + 11), twoDigits(bytes, start + 14), twoDigits(bytes, start + 17))
  );
}

/** The number that two digits make, or NaN, which is neither below nor above anything. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = bytes[at]! - BYTE.zero;
  const ones = bytes[at + 1]! - BYTE.zero;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}
