/** Times as APIs write them: ISO 8601 and its usual variations. */

export interface Instant {
  /** Milliseconds since 1970 in UTC. */
  readonly ms: number;
  /** The digits of the second behind the milliseconds. */
  readonly finer: string;
}

/** A date, or a date and a time: with `T` or a space, with or without seconds, a fraction and a zone. */
const TIME =
  /^(\d{4})-(\d\d)-(\d\d)(?:([Tt ])(\d\d):(\d\d)(?::(\d\d)(?:([.,])(\d{1,18}))?)?( ?(?:[Zz]|UTC|[+-]\d\d(?::?\d\d)?))?)?$/;

const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

/** The parts of a text that is a time; `undefined` for any other, such as 30 February. */
export function parseTime(text: string): Instant | undefined {
  // Most texts that are no time are told by one character.
  if (text.charCodeAt(4) !== 45) return undefined;
  const found = TIME.exec(text);
  if (found === null) return undefined;
  const [, year, month, day, , hour = '0', minute = '0', second = '0', , fraction = '', zone = ''] = found;
  const midnight = dayOf(Number(year), Number(month), Number(day));
  if (midnight === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined;
  const offset = offsetOf(zone);
  const seconds = (Number(hour) * 60 + Number(minute)) * 60 + Number(second);
  const ms = midnight + seconds * 1000 - offset * MINUTE + Number(fraction.slice(0, 3).padEnd(3, '0'));
  return { ms, finer: fraction.slice(3) };
}

/** Whether a time is a calendar date, without an hour. */
export function isDateText(text: string): boolean {
  return text.length === 10 && parseTime(text) !== undefined;
}

/**
 * The text of another instant, written as `like` is written: its zone, its separator, and at least its digits of a
 * second. A date stays a date where the instant is a midnight.
 *
 * @param ms milliseconds since 1970; the digits behind them are those of `like`
 */
export function timeText(ms: number, like: string): string {
  const [, , , , separator, , , second, point = '.', fraction = '', zone = ''] = TIME.exec(like) ?? [];
  const local = new Date(Math.max(ms, EARLIEST) + offsetOf(zone) * MINUTE).toISOString();
  const [date, time] = [local.slice(0, 10), local.slice(11, 23)];
  if (separator === undefined && time === '00:00:00.000') return date;
  const exact = `${time.slice(9)}${fraction.slice(3)}`;
  const digits = exact.slice(0, Math.max(fraction.length, exact.replace(/0+$/, '').length));
  const needless = separator !== undefined && second === undefined && digits === '' && time.slice(6, 8) === '00';
  const seconds = needless ? '' : time.slice(5, 8);
  const ending = separator === undefined ? 'Z' : zone;
  return `${date}${separator ?? 'T'}${time.slice(0, 5)}${seconds}${digits === '' ? '' : point + digits}${ending}`;
}

/** Four digits cannot say what was before. */
const EARLIEST = -62_135_596_800_000;

/** The midnight of a day of the calendar, in UTC. */
function dayOf(year: number, month: number, day: number): number | undefined {
  const date = new Date(0);
  // Unlike Date.UTC it takes the years from 0 to 99 as they are.
  date.setUTCFullYear(year, month - 1, day);
  return month >= 1 && month <= 12 && date.getUTCDate() === day && day >= 1 ? date.getTime() : undefined;
}

/** Minutes to the east of Greenwich. */
function offsetOf(zone: string): number {
  const [, sign, hours, minutes = '0'] = /([+-])(\d\d):?(\d\d)?/.exec(zone) ?? [];
  if (sign === undefined) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}
