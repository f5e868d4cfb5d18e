/** Rows as newline-delimited JSON, every digit kept. */

const LONE_SURROGATE = /\\u(d[89a-f][0-9a-f]{2})/gi;

/** One line for one row, without its end. Lone surrogates, which no UTF-8 file can hold, become U+FFFD. */
export function rowText(row: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(row);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    text = exactText(row);
  }
  // JSON.stringify escapes lone surrogates only, so the search is for something that is almost never there.
  return text !== undefined && text.includes('\\ud') ? wellFormed(text) : (text ?? 'null');
}

/** JSON text for data with `bigint`, which JSON.stringify refuses. */
function exactText(value: unknown): string {
  const found: bigint[] = [];
  const mark = `\u0001${Math.random().toString(36).slice(2)}:`;
  const text = JSON.stringify(value, (_, item: unknown) =>
    typeof item === 'bigint' ? `${mark}${found.push(item) - 1}` : item,
  );
  return text.replaceAll(
    new RegExp(`"${JSON.stringify(mark).slice(1, -1).replaceAll('\\', '\\\\')}(\\d+)"`, 'g'),
    (_, n: string) => String(found[Number(n)]),
  );
}

function wellFormed(text: string): string {
  return text.replace(LONE_SURROGATE, (escape: string, _: string, offset: number) =>
    // An even number of backslashes before it means that this one is text.
    countBackslashes(text, offset) % 2 === 0 ? '\\ufffd' : escape,
  );
}

function countBackslashes(text: string, end: number): number {
  let start = end;
  while (start > 0 && text[start - 1] === '\\') start -= 1;
  return end - start;
}
