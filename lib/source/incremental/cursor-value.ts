/** What a cursor is: an instant, a number or other text. Only cursors of one kind can be compared. */
import { parseTime, type Instant } from './time-text.ts';

export type CursorValue =
  | ({ readonly kind: 'time' } & Instant)
  | { readonly kind: 'number'; readonly number: number | bigint | string }
  | { readonly kind: 'text'; readonly text: string };

const DECIMAL = /^[+-]?\d+(?:\.\d+)?$/;

/**
 * Reads a value of a row. A text that is a number is one, a date is its midnight in UTC, and so is a time without a zone.
 * `undefined` for what has no order: an object, a boolean, NaN.
 */
export function cursorValue(raw: unknown): CursorValue | undefined {
  switch (typeof raw) {
    case 'number':
      return Number.isNaN(raw) ? undefined : { kind: 'number', number: raw };
    case 'bigint':
      return { kind: 'number', number: raw };
    case 'string': {
      const time = parseTime(raw);
      if (time !== undefined) return { kind: 'time', ...time };
      if (!DECIMAL.test(raw)) return { kind: 'text', text: raw };
      return { kind: 'number', number: raw.includes('.') ? raw : BigInt(raw.replace('+', '')) };
    }
    default:
      if (!(raw instanceof Date) || Number.isNaN(raw.getTime())) return undefined;
      return { kind: 'time', ms: raw.getTime(), finer: '' };
  }
}

/** Below 0 where `a` comes first; `undefined` where the two cannot be compared. */
export function compareValues(a: CursorValue, b: CursorValue): number | undefined {
  if (a.kind === 'time' && b.kind === 'time') return compare(a.ms, b.ms) || compareFractions(a.finer, b.finer);
  if (a.kind === 'number' && b.kind === 'number') return compareNumbers(a.number, b.number);
  if (a.kind === 'text' && b.kind === 'text') return compare(a.text, b.text);
  return undefined;
}

function compare<T extends string | number | bigint>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Digits behind a point: `5` is more than `49`. */
function compareFractions(a: string, b: string): number {
  const length = Math.max(a.length, b.length);
  return compare(a.padEnd(length, '0'), b.padEnd(length, '0'));
}

/** Numbers and big integers compare exactly as they are; a decimal written as text may have more digits than a number. */
function compareNumbers(a: number | bigint | string, b: number | bigint | string): number {
  if (typeof a !== 'string' && typeof b !== 'string') return compare<number | bigint>(a, b);
  const [left, right] = [decimalOf(a), decimalOf(b)];
  if (left === undefined || right === undefined) return compare(Number(a), Number(b));
  const length = Math.max(left.fraction.length, right.fraction.length);
  return compare(scaled(left, length), scaled(right, length));
}

interface Decimal {
  readonly whole: string;
  readonly fraction: string;
}

/** `undefined` for numbers that JavaScript writes with an exponent, and for the infinite ones. */
function decimalOf(value: number | bigint | string): Decimal | undefined {
  const text = String(value);
  if (!DECIMAL.test(text)) return undefined;
  const [whole = '', fraction = ''] = text.replace('+', '').split('.');
  return { whole, fraction };
}

function scaled({ whole, fraction }: Decimal, digits: number): bigint {
  return BigInt(`${whole}${fraction.padEnd(digits, '0')}`);
}
