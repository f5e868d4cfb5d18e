import { BYTE } from './json-bytes.ts';

/**
 * Finds a list in a JSON body by the names on the way to it.
 *
 * @param path the keys of the objects on the way; none where the body is the list
 * @returns the position after the bracket that opens it; `undefined` where it is not found at once
 */
export function listStart(bytes: Buffer, path: readonly string[]): number | undefined {
  let at = 0;
  for (const key of path) {
    const name = Buffer.from(JSON.stringify(key));
    const found = bytes.indexOf(name, at);
    // A name that is deeper, or in a text, is another one.
    if (found < 0 || depthAt(bytes, at, found) !== 1) return undefined;
    at = found + name.length;
  }
  const opening = (path.length === 0 ? /^\s*\[/ : /^\s*:\s*\[/).exec(bytes.toString('latin1', at, at + 16));
  return opening === null ? undefined : at + opening[0].length;
}

/** How many brackets are open between two positions outside of texts; `undefined` where the second is inside of one. */
function depthAt(bytes: Buffer, start: number, end: number): number | undefined {
  let depth = 0;
  let i = start;
  for (; i < end; i++) {
    const byte = bytes[i];
    if (byte === BYTE.quote) i = closingQuote(bytes, i);
    else if (byte === BYTE.openingBrace || byte === BYTE.openingBracket) depth += 1;
    else if (byte === BYTE.closingBrace || byte === BYTE.closingBracket) depth -= 1;
  }
  return i === end ? depth : undefined;
}

function closingQuote(bytes: Buffer, start: number): number {
  let i = start + 1;
  while (i < bytes.length && bytes[i] !== BYTE.quote) i += bytes[i] === BYTE.backslash ? 2 : 1;
  return i;
}
