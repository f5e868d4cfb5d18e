/** Cursors some way further along: by a lag, or by the size of a window. */
import type { ConfigIssue } from '../../core/errors.ts';
import { cursorValue } from './cursor-value.ts';
import { DAY, isDateText, parseTime, timeText } from './time-text.ts';

/** A distance between cursors: milliseconds for times, a number for numbers. */
export type Step = { readonly ms: number } | { readonly units: number };

const UNITS: Readonly<Record<string, number>> = {
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: DAY,
  week: 7 * DAY,
};

/** Reads `7 days`, `1 hour`, or a number. */
export function stepOf(given: number | string, path: string, issues: ConfigIssue[]): Step | undefined {
  if (typeof given === 'number') return { units: given };
  const [, count, unit] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]+?)s?\s*$/i.exec(given) ?? [];
  const size = UNITS[unit?.toLowerCase() ?? ''];
  const ms = size === undefined ? 0 : Math.round(Number(count) * size);
  if (ms > 0) return { ms };
  issues.push({
    path,
    message: `${JSON.stringify(given)} is no length of time`,
    fix: `write a number and one of ${Object.keys(UNITS).join(', ')}, for instance "7 days"`,
  });
  return undefined;
}

/** A lag as a distance: days for a date, seconds for another time, the number itself for a number. */
export function lagOf(lag: number, cursor: unknown): Step | undefined {
  const kind = cursorValue(cursor)?.kind;
  if (kind === 'number') return { units: lag };
  if (kind !== 'time') return undefined;
  return { ms: Math.ceil(lag * (typeof cursor === 'string' && isDateText(cursor) ? DAY : 1000)) };
}

/** How many steps it is from one cursor to another, counting one that is only begun; at least 1. */
export function stepsBetween(start: unknown, end: unknown, step: Step): number {
  const distance = 'ms' in step ? msOf(end) - msOf(start) : Number(end) - Number(start);
  return Math.max(1, Math.ceil(distance / ('ms' in step ? step.ms : step.units)));
}

/** The cursor `count` steps further, or back where it is negative, written as the one before. */
export function moved(cursor: unknown, step: Step, count: number): unknown {
  if ('ms' in step) {
    const text = cursor instanceof Date ? cursor.toISOString() : String(cursor);
    return timeText(msOf(text) + step.ms * count, text);
  }
  const by = step.units * count;
  if (typeof cursor === 'number') return cursor + by;
  if (typeof cursor === 'bigint' && Number.isInteger(by)) return cursor + BigInt(by);
  const sum = decimalSum(String(cursor), String(by));
  return typeof cursor === 'bigint' ? Number(sum) : sum;
}

function msOf(cursor: unknown): number {
  return parseTime(cursor instanceof Date ? cursor.toISOString() : String(cursor))!.ms;
}

/** Adds decimals that are texts, every digit kept. */
function decimalSum(a: string, b: string): string {
  if (!/^[+-]?[\d.]+$/.test(b)) return String(Number(a) + Number(b));
  const digits = Math.max(fractionOf(a).length, fractionOf(b).length);
  const sum = scaled(a, digits) + scaled(b, digits);
  if (digits === 0) return String(sum);
  const text = String(sum < 0n ? -sum : sum).padStart(digits + 1, '0');
  return `${sum < 0n ? '-' : ''}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

function scaled(decimal: string, digits: number): bigint {
  return BigInt(`${decimal.replace('+', '').split('.', 1)[0]}${fractionOf(decimal).padEnd(digits, '0')}`);
}

function fractionOf(decimal: string): string {
  return decimal.split('.')[1] ?? '';
}
