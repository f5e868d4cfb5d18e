import { SelectorError } from '../core/errors.ts';
import { isRecord } from '../core/is-record.ts';
import { identityOf, isEmptyEnvelope, recordFields } from './envelope.ts';
import { describeLists, findLists, selectorText, type FoundList } from './find-lists.ts';

export interface DetectionContext {
  readonly resource: string;
  readonly setting: string;
  /** Whether the body is that of the first page of its chain. */
  readonly first: boolean;
  /** The columns that identify a row of the resource. */
  readonly primaryKey: readonly string[];
  /** Whether the path ends in a placeholder, so that it names one record. */
  readonly oneRecord: boolean;
}

/** What a body without a `data_selector` is taken for; a `doubt` is to be told to the user. */
export type Detected =
  | { readonly kind: 'list'; readonly list: FoundList; readonly doubt?: string }
  | { readonly kind: 'row'; readonly doubt?: string }
  | { readonly kind: 'nothing' };

type Body = Readonly<Record<string, unknown>>;

/** Keys that envelopes commonly keep their rows under; hardly any record has a field of the first four names. */
const CARRIERS: ReadonlySet<string> = new Set(['data', 'results', 'records', 'rows']);
const ROW_KEYS: ReadonlySet<string> = new Set([
  ...CARRIERS,
  'items',
  'entries',
  'entities',
  'payload',
  'content',
  'objects',
  'values',
]);
const DEPTH = 3;
const ROW: Detected = { kind: 'row' };

/**
 * Looks for the rows in a body that is an object: the list under a usual key first, then the only list of objects.
 * Where the body could as well be one record, its fields decide. Throws a `SelectorError` where it can be read in
 * several ways and each would lose rows.
 */
export function detectRows(body: Body, context: DetectionContext): Detected {
  const lists = findLists(body, DEPTH);
  const [list, ...others] = candidates(body, lists, context);
  const table = lists.find((one) => isNamed(one, ROW_KEYS) && one.items.some(Array.isArray));
  if (list !== undefined && others.length === 0) {
    const detected = listOrRow(body, list, context);
    if (detected.kind === 'list' && list !== table && table !== undefined) throw besideTable(list, table, context);
    return detected;
  }
  if (list !== undefined) {
    if (context.oneRecord) return ROW;
    throw new SelectorError(`the answer has several lists of rows: ${describeLists([list, ...others])}`, {
      ...context,
      fix: 'set data_selector to the one that holds the rows',
    });
  }
  if (identityOf(body, context.primaryKey) !== undefined) return ROW;
  if (isEmptyBody(body) || isEmptyEnvelope(body)) return { kind: 'nothing' };
  return recordOrEnd(lists, context);
}

/** The lists that may hold the rows. Empty ones have no row to lose, so they do not compete. */
function candidates(body: Body, lists: readonly FoundList[], { primaryKey }: DetectionContext): readonly FoundList[] {
  const named = lists.filter(
    (list) => isNamed(list, ROW_KEYS) && (list.ofObjects || list.items.length === 0 || lists.length === 1),
  );
  const depth = Math.min(...named.map(({ keys }) => keys.length));
  const ofObjects = lists.filter((list) => list.ofObjects);
  // A list of texts or numbers is one of rows where the body does nothing but carry it.
  const carried = lists.filter(({ keys }) => recordFields(body, keys).length === 0);
  const isRow = identityOf(body, primaryKey) !== undefined || lists.length > 1;
  const found = [
    named.filter(({ keys }) => keys.length === depth),
    ofObjects,
    isRow ? [] : carried.filter(({ items }) => items.length > 0),
  ].find((group) => group.length > 0);
  const full = (found ?? []).filter(({ items }) => items.length > 0);
  return full.length > 0 ? full : (found ?? []).slice(0, 1);
}

/** Decides whether a body carries the list, or is one record that has it among its fields. */
function listOrRow(body: Body, list: FoundList, context: DetectionContext): Detected {
  const identity = identityOf(body, context.primaryKey);
  const fields = recordFields(body, list.keys).filter((key) => key !== identity);
  if (fields.length === 0 && (identity === undefined || isNamed(list, CARRIERS))) return { kind: 'list', list };
  if (context.oneRecord || (identity !== undefined && list.items.length === 0)) return ROW;

  const path = selectorText(list.keys);
  const record = fields.find((key) => ROW_KEYS.has(key.toLowerCase()) && isRecord(body[key]));
  if (identity !== undefined || record !== undefined) {
    const other = identity === undefined ? `an object at "${record}"` : `"${identity}", as a record has`;
    throw new SelectorError(`the answer can be read in two ways: it has ${describeLists([list])} and ${other}`, {
      ...context,
      fix: `set data_selector to "${path}" for the rows of that list, or to "${record ?? '$'}" for the record`,
    });
  }
  if (isNamed(list, ROW_KEYS)) return { kind: 'list', list };
  const left = fields.map((key) => `"${key}"`).join(', ');
  return {
    kind: 'list',
    list,
    doubt: `its rows are taken from "${path}", and ${left} beside it is left out: set data_selector to "${path}", or to "$" to take the whole answer as one row`,
  };
}

/** Rows that are lists of values, beside another list that looks more like rows than they do. */
function besideTable(list: FoundList, table: FoundList, context: DetectionContext): SelectorError {
  const path = selectorText(table.keys);
  const message = `the elements of "${path}" are lists, not objects, and there is ${describeLists([list])} beside it`;
  const fix = `ask the API for objects, or set data_selector to "${path}" (each list is a row {value} then) or to "${selectorText(list.keys)}"`;
  return new SelectorError(message, { ...context, fix });
}

function recordOrEnd(lists: readonly FoundList[], { first, oneRecord }: DetectionContext): Detected {
  const empty = lists.find(({ items }) => items.length === 0);
  if (empty === undefined || oneRecord) return ROW;
  // A chain that has a second page is one of lists, so nothing but empty ones is its end and not a row.
  if (!first) return { kind: 'list', list: empty };
  const path = selectorText(empty.keys);
  return {
    kind: 'row',
    doubt: `an answer with an empty list at "${path}" is taken for one row: set data_selector to "${path}" if its rows are there, else to "$"`,
  };
}

/** `{}`, or an envelope that says null where its rows would be. */
function isEmptyBody(body: Body): boolean {
  const carrier = Object.keys(body).find((key) => ROW_KEYS.has(key.toLowerCase()) && body[key] === null);
  const keys = carrier === undefined ? [] : [carrier];
  return Object.keys(body).length === 0 || (carrier !== undefined && recordFields(body, keys).length === 0);
}

function isNamed({ keys }: FoundList, names: ReadonlySet<string>): boolean {
  return names.has(keys.at(-1)!.toLowerCase());
}
