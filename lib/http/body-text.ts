import type { RawResponse } from './raw-response.ts';

/**
 * The body as text, without a byte order mark. The character set is the one of that mark, else of the content type, else
 * the one that an XML declaration names, else UTF-8; one that nobody knows is read as UTF-8.
 */
export function bodyText({ headers, body }: Pick<RawResponse, 'headers' | 'body'>): string {
  const charset = markedCharset(body) ?? charsetOf(headers) ?? xmlEncoding(body) ?? 'utf-8';
  return decode(body, charset);
}

/** Whether the bytes of the body are its text in UTF-8, without a mark before it. */
export function isPlainUtf8({ headers, body }: Pick<RawResponse, 'headers' | 'body'>): boolean {
  const charset = charsetOf(headers) ?? 'utf-8';
  return /^utf-?8$/i.test(charset) && body[0] !== 0xef && markedCharset(body) === undefined;
}

/** Excel writes its files so. */
function markedCharset(body: Buffer): string | undefined {
  if (body[0] === 0xff && body[1] === 0xfe) return 'utf-16le';
  return body[0] === 0xfe && body[1] === 0xff ? 'utf-16be' : undefined;
}

function charsetOf(headers: RawResponse['headers']): string | undefined {
  return /;\s*charset="?([^\s;"]+)/i.exec(headers['content-type'] ?? '')?.[1];
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
