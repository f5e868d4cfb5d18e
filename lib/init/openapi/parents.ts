import { sameNoun, wordsOf } from '../../source/nouns.ts';
import { nounOfSegment } from '../names.ts';
import { shapeOf, type Candidate } from './candidates.ts';
import { nounOfParam, parentField } from './parent-field.ts';

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
  const used = new Set<string>();
  const reference = (name: string, before: string | undefined): string | undefined => {
    const parent = parentOf(name, before, candidate, all);
    const found = parent && bound.get(parent);
    const type = operation.params.find((param) => param.name === name)?.schema['type'];
    const field = found && parentField(name, type, found.candidate);
    if (found === undefined || field === undefined) return undefined;
    const text = `{resources.${found.candidate.name}.${field.name}}`;
    // Two parameters do not mean the same.
    if (used.has(text)) return undefined;
    used.add(text);
    parents.set(found.candidate.name, found);
    if (field.doubt) {
      notes.push(
        `{${name}} is taken for ${field.name} of ${found.candidate.name}: \`millrace check --children\` shows whether it is`,
      );
    }
    return text;
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
  const exact = prefix === undefined ? undefined : lists.find((list) => list.shape === shapeOf(prefix));
  if (exact !== undefined) return exact;
  const segment = prefix?.split('/').at(-1) ?? '';
  const nouns = [
    ...(segment === '' || segment.includes('{') ? [] : [wordsOf(nounOfSegment(segment))]),
    nounOfParam(name),
  ];
  for (const noun of nouns.filter((words) => words.length > 0)) {
    const fitting = lists.filter((list) => sameNoun(noun, list.noun));
    const roots = fitting.filter(({ operation }) => !operation.path.includes('{'));
    const group = roots.length > 0 ? roots : fitting;
    if (group.length === 1) return group[0];
  }
  return undefined;
}
