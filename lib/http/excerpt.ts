import type { Redact } from '../core/redact.ts';

const LENGTH = 200;

/** The beginning or the end of a body on one line, without secrets. A secret is taken out before the text is cut. */
export function excerpt(text: string, redact: Redact, part: 'start' | 'end' = 'start'): string {
  const line = redact(text).replace(/\s+/g, ' ').trim();
  if (line.length <= LENGTH) return line;
  return part === 'start' ? `${line.slice(0, LENGTH)}…` : `…${line.slice(-LENGTH)}`;
}

/** What a reader sees of an HTML page: its title, or its text where it has none. */
export function htmlExcerpt(html: string, redact: Redact): string {
  const title = /<title[^>]*>([^<]*)/i.exec(html)?.[1]?.trim();
  return excerpt(title || html.replace(/<(script|style)\b.*?<\/\1>/gis, ' ').replace(/<[^>]*>/g, ' '), redact);
}

/** Whether a body is an HTML page, whatever its content type claims. */
export function isHtml(text: string): boolean {
  return /^\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html)[\s>]/is.test(text);
}
