import { z } from 'zod';
import { defineDecoder } from '../core/plugin.ts';
import { restoreBigIntegers } from './big-integers.ts';

/** No integer of fewer digits is beyond 2^53. */
const UNSAFE_DIGITS = 16;

/** Without one, and without that many digits, no number is beyond what a double holds. */
const LARGE_EXPONENT = /\d[eE]\+?\d{3}/;

export const json = defineDecoder({
  type: 'json',
  summary: 'JSON. Integers beyond 2^53 keep every digit.',
  options: z.strictObject({}),
  examples: [{ text: '{"id": 9007199254740993, "tags": []}', value: { id: 9007199254740993n, tags: [] } }],
  reads: (contentType) => /[/+.-]json$/i.test(contentType),
  endings: ['json'],
  decode: (text) => {
    const value: unknown = JSON.parse(text);
    return hasDigits(text, UNSAFE_DIGITS) || LARGE_EXPONENT.test(text) ? restoreBigIntegers(text, value) : value;
  },
});

/** Whether that many digits stand in a row anywhere, be it in a string; only every n-th character is looked at first. */
function hasDigits(text: string, n: number): boolean {
  for (let i = n - 1; i < text.length; i += n) {
    if (!isDigit(text, i)) continue;
    let first = i;
    let last = i;
    while (isDigit(text, first - 1)) first -= 1;
    while (isDigit(text, last + 1)) last += 1;
    if (last - first + 1 >= n) return true;
  }
  return false;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}
