import type { ColumnType } from './column-type.ts';
import { MOST_DIGITS, widestDigits, type Digits } from './hinted-text.ts';

/**
 * The kinds of values that a column has shown. Kinds only add up, never go away, so observations of pages, runs and
 * published files are joined by union, and a type can only widen.
 */
export const KINDS = {
  bool: 1,
  /** Exact in a double. */
  int: 1 << 1,
  int64: 1 << 2,
  int128: 1 << 3,
  bigint: 1 << 4,
  double: 1 << 5,
  timestamp: 1 << 6,
  date: 1 << 7,
  string: 1 << 8,
  struct: 1 << 9,
  list: 1 << 10,
  json: 1 << 11,
  /** These are never seen, only declared: the texts of such a column are read as what it is. */
  time: 1 << 12,
  binary: 1 << 13,
  decimal: 1 << 14,
} as const;

export type Kind = keyof typeof KINDS;

const INTEGERS = KINDS.int | KINDS.int64 | KINDS.int128 | KINDS.bigint;
const NUMBERS = INTEGERS | KINDS.double;
const TEXTS = KINDS.timestamp | KINDS.date | KINDS.string;
export const HINTED = KINDS.time | KINDS.binary | KINDS.decimal;

const INT64_MAX = 2n ** 63n - 1n;
const INT64_MIN = -(2n ** 63n);
const DECIMAL38 = 10n ** 38n;

/** The narrowest type that holds values of these kinds, of which none is an object or a list alone. */
export function scalarType(kinds: number, digits: Digits | undefined): ColumnType {
  const within = (allowed: number) => (kinds & ~allowed) === 0;
  if (kinds === KINDS.bool) return { kind: 'bool' };
  if ((kinds & HINTED) !== 0) return hintedType(kinds, digits);
  if (within(KINDS.int | KINDS.int64)) return { kind: 'int64' };
  if (within(KINDS.int | KINDS.int64 | KINDS.int128)) return { kind: 'decimal', precision: MOST_DIGITS, scale: 0 };
  if (within(KINDS.int | KINDS.double)) return { kind: 'double' };
  // Digits that a double would round stay text.
  if (within(NUMBERS)) return { kind: 'string' };
  if (kinds === KINDS.timestamp) return { kind: 'timestamp' };
  if (kinds === KINDS.date) return { kind: 'date' };
  if (within(TEXTS)) return { kind: 'string' };
  return { kind: 'json' };
}

function hintedType(kinds: number, digits: Digits | undefined): ColumnType {
  if (kinds === KINDS.time) return { kind: 'time' };
  if (kinds === KINDS.binary) return { kind: 'binary' };
  const within = (allowed: number) => (kinds & ~allowed) === 0;
  if (within(KINDS.decimal | KINDS.int | KINDS.int64 | KINDS.int128)) {
    const { integer, scale } = widestDigits(digits, { integer: integerDigits(kinds), scale: 0 });
    if (integer + scale <= MOST_DIGITS) return { kind: 'decimal', precision: Math.max(1, integer + scale), scale };
  }
  // What is read as a number may be one or its text.
  const numbers = (kinds & KINDS.decimal) === 0 ? 0 : NUMBERS;
  return within(TEXTS | HINTED | numbers) ? { kind: 'string' } : { kind: 'json' };
}

/** How many digits the integers of these kinds may have. */
function integerDigits(kinds: number): number {
  if ((kinds & KINDS.int128) !== 0) return MOST_DIGITS;
  if ((kinds & KINDS.int64) !== 0) return 19;
  return (kinds & KINDS.int) !== 0 ? 16 : 0;
}

export function kindOfBigInt(value: bigint): number {
  if (value >= INT64_MIN && value <= INT64_MAX) {
    return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
      ? KINDS.int
      : KINDS.int64;
  }
  return value > -DECIMAL38 && value < DECIMAL38 ? KINDS.int128 : KINDS.bigint;
}
