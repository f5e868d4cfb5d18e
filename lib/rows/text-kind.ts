/** What a text is: an instant, a calendar date, or just text. */
export type TextKind = 'timestamp' | 'date' | 'string';

const DATE = /^(?!0000)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
// At most six fraction digits: a published timestamp has microseconds, and a digit more would be lost.
const TIMESTAMP =
  /^(?!0000)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)?$/;

const DASH = 45;
const NINE = 57;
const ZERO = 48;

/**
 * Tells a full ISO-8601 date-time (without a zone it is UTC, as in dlt) and a full date from other text. Anything
 * that a calendar does not have, such as 30 February, is text.
 */
export function textKind(text: string): TextKind {
  const first = text.charCodeAt(0);
  if (first > NINE || first < ZERO || text.charCodeAt(4) !== DASH) return 'string';
  if (text.length === 10) return DATE.test(text) && isCalendarDay(text) ? 'date' : 'string';
  return TIMESTAMP.test(text) && isCalendarDay(text) ? 'timestamp' : 'string';
}

function isCalendarDay(text: string): boolean {
  const day = Number(text.slice(8, 10));
  if (day <= 28) return true;
  const date = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  return date.getUTCDate() === day;
}
