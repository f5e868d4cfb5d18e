import type { RawResponse } from './raw-response.ts';

/**
 * The body as text, without a byte order mark. The character set is the one of the content type, else the one that an
 * XML declaration names, else UTF-8; one that nobody knows is read as UTF-8.
 */
export function bodyText({ headers, body }: Pick<RawResponse, 'headers' | 'body'>): string {
  const charset = /;\s*charset="?([^\s;"]+)/i.exec(headers['content-type'] ?? '')?.[1] ?? xmlEncoding(body) ?? 'utf-8';
  return decode(body, charset);
}

function xmlEncoding(body: Buffer): string | undefined {
  return /^<\?xml[^>]*\sencoding=["']([\w.-]+)/.exec(body.toString('latin1', 0, 200))?.[1];
}

function decode(body: Buffer, charset: string): string {
  try {
    return new TextDecoder(charset).decode(body);
  } catch {
    return new TextDecoder().decode(body);
  }
}
