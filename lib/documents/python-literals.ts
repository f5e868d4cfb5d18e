/** What Python's string and number literals stand for. */

/** A literal that cannot be read. */
export class LiteralError extends Error {}

export interface StringToken {
  readonly raw: boolean;
  readonly format: boolean;
  /** Where the text begins and ends in the token, without quotes. */
  readonly from: number;
  readonly to: number;
}

/** Takes a string token apart. Throws a `LiteralError` for bytes, and where its end is missing. */
export function stringToken(token: string): StringToken {
  const [opening = '', prefix = '', quote = ''] = /^([a-z]*)("""|'''|"|')/i.exec(token) ?? [];
  const kinds = prefix.toLowerCase();
  if (kinds.includes('b')) throw new LiteralError('bytes (b"...") are no text');
  if (/[^ruf]/.test(kinds)) throw new LiteralError(`the prefix ${prefix} is not known`);
  if (quote === '' || token.length < opening.length + quote.length || !token.endsWith(quote)) {
    throw new LiteralError('the text has no closing quote');
  }
  const to = token.length - quote.length;
  return { raw: kinds.includes('r'), format: kinds.includes('f'), from: opening.length, to };
}

const SIMPLE: Readonly<Record<string, string>> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\n': '',
};

const ESCAPE = /\\(?:([0-7]{1,3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([^]))/g;

/** The text that the inside of a string stands for. A backslash before what is no escape stays, as in Python. */
export function unescaped(inside: string, raw: boolean): string {
  const text = inside.replace(/\r\n?/g, '\n');
  if (raw) return text;
  return text.replace(
    ESCAPE,
    (whole: string, octal?: string, two?: string, four?: string, eight?: string, other = '') => {
      if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
      const hex = two ?? four ?? eight;
      if (hex !== undefined) return codePoint(Number.parseInt(hex, 16), whole);
      if (other === 'N') throw new LiteralError('\\N{...} is not read; write the character itself');
      if ('xuU'.includes(other)) throw new LiteralError(`\\${other} is not followed by its digits`);
      return SIMPLE[other] ?? whole;
    },
  );
}

function codePoint(code: number, whole: string): string {
  if (code > 0x10ffff) throw new LiteralError(`${whole} is no character`);
  return String.fromCodePoint(code);
}

const INTEGER = /^(?:0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|0(?:_?0)*|[1-9](?:_?\d)*)$/;
const FLOAT = /^(?=.*[.eE])(?:\d(?:_?\d)*)?\.?(?:\d(?:_?\d)*)?(?:[eE][+-]?\d(?:_?\d)*)?$/;

/** The number of a literal; a `bigint` where a double has not all of its digits. */
export function numberOf(token: string): number | bigint {
  const digits = token.replaceAll('_', '');
  if (INTEGER.test(token)) {
    const whole = BigInt(digits);
    return Number.isSafeInteger(Number(whole)) ? Number(whole) : whole;
  }
  const number = FLOAT.test(token) ? Number(digits) : Number.NaN;
  if (!Number.isFinite(number)) throw new LiteralError(`${token} is no number that can be read`);
  return number;
}
