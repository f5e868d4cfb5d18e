import { wrapText } from './display/wrap-text.ts';

/** The width of help that goes to no terminal. */
const WIDTH = 80;

/**
 * The text of `--help` for a terminal of this width: paragraphs are broken anew. Lists and examples, which are indented,
 * stay as they are, and so do headings.
 */
export function helpText(text: string, width = WIDTH): string {
  const lines: string[] = [];
  let paragraph: string[] = [];
  const endParagraph = () => {
    if (paragraph.length > 0) lines.push(...wrapText(paragraph.join(' '), width));
    paragraph = [];
  };
  for (const line of text.split('\n')) {
    if (isProse(line)) {
      paragraph.push(line);
      continue;
    }
    endParagraph();
    lines.push(line);
  }
  endParagraph();
  return lines.join('\n');
}

function isProse(line: string): boolean {
  return line !== '' && !line.startsWith(' ') && !/^(?:[A-Z]\w*:$|Usage: )/.test(line);
}
