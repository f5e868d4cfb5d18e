import { bodyText } from './body-text.ts';
import type { RawResponse } from './raw-response.ts';

/**
 * An answer, as a response action sees it. It may be changed in place, or a changed copy (`{ ...response, status: 200 }`)
 * may be returned: what is read of it afterwards is what was changed.
 */
export interface ResponseView {
  status: number;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  /** The URL that answered, without what authentication added. */
  readonly url: string;
  /** The body as text. Another text is decoded in its place. */
  text: string;
  /** The body as data; `undefined` where it is empty or cannot be decoded. Other data takes its place. */
  body: unknown;
}

/** An answer after its view was changed. */
export interface Viewed {
  readonly raw: RawResponse;
  /** The body, where somebody looked at it: it may have been changed inside. */
  readonly body?: { readonly value: unknown };
}

/** The part of an action's result that is not there is not changed. */
export type ChangedResponse = Partial<ResponseView>;

/**
 * Opens the view of an answer, and gives with it what has become of the answer.
 *
 * @param decode the body as data; throws where it is none
 */
export function viewOf(
  answer: RawResponse,
  decode: (raw: RawResponse) => unknown,
): { readonly view: ResponseView; readonly result: () => Viewed } {
  let raw = answer;
  let body: { value: unknown } | undefined;

  // All of them are properties of its own, so that a copy has them.
  const view: ResponseView = {
    get status() {
      return raw.status;
    },
    set status(status) {
      raw = { ...raw, status };
    },
    get headers() {
      return raw.headers;
    },
    set headers(headers) {
      raw = { ...raw, headers: lowerCased(headers) };
    },
    get url() {
      return raw.url;
    },
    get text() {
      return bodyText(raw);
    },
    set text(text) {
      body = undefined;
      raw = { ...raw, body: Buffer.from(text), headers: inUtf8(raw.headers) };
    },
    get body() {
      body ??= attempt(() => decode(raw));
      return body?.value;
    },
    set body(value) {
      body = { value };
    },
  };
  return { view, result: () => ({ raw, ...(body && { body }) }) };
}

/** Makes the changes of a copy to the view itself. */
export function takeOver(view: ResponseView, changed: ChangedResponse): void {
  if (changed.status !== undefined) view.status = changed.status;
  if (changed.headers !== undefined && changed.headers !== view.headers) view.headers = changed.headers;
  if ('body' in changed && changed.body !== view.body) view.body = changed.body;
  else if (changed.text !== undefined && changed.text !== view.text) view.text = changed.text;
}

function attempt(decode: () => unknown): { value: unknown } | undefined {
  try {
    return { value: decode() };
  } catch {
    return undefined;
  }
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** A text that was put in is in UTF-8, whatever the server had said of its own. */
function inUtf8(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const type = headers['content-type'];
  if (type === undefined) return headers;
  return { ...headers, 'content-type': `${type.replace(/;\s*charset=("[^"]*"|[^;]*)/i, '')}; charset=utf-8` };
}
