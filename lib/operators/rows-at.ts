import { SelectorError } from '../core/errors.ts';
import { isRecord } from '../core/is-record.ts';
import type { Row } from '../core/types.ts';
import { describeLists, findLists } from './find-lists.ts';
import type { Selector } from './selector.ts';

export interface SelectedRows {
  readonly rows: readonly Row[];
  /** The keys on the way to the rows, where they are one list in the body. */
  readonly rowsAt?: readonly string[];
}

export interface RowsContext {
  readonly resource: string;
  readonly setting: string;
  /** Whether the body is that of the first page of its chain. */
  readonly first: boolean;
}

const SUGGESTION_DEPTH = 4;

/**
 * The rows that a selector finds in a body. An object is one row; `null` and `''` (an empty XML element) are none; a
 * scalar in a list becomes `{ value }`. Throws a `SelectorError` where rows would be lost.
 *
 * @param onDoubt told where the selector may be wrong
 */
export function rowsAt(
  body: unknown,
  selector: Selector,
  context: RowsContext,
  onDoubt?: (message: string) => void,
): SelectedRows {
  const matches = matchesOf(body, selector, context);
  if (matches.length === 0 && context.first) explainNothing(body, selector, context, onDoubt);
  const { kind, spreads, start, text } = selector;
  if (kind === 'plain') return plainRows(matches[0], text, start.keys, context);
  if (kind === 'elements') return elementRows(start.read(body), matches, selector, context);
  return { rows: (spreads ? matches.flatMap(spread) : matches).map(toRow) };
}

/** A list element as a row. */
export function toRow(value: unknown): Row {
  return isRecord(value) ? value : { value };
}

function matchesOf(body: unknown, selector: Selector, context: RowsContext): readonly unknown[] {
  try {
    return selector.matches(body);
  } catch (cause) {
    throw new SelectorError(`"${selector.text}" compares an integer beyond 2^53, which JSONPath cannot`, {
      ...context,
      fix: 'select all rows, and keep those that are wanted with a filter of processing_steps',
      cause,
    });
  }
}

function plainRows(value: unknown, text: string, keys: readonly string[], context: RowsContext): SelectedRows {
  if (value === undefined || isNothing(value)) return { rows: [] };
  if (Array.isArray(value)) return { rows: value.map(toRow), rowsAt: keys };
  if (isRecord(value)) return { rows: [value] };
  const what = text === '' || text === '$' ? 'the answer' : `"${text}"`;
  throw new SelectorError(`${what} is a ${typeof value}, not rows`, {
    ...context,
    fix: 'set data_selector to the list, or the object, that holds the rows',
  });
}

function elementRows(
  container: unknown,
  elements: readonly unknown[],
  { start, text }: Selector,
  context: RowsContext,
): SelectedRows {
  if (Array.isArray(container)) return { rows: elements.map(toRow), rowsAt: start.keys };
  // The fields of one record are no rows.
  if (elements.every(isRecord)) return { rows: elements };
  throw new SelectorError(`"${text}" leads to the fields of an object, which are not rows`, {
    ...context,
    fix: `leave the * at its end out, so that the object is one row`,
  });
}

/** Nothing is found: where rows are somewhere else, they would be lost. */
function explainNothing(
  body: unknown,
  { start, text, kind }: Selector,
  context: RowsContext,
  onDoubt?: (message: string) => void,
): void {
  const lists = findLists(body, SUGGESTION_DEPTH).filter(({ items }) => items.length > 0);
  if (!lists.some((list) => list.ofObjects)) return;
  if (start.read(body) === undefined) {
    throw new SelectorError(`"${text}" matches nothing in the answer; it has lists at ${describeLists(lists)}`, {
      ...context,
      fix: 'set data_selector to one of these',
    });
  }
  if (kind === 'query') onDoubt?.(`"${text}" matches nothing in an answer that has lists at ${describeLists(lists)}`);
}

/** What a selector that ends in a name found: a list stands for its elements. */
function spread(value: unknown): readonly unknown[] {
  if (isNothing(value)) return [];
  return Array.isArray(value) ? value : [value];
}

function isNothing(value: unknown): boolean {
  return value === null || value === '';
}
