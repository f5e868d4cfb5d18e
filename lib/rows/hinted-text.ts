/** What a text means where a hint says what it is; without one it is text. */

/** How many digits a decimal number has before and after its point. */
export interface Digits {
  readonly integer: number;
  readonly scale: number;
}

/** No decimal has more digits. */
export const MOST_DIGITS = 38;

const DECIMAL = /^[+-]?(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;

/** The digits that a number needs to be exact; `undefined` where the text is no decimal number. */
export function digitsOf(text: string): Digits | undefined {
  const [, whole = '', fraction = '', exponent = '0'] = DECIMAL.exec(text) ?? [];
  const digits = whole + fraction;
  if (digits === '') return undefined;
  const first = digits.search(/[1-9]/);
  if (first < 0) return { integer: 0, scale: 0 };
  let end = digits.length;
  while (digits[end - 1] === '0') end -= 1;
  const point = whole.length + Number(exponent);
  return { integer: Math.max(0, point - first), scale: Math.max(0, end - point) };
}

/** The digits of a JSON value that is a number, or the text of one. */
export function decimalDigits(value: unknown): Digits | undefined {
  if (typeof value === 'string') return digitsOf(value);
  return typeof value === 'bigint' || (typeof value === 'number' && Number.isFinite(value))
    ? digitsOf(String(value))
    : undefined;
}

export function widestDigits(a: Digits | undefined, b: Digits): Digits {
  if (a === undefined) return b;
  return { integer: Math.max(a.integer, b.integer), scale: Math.max(a.scale, b.scale) };
}

// As with timestamps, a digit more than a microsecond would be lost.
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,6})?)?$/;

/** A time of day, without a zone. */
export function isTime(text: string): boolean {
  return TIME.test(text);
}

/** Bytes as dlt takes them: base64 with its padding, or hexadecimal digits after `0x`. */
export function isBytes(text: string): boolean {
  if (text.startsWith('0x')) return text.length % 2 === 0 && !/[^0-9a-fA-F]/.test(text.slice(2));
  // Searching for what does not belong needs no stack, however long the text is.
  const end = text.search(/[^A-Za-z0-9+/]/);
  return text.length % 4 === 0 && (end < 0 || (end >= text.length - 2 && /^={1,2}$/.test(text.slice(end))));
}

/** The bytes of such a text. */
export function bytesOf(text: string): Buffer {
  return text.startsWith('0x') ? Buffer.from(text.slice(2), 'hex') : Buffer.from(text, 'base64');
}
