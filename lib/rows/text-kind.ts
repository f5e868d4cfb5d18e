/** What a text is: an instant, a calendar date, or just text. */
export type TextKind = 'timestamp' | 'date' | 'string';

const DATE = /^(?!0000)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
// At most six fraction digits: a published timestamp has microseconds, and a digit more would be lost.
const TIMESTAMP =
  /^(?!0000)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)?$/;

const ZERO = 48;
const NINE = 57;
const DASH = 45;
const COLON = 58;
const CAPITAL_T = 84;
const CAPITAL_Z = 90;

/**
 * Tells a full ISO-8601 date-time (without a zone it is UTC, as in dlt) and a full date from other text. Anything
 * that a calendar does not have, such as 30 February, is text.
 */
export function textKind(text: string): TextKind {
  // Called for every text of a column until one is not a time, so the usual cases are told by a few characters.
  const first = text.charCodeAt(0);
  if (first > NINE || first < ZERO || text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH) return 'string';
  if (text.length === 10) return DATE.test(text) && isCalendarDay(text) ? 'date' : 'string';
  if (isPlainInstant(text)) return 'timestamp';
  return TIMESTAMP.test(text) && isCalendarDay(text) && isOfCalendar(text) ? 'timestamp' : 'string';
}

/** In UTC an instant may be of another year, and most readers know no others than 1 to 9999. */
function isOfCalendar(text: string): boolean {
  // Without an offset it is in UTC as it stands; a Date would take it for local.
  if (!/^(?:0001-01-01|9999-12-31).*\d[+-]\d\d:\d\d$/.test(text)) return true;
  const year = new Date(text).getUTCFullYear();
  return year >= 1 && year <= 9999;
}

/** `2024-05-06T07:08:09Z` or `2024-05-06T07:08:09.123Z`, a shortcut, nothing more. */
function isPlainInstant(text: string): boolean {
  const { length } = text;
  if ((length !== 20 && length !== 24) || text.charCodeAt(length - 1) !== CAPITAL_Z) return false;
  if (text.charCodeAt(10) !== CAPITAL_T || text.charCodeAt(13) !== COLON || text.charCodeAt(16) !== COLON) return false;
  if (length === 24 && (text.charCodeAt(19) !== 46 || !(number(text, 20) >= 0 && number(text, 21) >= 0))) return false;
  const year = number(text, 0) * 100 + number(text, 2);
  return (
    isUsualDay(year, number(text, 5), number(text, 8)) && isTime(number(text, 11), number(text, 14), number(text, 17))
  );
}

/** Whether a calendar surely has the day: the last days of a month are looked up in it. NaN is of no day. */
export function isUsualDay(year: number, month: number, day: number): boolean {
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= 28;
}

/** NaN, which is not above anything either, is of no time. */
export function isTime(hour: number, minute: number, second: number): boolean {
  return hour <= 23 && minute <= 59 && second <= 59;
}

/** The number that two digits make, or NaN, which is neither below nor above anything. */
function number(text: string, at: number): number {
  const tens = text.charCodeAt(at) - ZERO;
  const ones = text.charCodeAt(at + 1) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** For a text whose month and day are in 01 to 12 and 01 to 31. */
function isCalendarDay(text: string): boolean {
  const day = number(text, 8);
  if (day <= 28) return true;
  const month = number(text, 5);
  // The longer months are the odd ones up to July and the even ones from August on.
  if (month !== 2) return day <= 30 || month > 7 === (month % 2 === 0);
  const year = number(text, 0) * 100 + number(text, 2);
  return day === 29 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}
