import { sameNoun, wordsOf } from '../../source/nouns.ts';
import { freeName, literalSegments, nameOfPath, nounOfSegment, snakeName } from '../names.ts';
import type { RowType } from '../row-type.ts';
import { answerRows, type Around } from './answer-rows.ts';
import type { Operation } from './operations.ts';
import type { SchemaTypes } from './schema-types.ts';

/** An operation that may become a resource. */
export interface Candidate {
  readonly name: string;
  readonly operation: Operation;
  /** `list` of rows, one `record`, or unknown because its answer is not described. */
  readonly kind: 'list' | 'record' | 'unclear';
  /** Why nothing is known of its rows. */
  readonly why?: string;
  /** Where the answer has its rows. */
  readonly keys: readonly string[];
  readonly around: Around;
  /** What a row is; `undefined` where that is not described. */
  readonly row: RowType | undefined;
  /** The field that identifies a row. */
  readonly key: string | undefined;
  /** The last noun of its path, in words. */
  readonly noun: readonly string[];
  /** Its path, whatever its parameters are called. */
  readonly shape: string;
}

/** `/orgs/{org}/repos` and `/orgs/{id}/repos` are one. */
export function shapeOf(path: string): string {
  return path.replace(/\{[^{}]*\}/g, '{}').replace(/\/+$/, '');
}

function nounOf(path: string): readonly string[] {
  const nouns = literalSegments(path).map((segment) => wordsOf(nounOfSegment(segment)));
  return nouns.findLast((words) => words.length > 0) ?? [];
}

/** Of what an answer is made, in objects: an envelope in an envelope, the row, and what says how it pages. */
const ENVELOPE = 4;

export function candidatesOf(operations: readonly Operation[], types: SchemaTypes): Candidate[] {
  const names = namesOf(operations);
  return operations.map((operation, index): Candidate => {
    const name = names[index]!;
    const { path, answer, contentTypes } = operation;
    const place = { name, operation, noun: nounOf(path), shape: shapeOf(path) };
    const nothing = { ...place, kind: 'unclear', keys: [], around: [], row: undefined, key: undefined } as const;
    if (answer === undefined) {
      const what =
        contentTypes.length === 0
          ? 'the document does not describe its answer'
          : `it answers with ${contentTypes.join(', ')}`;
      return { ...nothing, why: what };
    }
    const found = answerRows(types.typeOf(answer, ENVELOPE, name), path);
    if (found.kind === 'unclear') return { ...nothing, why: found.why };
    return {
      ...nothing,
      kind: found.kind,
      keys: found.keys,
      around: found.around,
      ...rowOf(found.row, name, path, types),
    };
  });
}

function rowOf(found: RowType, name: string, path: string, types: SchemaTypes): Pick<Candidate, 'row' | 'key'> {
  const cutBefore = new Set(types.cut);
  const row = types.typeOf(found.origin, undefined, name);
  if (row.kind !== 'object' || row.fields.length === 0) {
    // Nothing was described, so nothing was cut.
    types.cut.clear();
    for (const place of cutBefore) types.cut.add(place);
    return { row: undefined, key: undefined };
  }
  return { row, key: keyOf(row, path) };
}

const KEYS = ['id', '_id', 'uuid', 'guid'];

/** The field that tells rows apart: by its name, and for names that may mean something else, only a required one. */
function keyOf(row: RowType, path: string): string | undefined {
  if (row.kind !== 'object') return undefined;
  const fields = row.fields.filter(({ type }) => isPlain(type));
  const named = KEYS.map((key) => fields.find(({ name }) => name.toLowerCase() === key)).find((field) => field);
  if (named !== undefined) return named.name;
  const noun = nounOf(path);
  const own = fields.find(({ name }) => {
    const words = wordsOf(name);
    const last = words.at(-1)!;
    return (
      words.length > 1 &&
      ['id', 'uuid', 'guid', 'key', 'number', 'code'].includes(last) &&
      sameNoun(words.slice(0, -1), noun)
    );
  });
  if (own !== undefined) return own.name;
  return ['key', 'slug', 'code'].find((key) => fields.some(({ name, required }) => name === key && required));
}

function isPlain({ kind }: RowType): boolean {
  return ['string', 'integer', 'int64', 'number', 'unknown', 'union', 'enum'].includes(kind);
}

/** A name for each; the shortest path has the plain noun. */
function namesOf(operations: readonly Operation[]): readonly string[] {
  const taken = new Map<string, number>();
  const order = operations.map(({ path }, index) => ({ path, index }));
  order.sort((a, b) => a.path.split('/').length - b.path.split('/').length);
  for (const { path, index } of order) {
    const nouns = literalSegments(path)
      .map((segment) => snakeName(nounOfSegment(segment), ''))
      .filter(Boolean);
    const own = nameOfPath(path) + (/\}[^/]*$/.test(path) ? '_detail' : '');
    const longer = nouns.length > 1 && own !== 'rows' ? `${nouns.at(-2)!}_${own}` : own;
    taken.set(taken.has(own) ? freeName(longer, taken) : own, index);
  }
  const byIndex = new Map([...taken].map(([name, index]) => [index, name]));
  return operations.map((_, index) => byIndex.get(index)!);
}
