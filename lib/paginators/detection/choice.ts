import { selectorText } from '../../operators/find-lists.ts';
import type { Field } from './answer-fields.ts';

/** How an API pages, as it was found out. It goes with the request from page to page, so it is JSON. */
export interface Choice {
  readonly type: 'header_link' | 'header_cursor' | 'json_link' | 'cursor' | 'page_number' | 'offset';
  readonly options: Readonly<Record<string, unknown>>;
  /** Other places for what leads to the next page, to be tried where the API ignores the one in `options`. */
  readonly others?: readonly Readonly<Record<string, unknown>>[];
  /** Where each answer repeats its position, and how much more that is than what was asked for. */
  readonly echo?: { readonly keys: readonly string[]; readonly shift: number };
  /** Where each answer has the number of all rows, how many rows a page has, and where counting began. */
  readonly rows?: { readonly keys: readonly string[]; readonly size: number; readonly start: number };
}

/** What was found out from the first answer, and why. */
export interface Detected {
  /** `undefined` where there is one page only. */
  readonly choice?: Choice;
  readonly message: string;
  /** Whether rows may be missing. */
  readonly doubtful?: boolean;
}

/** `"meta.total" is 95`, for messages. */
export function says({ keys, value }: Field): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return `"${selectorText(keys)}" is ${text.length > 40 ? `${text.slice(0, 40)}…` : text}`;
}
