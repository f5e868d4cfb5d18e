import { sameNoun, wordsOf } from '../../source/nouns.ts';
import type { ObjectType, RowField, RowType } from '../row-type.ts';
import type { Candidate } from './candidates.ts';

export interface ParentField {
  /** Its path in the row: `id`, `owner.login`. */
  readonly name: string;
  /** Whether it may be another one. */
  readonly doubt: boolean;
}

const ID_WORDS = ['id', 'uuid', 'guid', 'identifier'];
const KEY_WORDS = new Set([...ID_WORDS, 'key', 'slug', 'name', 'code', 'number', 'no', 'ref', 'login']);
/** Fields by which addresses name a record that has a number as its id. */
const CALLED_BY = ['slug', 'login', 'key', 'code', 'name'];

/** `project` of `project_id`; nothing of `id`. */
export function nounOfParam(name: string): readonly string[] {
  const words = wordsOf(name);
  return KEY_WORDS.has(words.at(-1) ?? '') ? words.slice(0, -1) : words;
}

/**
 * The field of a parent's row that a parameter means; `undefined` where it means something else.
 *
 * @param type what the document says the parameter is
 */
export function parentField(param: string, type: unknown, { row, key, noun }: Candidate): ParentField | undefined {
  if (row?.kind !== 'object') return undefined;
  const words = wordsOf(param);
  const own = plainFields(row);
  const exact = fieldCalled(own, words);
  if (exact !== undefined) return { name: exact.name, doubt: false };
  const end = words.findIndex((_, at) => {
    const start = words.slice(0, at + 1);
    return sameNoun(start, noun) || sameNoun(start, noun.slice(-1));
  });
  const rest = end < 0 ? [] : words.slice(end + 1);
  const named = rest.length > 0 ? fieldCalled(own, rest) : undefined;
  if (named !== undefined) return { name: named.name, doubt: false };
  // `{project_id}` where the key is `uuid`, or `{id}` where it is `project_id`.
  const isId = ID_WORDS.includes(words.at(-1)!) && (words.length === 1 || end >= 0);
  if (isId) return key === undefined ? undefined : { name: key, doubt: false };
  if (end >= 0 && rest.length === 0) return calledBy(row, key, type);
  // `{owner}` of a repository that has its owner as an object.
  const inner = row.fields.find((field) => wordsOf(field.name).join(' ') === words.join(' '))?.type;
  if (inner?.kind !== 'object') return undefined;
  const found = calledBy(inner, plainFields(inner).find((field) => ID_WORDS.includes(field.name))?.name, type);
  return found && { name: `${row.fields.find((field) => field.type === inner)!.name}.${found.name}`, doubt: true };
}

/** What `{org}` is of an organization: its key, or, where that is a number and the parameter is none, its name. */
function calledBy(row: ObjectType, key: string | undefined, type: unknown): ParentField | undefined {
  const fields = plainFields(row);
  const ofKey = fields.find((field) => field.name === key);
  const isNumber = type === 'integer' || type === 'number';
  if (ofKey !== undefined && (isNumber || isText(ofKey.type))) return { name: ofKey.name, doubt: !isNumber };
  const name = CALLED_BY.map((called) => fields.find((field) => field.name === called)).find(
    (field) => field !== undefined && isText(field.type),
  );
  const chosen = name ?? ofKey;
  return chosen && { name: chosen.name, doubt: true };
}

function plainFields({ fields }: ObjectType): readonly RowField[] {
  return fields.filter(({ type }) => !['object', 'list', 'map', 'null'].includes(type.kind));
}

function fieldCalled(fields: readonly RowField[], words: readonly string[]): RowField | undefined {
  return fields.find((field) => wordsOf(field.name).join(' ') === words.join(' '));
}

function isText({ kind }: RowType): boolean {
  return kind === 'string' || kind === 'enum';
}
