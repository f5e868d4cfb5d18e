/** The three forms that RFC 9110 allows: `Sun, 06 Nov 1994 08:49:37 GMT` and two that are obsolete. */
const HTTP_DATE =
  /^(?:[a-z]{3}, \d{2} [a-z]{3} \d{4} [\d:]{8} GMT|[a-z]{6,9}, \d{2}-[a-z]{3}-\d{2} [\d:]{8} GMT|[a-z]{3} [a-z]{3} [ \d]\d [\d:]{8} \d{4})$/i;

/**
 * How long a `Retry-After` header asks to wait, in milliseconds. `undefined` where it asks for nothing: zero, a time
 * that has passed, or a text that is neither seconds nor an HTTP date.
 *
 * @param now milliseconds since 1970
 */
export function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  const text = value?.trim() ?? '';
  const wait = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) * 1000 : dateOf(text) - now;
  return wait > 0 ? Math.ceil(wait) : undefined;
}

/** Milliseconds since 1970, `NaN` for anything but an HTTP date. `Date.parse` alone takes `wait 5` for a date. */
function dateOf(text: string): number {
  if (!HTTP_DATE.test(text)) return Number.NaN;
  return Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
}
