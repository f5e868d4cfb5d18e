import { isRecord } from '../../core/is-record.ts';
import type { ApiRequest } from '../../core/types.ts';
import { countIn, nextRest, wordSet, type Answer, type Field } from './answer-fields.ts';
import { says, type Choice, type Detected } from './choice.ts';

/** What is asked for under its own name: a position, or a page token. */
const BY_NAME = wordSet('page pagetoken offset start startat startindex from skip after marker cursormark pagestate');

/** A value that is to be sent back for the next page. */
export function cursorInBody(answer: Answer): Detected | undefined {
  const { fields, request, isRow } = answer;
  if (isRow) return undefined;
  const field = fields.find(isCursor);
  if (field === undefined) return undefined;
  const [place, ...others] = placesFor(field, request);
  const choice: Choice = { type: 'cursor', options: { cursor_path: field.keys, ...place }, others };
  return { choice, message: `${says(field)}, which is sent back as ${nameOf(place!)}` };
}

/** A header that numbers the next page, as GitLab has it. */
export function cursorInHeader({ page }: Answer): Detected | undefined {
  const key = 'x-next-page';
  if (countIn(page.headers[key]) === undefined) return undefined;
  return {
    choice: { type: 'header_cursor', options: { cursor_key: key, cursor_param: 'page' } },
    message: `the header "${key}" is ${page.headers[key]}, which is sent back as "page"`,
  };
}

function isCursor({ word, value }: Field): boolean {
  if (typeof value === 'boolean' || !value || String(value).trim() === '') return false;
  // An offset that is no number is a cursor, as Airtable has it.
  return nextRest(word) !== undefined || (word === 'offset' && countIn(value) === undefined);
}

type Where = Readonly<Record<'cursor_param' | 'cursor_body_path', string>>;

/** The places that the cursor may belong in, the likeliest first. */
function placesFor({ keys, word, value }: Field, request: ApiRequest): readonly Partial<Where>[] {
  const own = keys.at(-1)!;
  const rest = nextRest(word) ?? word;
  const short = own.replace(/^@?odata\./i, '').replace(/^next[^a-z0-9]*/i, '');
  const name = short.charAt(0).toLowerCase() + short.slice(1);
  const isNumber = countIn(value) !== undefined;
  const named = name !== '' && BY_NAME.has(rest) && (rest !== 'page' || isNumber) ? [name] : [];
  // dlt sends a parameter "cursor", whatever the name is.
  const names = [...new Set([...named, 'cursor', ...(own.toLowerCase() === 'next' ? [] : [own])])];
  const inBody = request.body?.kind === 'json' && isRecord(request.body.value) ? request.body.value : undefined;
  const given = names.find((each) => Object.hasOwn(request.params, each));
  if (given !== undefined) return [{ cursor_param: given }];
  const field = names.find((each) => inBody !== undefined && Object.hasOwn(inBody, each));
  if (field !== undefined) return [{ cursor_body_path: field }];
  const inQuery = names.map((each) => ({ cursor_param: each }));
  return inBody === undefined ? inQuery : [...names.map((each) => ({ cursor_body_path: each })), ...inQuery];
}

function nameOf({ cursor_param: param, cursor_body_path: field }: Partial<Where>): string {
  return param === undefined ? `the field "${field}" of the request body` : `the query parameter "${param}"`;
}
