const DELIMITERS = [',', ';', '\t', '|'];

/**
 * The delimiter of a CSV by its first line: the one there is outside of quotes. Of several, the one by which every
 * record has as many values as the first. Throws where that does not tell either.
 *
 * @param parse throws where records differ
 */
export function delimiterOf(text: string, parse: (text: string, delimiter: string) => unknown): string {
  const first = firstLine(text);
  const found = DELIMITERS.filter((delimiter) => first.includes(delimiter));
  if (found.length < 2) return found[0] ?? ',';
  const fitting = found.filter((delimiter) => {
    try {
      parse(text, delimiter);
      return true;
    } catch {
      return false;
    }
  });
  if (fitting.length === 1) return fitting[0]!;
  const signs = found.map((sign) => (sign === '\t' ? 'a tab' : `"${sign}"`)).join(' or ');
  throw new SyntaxError(`its delimiter may be ${signs}: give decoder: { type: csv, delimiter }`);
}

/** Without what stands in quotes. */
function firstLine(text: string): string {
  const [line = ''] = /^(?:"(?:[^"]|"")*"|[^"\r\n])*/.exec(text.trimStart()) ?? [];
  return line.replace(/"(?:[^"]|"")*"/g, '');
}
