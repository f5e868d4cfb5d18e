import { defer, map, type OperatorFunction } from 'rxjs';
import { SelectorError } from '../core/errors.ts';
import { compilePath, type Path } from '../core/path.ts';
import type { Page, Row } from '../core/types.ts';
import { describeLists, findLists, type FoundList } from './find-lists.ts';
import { isRecord } from '../core/is-record.ts';

export interface SelectRowsOptions {
  /** Where the rows are; without it they are looked for. */
  readonly selector: Path | undefined;
  /** Dotted path of the setting, for messages: `resources.jobs.endpoint.data_selector`. */
  readonly setting: string;
}

export interface RowsContext {
  readonly resource: string;
  readonly setting: string;
  /** Whether the body is that of the first page of its chain. */
  readonly first: boolean;
}

/** Keys that envelopes commonly keep their rows under. */
const ROW_KEYS: ReadonlySet<string | undefined> = new Set(
  'data items results entries records rows entities payload content objects values'.split(' '),
);
const DETECTION_DEPTH = 3;
const SUGGESTION_DEPTH = 4;

/** Reads the rows out of `page.response.body`; a subscription is one chain of pages (see `createRowSelector`). */
export function selectRows(options: SelectRowsOptions): OperatorFunction<Page<unknown>, Page> {
  return (pages) => defer(() => pages.pipe(map(createRowSelector(options))));
}

/**
 * Makes the function that reads the rows of each page of one chain. Without a selector, the place where rows were
 * found first is kept for the pages that follow: a last page has no rows there, or, as XML, one that is no list.
 */
export function createRowSelector({ selector, setting }: SelectRowsOptions): (page: Page<unknown>) => Page {
  let usual: Path | undefined;
  return (page) => {
    const { body } = page.response;
    const context = { resource: page.resource.name, setting, first: page.index === 0 };
    if (selector) return { ...page, rows: rowsAt(body, selector, context), ...listAt(body, selector) };
    const kept = usual?.read(body);
    if (usual && kept !== undefined) {
      return { ...page, rows: asRows(kept, `"${usual.text}"`, context), ...listAt(body, usual) };
    }
    const found = detectList(body, context);
    if (found && found.items.length > 0) usual = compilePath(found.keys);
    return found
      ? { ...page, rows: found.items.map(toRow), rowsAt: found.keys }
      : { ...page, rows: asRows(body, 'the answer', context), ...(Array.isArray(body) && { rowsAt: [] }) };
  };
}

function listAt(body: unknown, selector: Path): { rowsAt?: readonly string[] } {
  return Array.isArray(selector.read(body)) ? { rowsAt: selector.keys } : {};
}

/**
 * The rows of one body. An empty body, `null` and `''` (an empty XML element) have none, an object is one row, and a
 * scalar in a list becomes `{ value }`. Throws `SelectorError` where rows would be lost.
 */
export function rowsOf(body: unknown, selector: Path | undefined, context: RowsContext): Row[] {
  if (selector) return rowsAt(body, selector, context);
  const found = detectList(body, context);
  return found ? found.items.map(toRow) : asRows(body, 'the answer', context);
}

function rowsAt(body: unknown, selector: Path, context: RowsContext): Row[] {
  const value = selector.read(body);
  if (value === undefined && context.first) {
    const lists = findLists(body, SUGGESTION_DEPTH);
    if (lists.some((list) => list.ofObjects)) {
      throw new SelectorError(
        `"${selector.text}" matches nothing in the answer; it has lists at ${describeLists(lists)}`,
        { ...context, fix: 'set data_selector to one of these' },
      );
    }
  }
  return asRows(value, `"${selector.text}"`, context);
}

function asRows(value: unknown, what: string, context: RowsContext): Row[] {
  if (value === undefined || value === null || value === '') return [];
  if (Array.isArray(value)) return value.map(toRow);
  if (isRecord(value)) return [value];
  throw new SelectorError(`${what} is a ${typeof value}, not rows`, {
    ...context,
    fix: 'set data_selector to the list, or the object, that holds the rows',
  });
}

function toRow(value: unknown): Row {
  return isRecord(value) ? value : { value };
}

/** The list of rows inside an envelope, or `undefined` where the body itself is the one row. */
function detectList(body: unknown, context: RowsContext): FoundList | undefined {
  if (!isRecord(body)) return undefined;
  const lists = findLists(body, DETECTION_DEPTH);
  const named = lists.filter(
    ({ keys, items, ofObjects }) =>
      ROW_KEYS.has(keys.at(-1)) && (ofObjects || items.length === 0 || lists.length === 1),
  );
  const ofObjects = lists.filter((list) => list.ofObjects);
  if (named.length > 0) return onlyOne(shallowest(named), context);
  if (ofObjects.length > 0) return onlyOne(ofObjects, context);
  // A chain that has a second page is one of lists, so nothing but empty ones is its end and not a row.
  return context.first || lists.length === 0 ? undefined : lists.find(({ items }) => items.length === 0);
}

function shallowest(lists: readonly FoundList[]): FoundList[] {
  const depth = Math.min(...lists.map(({ keys }) => keys.length));
  return lists.filter(({ keys }) => keys.length === depth);
}

/** Empty lists have no row to lose, so they do not compete. */
function onlyOne(lists: readonly FoundList[], context: RowsContext): FoundList | undefined {
  const [list, ...others] = lists.filter(({ items }) => items.length > 0);
  if (others.length === 0) return list ?? lists[0];
  throw new SelectorError(`the answer has several lists of rows: ${describeLists([list!, ...others])}`, {
    ...context,
    fix: 'set data_selector to the one that holds the rows',
  });
}
