import { sameNoun, wordsOf } from '../../source/nouns.ts';
import { literalSegments, nounOfSegment } from '../names.ts';
import type { RowField, RowType } from '../row-type.ts';
import type { Candidate } from './candidates.ts';

/** A resource whose path is bound. */
export interface Bound {
  readonly candidate: Candidate;
  /** With its parents written out: `/projects/{resources.projects.id}/tasks`. */
  readonly path: string;
  /** The names of its parents and of theirs. */
  readonly ancestors: ReadonlySet<string>;
  /** Those that its own path and parameters use. */
  readonly parents: ReadonlySet<string>;
  /** Query parameters and path parameters that have a value. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly notes: readonly string[];
}

export type Binding = Bound | { readonly candidate: Candidate; readonly why: string };

export interface Values {
  /** By parameter: what the user said. */
  readonly given: Readonly<Record<string, string>>;
  /** Parameters that the paginator sends. */
  readonly taken: readonly string[];
}

/** Binds the parameters of a path, and those of the query that have to be there, to values and parents. */
export function bind(
  candidate: Candidate,
  all: readonly Candidate[],
  bound: ReadonlyMap<Candidate, Bound>,
  { given, taken }: Values,
): Binding {
  const { operation } = candidate;
  const parents = new Map<string, Bound>();
  const params: Record<string, unknown> = {};
  const notes: string[] = [];
  const missing: string[] = [];
  const reference = (name: string, before: string | undefined): string | undefined => {
    const parent = parentOf(name, before, candidate, all);
    const found = parent && bound.get(parent);
    const field = found && fieldOf(name, found.candidate);
    if (found === undefined || field === undefined) return undefined;
    parents.set(found.candidate.name, found);
    if (field.doubt)
      notes.push(
        `${candidate.name}: {${name}} is taken for ${field.name} of ${found.candidate.name}; \`millrace check --children\` shows whether it is`,
      );
    return `{resources.${found.candidate.name}.${field.name}}`;
  };

  const path = operation.path.replace(/\{([^{}]+)\}/g, (token, name: string, offset: number) => {
    if (Object.hasOwn(given, name)) {
      params[name] = given[name];
      return token;
    }
    const found = reference(name, operation.path.slice(0, offset));
    if (found === undefined) missing.push(name);
    return found ?? token;
  });
  for (const { name, in: place, required, schema } of operation.params) {
    if (place !== 'query' || taken.includes(name)) continue;
    const values = schema['enum'];
    const only = Array.isArray(values) && values.length === 1 ? (values[0] as unknown) : undefined;
    if (Object.hasOwn(given, name)) params[name] = given[name];
    else if (required) {
      const value = schema['default'] ?? only ?? reference(name, undefined);
      if (value === undefined) missing.push(name);
      else params[name] = value;
    }
  }
  if (missing.length > 0) {
    const options = missing.map((name) => `--param ${name}=...`).join(' ');
    return { candidate, why: `nothing gives ${missing.map((name) => `{${name}}`).join(', ')} a value (${options})` };
  }
  const ancestors = new Set([...parents.values()].flatMap((parent) => [parent.candidate.name, ...parent.ancestors]));
  const isLine = [...parents.values()].some((parent) =>
    [...parents.keys()].every((name) => name === parent.candidate.name || parent.ancestors.has(name)),
  );
  if (parents.size > 1 && !isLine) {
    return { candidate, why: `its parents ${[...parents.keys()].join(' and ')} do not belong to each other` };
  }
  return { candidate, path, ancestors, parents: new Set(parents.keys()), params, notes };
}

/** @param before the path in front of the parameter, for one that is in the path */
function parentOf(
  name: string,
  before: string | undefined,
  child: Candidate,
  all: readonly Candidate[],
): Candidate | undefined {
  const lists = all.filter((one) => one.kind === 'list' && one.row !== undefined && one !== child);
  const prefix = before?.replace(/\/[^/]*$/, '');
  const exact =
    prefix === undefined ? undefined : lists.find(({ operation }) => shape(operation.path) === shape(prefix));
  if (exact !== undefined) return exact;
  const segment = prefix?.split('/').at(-1) ?? '';
  const nouns = [
    ...(segment === '' || segment.includes('{') ? [] : [wordsOf(nounOfSegment(segment))]),
    nounOfParam(name),
  ];
  for (const noun of nouns.filter((words) => words.length > 0)) {
    const fitting = lists.filter((list) => sameNoun(noun, nounOf(list)));
    const roots = fitting.filter(({ operation }) => !operation.path.includes('{'));
    const group = roots.length > 0 ? roots : fitting;
    if (group.length === 1) return group[0];
  }
  return undefined;
}

/** `/orgs/{org}/repos` and `/orgs/{id}/repos` are one. */
function shape(path: string): string {
  return path.replace(/\{[^{}]*\}/g, '{}').replace(/\/+$/, '');
}

function nounOf({ operation }: Candidate): readonly string[] {
  const nouns = literalSegments(operation.path).map((segment) => wordsOf(nounOfSegment(segment)));
  return nouns.findLast((words) => words.length > 0) ?? [];
}

const KEY_WORDS = new Set(['id', 'uuid', 'guid', 'key', 'slug', 'name', 'code', 'number', 'no', 'ref', 'identifier']);

function nounOfParam(name: string): readonly string[] {
  const words = wordsOf(name);
  return KEY_WORDS.has(words.at(-1) ?? '') ? words.slice(0, -1) : words;
}

/** The field of a parent's row that a parameter means. */
function fieldOf(name: string, parent: Candidate): { readonly name: string; readonly doubt: boolean } | undefined {
  const { row, key } = parent;
  if (row?.kind !== 'object') return undefined;
  const fields = row.fields.filter(({ type }) => !['object', 'list', 'map', 'null'].includes(type.kind));
  const words = wordsOf(name);
  const called = (wanted: readonly string[]) =>
    fields.find((field) => wordsOf(field.name).join(' ') === wanted.join(' '));
  const sure = (field: RowField) => ({ name: field.name, doubt: false });
  const exact = called(words);
  if (exact !== undefined) return sure(exact);
  const noun = nounOf(parent);
  const rest = words.findIndex(
    (_, at) => sameNoun(words.slice(0, at + 1), noun) || sameNoun(words.slice(0, at + 1), noun.slice(-1)),
  );
  const left = rest < 0 ? [] : words.slice(rest + 1);
  const named = left.length > 0 ? called(left) : undefined;
  if (named !== undefined) return sure(named);
  if (key === undefined) return undefined;
  // `{project_id}` where the key is `uuid`, or `{id}` where it is `project_id`.
  const isId = ['id', 'uuid', 'guid', 'identifier'].includes(words.at(-1)!);
  if (isId) return { name: key, doubt: false };
  const wanted = fields.find((field) => ['slug', 'login', 'key', 'code'].includes(field.name) && isText(field.type));
  const ofKey = fields.find((field) => field.name === key);
  // `{org}` is a number, or a text such as a slug.
  if (wanted !== undefined && ofKey !== undefined && !isText(ofKey.type)) return { name: wanted.name, doubt: true };
  return { name: key, doubt: true };
}

function isText({ kind }: RowType): boolean {
  return kind === 'string' || kind === 'enum';
}
