import { stripVTControlCharacters } from 'node:util';

/** C0 and C1 controls, and the marks that turn the direction of what follows. */
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/g;

/**
 * A text from outside (a server's words, a file name) as one line that cannot steer the terminal: escape sequences are
 * taken out, line ends and other control characters become one space.
 */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replaceAll(UNPRINTABLE, ' ').trim();
}
