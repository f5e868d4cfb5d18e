import { head, textWidth } from './text-width.ts';

/**
 * Breaks one line of text at its spaces into lines of at most `width` columns. A word that is wider than a line is
 * broken where it must be; a no-break space holds its words together. Lines after the first start with `indent`.
 */
export function wrapText(text: string, width: number, indent = ''): string[] {
  const margin = textWidth(indent) * 2 < width ? indent : '';
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/ +/)) {
    if (line !== '' && textWidth(line) + 1 + textWidth(word) <= width) {
      line += ` ${word}`;
      continue;
    }
    if (line !== '') lines.push(line);
    line = lines.length === 0 ? word : margin + word;
    while (textWidth(line) > width) {
      const piece = head(line, width);
      // Not even one character has room: it goes out as it is.
      if (piece === '') break;
      lines.push(piece);
      line = margin + line.slice(piece.length);
    }
  }
  return [...lines, line];
}
