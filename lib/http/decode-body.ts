import { DecodeError } from '../core/errors.ts';
import type { Redact } from '../core/redact.ts';
import type { PackedRows } from '../core/types.ts';
import type { DecoderSpec } from '../core/plugin.ts';
import { decoders, type DecoderType } from '../decoders/index.ts';
import { bodyText, isPlainUtf8 } from './body-text.ts';
import { excerpt, htmlExcerpt, isHtml } from './excerpt.ts';
import type { RawResponse } from './raw-response.ts';

type DecoderName = 'auto' | DecoderType;

/** A decoder by its name, or with options of its own, which its schema has checked. */
export type DecoderChoice = DecoderName | { readonly type: DecoderName };

export interface DecodeContext {
  readonly resource: string;
  /** Names the request in errors, e.g. `GET https://api.example.com/jobs`. Already redacted. */
  readonly label: string;
  readonly redact: Redact;
}

/** Statuses whose answer has no body by definition. */
const WITHOUT_BODY = new Set([204, 205]);

export interface Decoded {
  readonly value: unknown;
  /** What it was decoded from, where it is JSON in UTF-8. */
  readonly json?: Uint8Array;
  readonly packed?: PackedRows;
}

/** Reads a body of plain JSON without parsing its rows; `undefined` leaves it to the decoder. */
export type PackedReader = (json: Uint8Array) => (Decoded & { readonly packed: PackedRows }) | undefined;

/**
 * The body as data; `undefined` where it is empty. Throws a `DecodeError`, retryable where the body may have been cut
 * off on its way.
 *
 * @param choice `auto` decides by content type, else by the ending of the path; a body that has neither is XML if it
 *   says so, and JSON otherwise
 * @param readPacked is asked first
 */
export function decodeBody(
  answer: Pick<RawResponse, 'status' | 'headers' | 'body' | 'url'>,
  choice: DecoderChoice,
  context: DecodeContext,
  readPacked?: PackedReader,
): Decoded {
  const packed = readPacked && isJson(answer, choice) ? readPacked(answer.body) : undefined;
  if (packed !== undefined) return packed;
  const text = WITHOUT_BODY.has(answer.status) ? '' : bodyText(answer);
  if (text.trim() === '') return { value: undefined };

  const header = answer.headers['content-type'];
  const contentType = mediaType(header);
  const { type: name, ...options } = typeof choice === 'string' ? { type: choice } : choice;
  const type = name === 'auto' ? detect(contentType, answer.url, text) : name;
  if (isHtml(text)) throw htmlError(text, type, context);
  try {
    const value = (decoders[type] as DecoderSpec).decode(text, options, header);
    return type === 'json' && isPlainUtf8(answer) ? { value, json: answer.body } : { value };
  } catch (error) {
    if (contentType === 'text/html') throw htmlError(text, type, context);
    throw malformed(error, { type, chosen: name !== 'auto' }, text, answer.body.length, context);
  }
}

function isJson(answer: Pick<RawResponse, 'headers' | 'body'>, choice: DecoderChoice): boolean {
  const type = mediaType(answer.headers['content-type']);
  const name = typeof choice === 'string' ? choice : choice.type;
  return (name === 'json' || (name === 'auto' && decoders.json.reads(type))) && isPlainUtf8(answer);
}

function mediaType(header = ''): string {
  return header.split(';', 1)[0]!.trim().toLowerCase();
}

function detect(contentType: string, url: string, text: string): DecoderType {
  const all = Object.values(decoders);
  const reader = all.find((decoder) => decoder.reads(contentType));
  if (reader !== undefined) return reader.type;
  if (/^\s*<\?xml\s/.test(text)) return 'xml';
  const ending = /\.([a-z]+)(?:\.gz)?$/i.exec(new URL(url).pathname)?.[1]?.toLowerCase();
  const named = all.find(({ endings }) => ending !== undefined && endings.includes(ending));
  return contentType === 'text/html' ? 'json' : (named?.type ?? 'json');
}

function htmlError(text: string, type: DecoderType, { resource, label, redact }: DecodeContext): DecodeError {
  const wanted = type.toUpperCase();
  return new DecodeError(
    `${label}: the API answered with an HTML page instead of ${wanted}: "${htmlExcerpt(text, redact)}"`,
    {
      resource,
      setting: `resources.${resource}.endpoint.path`,
      fix: 'check endpoint.path, client.base_url and the credentials: such a page is mostly a login form or a "not found" page',
    },
  );
}

function malformed(
  error: unknown,
  { type, chosen }: { readonly type: DecoderType; readonly chosen: boolean },
  text: string,
  bytes: number,
  { resource, label, redact }: DecodeContext,
): DecodeError {
  const reason = redact((error as Error).message).replace(/\.?$/, '.');
  const end = excerpt(text, redact, 'end');
  const other = chosen || type !== 'json' ? undefined : likelyDecoder(text);
  return new DecodeError(
    `${label}: the answer is not valid ${type.toUpperCase()}: ${reason} It has ${bytes} bytes and ends with: ${end}`,
    {
      resource,
      setting: `resources.${resource}.endpoint.decoder`,
      fix:
        other === undefined
          ? 'the body may have been cut off on its way; if it is always so, check endpoint.decoder'
          : `it looks like ${other.toUpperCase()}: set endpoint.decoder to ${other}`,
      retryable: other === undefined,
    },
  );
}

/** What a text may be that is no JSON, though nobody said so. */
function likelyDecoder(text: string): DecoderType | undefined {
  const lines = text.trim().split(/\r?\n/, 3);
  const [first = '', second = ''] = lines;
  if (/^\{.*\}$/.test(first) && second.startsWith('{')) return 'jsonl';
  const isCsv = !/^[[{<]/.test(first) && /[,;\t|]/.test(first) && lines.length > 1;
  return isCsv ? 'csv' : undefined;
}
