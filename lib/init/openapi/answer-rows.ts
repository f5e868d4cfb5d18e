import { nextRest } from '../../paginators/detection/answer-fields.ts';
import { sameNoun, wordsOf } from '../../source/nouns.ts';
import type { ObjectType, RowType } from '../row-type.ts';

/** Where an answer has its rows. */
export type AnswerRows =
  | {
      readonly kind: 'list' | 'record';
      readonly keys: readonly string[];
      readonly row: RowType;
      readonly around: Around;
    }
  | { readonly kind: 'unclear'; readonly why: string };

/** What is beside the rows. */
export type Around = readonly AroundField[];

export interface AroundField {
  readonly keys: readonly string[];
  /** Its name in lower case without separators; inside of an object named `next`, that comes first. */
  readonly word: string;
  readonly type: RowType;
}

const DEPTH = 3;
const CARRIERS = wordSet(
  'data results result records rows items entries entities content objects values value list hits elements',
);
/** What is about the answer, the pages, or other rows. */
const ASIDE = wordSet(`
  links link meta metadata paging pagination page pageinfo errors error warnings messages facets aggregations included
  embedded cursors filters sort debug info`);
const PLAIN_ASIDE = wordSet(
  'success status ok message code total count page limit offset next previous object version',
);

/** @param path the path that answers, whose last noun may name the list */
export function answerRows(answer: RowType, path: string): AnswerRows {
  if (answer.kind === 'list') return listRows(answer.items, [], []);
  if (answer.kind === 'union') {
    const found = answer.options.map((option) => answerRows(option, path));
    return found.find(({ kind }) => kind === 'list') ?? found[0]!;
  }
  if (answer.kind !== 'object') return { kind: 'unclear', why: 'the document does not describe its answer' };
  const isOne = /\}[^/]*$/.test(path);
  const lists = listsIn(answer, []);
  const best = bestList(lists, path);
  const isRecord = hasIdentity(answer) && !(best !== undefined && CARRIERS.has(wordOf(best.keys.at(-1)!)));
  if (best !== undefined && !isRecord && !isOne) return listRows(best.items, best.keys, aroundOf(answer, best.keys));
  if (best === undefined && lists.length > 1 && !isRecord && !isOne) {
    return {
      kind: 'unclear',
      why: `its answer has several lists: ${lists.map(({ keys }) => keys.join('.')).join(', ')}`,
    };
  }
  return recordIn(answer);
}

interface FoundList {
  readonly keys: readonly string[];
  readonly items: RowType;
}

function listRows(items: RowType, keys: readonly string[], around: Around): AnswerRows {
  if (items.kind === 'object' || items.kind === 'map') return { kind: 'list', keys, row: items, around };
  if (items.kind === 'unknown') return { kind: 'list', keys, row: items, around };
  return { kind: 'unclear', why: 'its answer is a list of plain values' };
}

/** The lists of objects that are not in a list, nor about the answer. */
function listsIn(type: ObjectType, keys: readonly string[]): FoundList[] {
  return type.fields.flatMap(({ name, type: field }): FoundList[] => {
    const here = [...keys, name];
    if (ASIDE.has(wordOf(name)) && !CARRIERS.has(wordOf(name))) {
      // HAL keeps its rows there.
      return name === '_embedded' && field.kind === 'object' ? listsIn(field, here) : [];
    }
    if (field.kind === 'list')
      return ['object', 'unknown', 'map'].includes(field.items.kind) ? [{ keys: here, items: field.items }] : [];
    return field.kind === 'object' && here.length < DEPTH ? listsIn(field, here) : [];
  });
}

function bestList(lists: readonly FoundList[], path: string): FoundList | undefined {
  const depth = Math.min(...lists.map(({ keys }) => keys.length));
  const noun = wordsOf(path.split('/').findLast((segment) => segment !== '' && !segment.includes('{')) ?? '');
  const groups = [
    lists.filter(({ keys }) => keys.length === depth && CARRIERS.has(wordOf(keys.at(-1)!))),
    lists.filter(({ keys }) => sameNoun(wordsOf(keys.at(-1)!), noun)),
    lists.filter(({ keys }) => CARRIERS.has(wordOf(keys.at(-1)!))),
    lists,
  ];
  const found = groups.find((group) => group.length > 0);
  return found?.length === 1 ? found[0] : undefined;
}

function hasIdentity(type: ObjectType): boolean {
  return type.fields.some(({ name, type: field }) => /^_?(?:id|uuid|guid)$/i.test(name) && field.kind !== 'object');
}

/** One record: the answer itself, or the object that it carries. */
function recordIn(answer: ObjectType & RowType): AnswerRows {
  const carried = answer.fields.filter(
    ({ name, type }) => type.kind === 'object' && CARRIERS.has(wordOf(name)) && !ASIDE.has(wordOf(name)),
  );
  const others = answer.fields.filter(
    ({ name }) => !CARRIERS.has(wordOf(name)) && !ASIDE.has(wordOf(name)) && !PLAIN_ASIDE.has(wordOf(name)),
  );
  const [only] = carried;
  if (carried.length === 1 && others.length === 0 && !hasIdentity(answer)) {
    return { kind: 'record', keys: [only!.name], row: only!.type, around: [] };
  }
  return { kind: 'record', keys: [], row: answer, around: [] };
}

function aroundOf(type: ObjectType, rows: readonly string[], keys: readonly string[] = [], prefix = ''): Around {
  return type.fields.flatMap(({ name, type: field }): Around => {
    const here = [...keys, name];
    if (here.join('\n') === rows.join('\n')) return [];
    const word = prefix + wordOf(name.replace(/^@?odata\./i, ''));
    if (field.kind === 'object' && here.length <= DEPTH) {
      return aroundOf(field, rows, here, nextRest(word) === undefined ? '' : 'next');
    }
    return [{ keys: here, word, type: field }];
  });
}

export function wordOf(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

export function wordSet(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
