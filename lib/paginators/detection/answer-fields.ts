/** The fields around the rows of an answer, by what their names say. */
import { isRecord } from '../../core/is-record.ts';
import type { PageFacts } from '../../core/plugin.ts';
import type { ApiRequest } from '../../core/types.ts';

/** A text, number or boolean somewhere in the answer, outside of any list. */
export interface Field {
  readonly keys: readonly string[];
  /**
   * Its name in lower case without separators: `nextPage`, `next_page` and `@odata.nextPage` are `nextpage`. What is
   * inside of an object named `next` has that before its own name: `next.href` is `nexthref`.
   */
  readonly word: string;
  readonly value: string | number | bigint | boolean;
}

/** What is looked at to find out how an API pages. */
export interface Answer {
  readonly page: PageFacts;
  readonly request: ApiRequest;
  readonly fields: readonly Field[];
  /** Where a list of links has one with the relation `next`: a JSONPath. */
  readonly linkInList: string | undefined;
  /** Whether the body itself is the row, so that its fields are columns. */
  readonly isRow: boolean;
}

const DEPTH = 6;

export function readAnswer(page: PageFacts, request: ApiRequest): Answer {
  const { body, onlyRow } = page;
  const isRow = onlyRow !== undefined && body === onlyRow;
  const found: Found = { fields: [], linkInList: undefined };
  if (isRecord(body)) walk(body, [], '', found, isRow ? undefined : onlyRow);
  return { page, request, ...found, isRow };
}

interface Found {
  readonly fields: Field[];
  linkInList: string | undefined;
}

function walk(body: object, keys: readonly string[], prefix: string, found: Found, row: unknown): void {
  for (const [key, value] of Object.entries(body)) {
    const here = [...keys, key];
    const word = prefix + wordOf(key);
    if (Array.isArray(value)) {
      if (/^links?$/.test(word)) found.linkInList ??= linkIn(value, here);
    } else if (isRecord(value)) {
      if (value !== row && here.length < DEPTH)
        walk(value, here, nextRest(word) === undefined ? '' : 'next', found, row);
    } else if (value !== null && value !== undefined) {
      found.fields.push({ keys: here, word, value: value as Field['value'] });
    }
  }
}

function wordOf(key: string): string {
  return key
    .replace(/^@?odata\./i, '')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
}

function linkIn(list: readonly unknown[], keys: readonly string[]): string | undefined {
  for (const link of list.filter(isRecord)) {
    const rel = ['rel', 'relation'].find((name) => String(link[name]).toLowerCase() === 'next');
    const target = ['href', 'url', 'uri', 'target'].find((name) => typeof link[name] === 'string' && link[name] !== '');
    if (rel !== undefined && target !== undefined) {
      return `$${keys.map((key) => `[${JSON.stringify(key)}]`).join('')}[?@.${rel} == ${JSON.stringify(link[rel])}].${target}`;
    }
  }
  return undefined;
}

/** What may stand behind `next` in the name of what leads to the next page; anything else, `next_meeting`, does not. */
const NEXT: ReadonlySet<string> = new Set(
  `url uri link href path page pageurl pageuri pagelink pagehref pagepath pagetoken pagecursor pageid pagenumber pageno
  pagenum pageindex pagestart pagestate records recordsurl results resultsurl items itemsurl dataurl request cursor
  cursormark token starttoken id key startkey marker offset start startat startindex from skip after index continuation
  continuationtoken position batch chunk scroll scrollid`.split(/\s+/),
);

/** What a name says behind its `next`: `''` for `next` alone, `undefined` where it does not lead to the next page. */
export function nextRest(word: string): string | undefined {
  if (!word.startsWith('next')) return undefined;
  const rest = word.slice('next'.length).replace(/^next/, '');
  return rest === '' || NEXT.has(rest) ? rest : undefined;
}

/** An integer of at least 0, or the text of one. */
export function countIn(value: unknown): number | undefined {
  const count = typeof value === 'string' && /^\d+$/.test(value.trim()) ? Number(value) : value;
  if (typeof count === 'bigint' && count >= 0n) return Number(count);
  return typeof count === 'number' && Number.isInteger(count) && count >= 0 ? count : undefined;
}

/** The first field with one of these names and a count; one in the same object as `beside` is preferred. */
export function countField(
  { fields }: Answer,
  words: ReadonlySet<string>,
  beside?: Field,
): { readonly field: Field; readonly count: number } | undefined {
  const all = fields.flatMap((field) => {
    const count = words.has(field.word) ? countIn(field.value) : undefined;
    return count === undefined ? [] : [{ field, count }];
  });
  return all.find(({ field }) => beside !== undefined && sameObject(field, beside)) ?? all[0];
}

export function sameObject(a: Field, b: Field): boolean {
  return a.keys.slice(0, -1).join('\n') === b.keys.slice(0, -1).join('\n');
}

export function wordSet(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
