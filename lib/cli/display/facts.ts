import type { Paint } from './paint.ts';
import { printable } from './printable.ts';
import { wrapText } from './wrap-text.ts';

/** Lines of a text under its label, `indent` columns in; the text starts `labelWidth` columns behind that. */
export function labelled(
  label: string,
  text: string,
  { width, indent, labelWidth, paint }: { width: number; indent: number; labelWidth: number; paint: Paint },
): string[] {
  const at = indent + labelWidth;
  return wrapText(printable(text), Math.max(20, width - at)).map((line, index) =>
    index === 0
      ? `${' '.repeat(indent)}${paint(label, 'dim')}${' '.repeat(labelWidth - label.length)}${line}`
      : `${' '.repeat(at)}${line}`,
  );
}
