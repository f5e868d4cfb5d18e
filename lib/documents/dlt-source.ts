import type { SyntaxNode } from '@lezer/common';
import { nearest } from '../core/nearest.ts';
import { argumentsOf, dottedName, nodesNamed, partsOf, sourceOf, splitAtCommas, type Python } from './python-nodes.ts';
import type { Names } from './python-names.ts';

const CALLS = new Set(['rest_api_source', 'rest_api_resources']);

/** A place where a document makes a dlt source. */
export interface Candidate {
  /** Where it begins, and what it is, for messages. */
  readonly at: number;
  readonly what: string;
  /** The expression of the configuration; none where the call has no argument. */
  readonly config: SyntaxNode | undefined;
  /** The call, for its other arguments. */
  readonly call: SyntaxNode | undefined;
}

/**
 * The configurations of dlt sources that a document has: the arguments of `rest_api_source` and `rest_api_resources`;
 * without such a call, dictionaries that are called `config`, typed `RESTAPIConfig`, or have `client` and `resources`.
 * Several calls that take one dictionary are one.
 */
export function candidatesIn(python: Python, names: Names): readonly Candidate[] {
  const calls = nodesNamed(python, 'CallExpression').flatMap((call) => callCandidate(python, call));
  if (calls.length === 0) return nodesNamed(python, 'AssignStatement').flatMap((node) => assigned(python, node));
  const literals = calls.map(({ config }) => literalOf(python, names, config)?.from);
  return calls.filter((_, i) => literals[i] === undefined || literals.indexOf(literals[i]) === i);
}

function callCandidate(python: Python, call: SyntaxNode): Candidate[] {
  const name = dottedName(python, call.firstChild)?.at(-1) ?? '';
  if (!CALLS.has(name)) return [];
  const { positional, named } = argumentsOf(python, call);
  const config = positional[0] ?? named.find((argument) => argument.name === 'config')?.value;
  return [{ at: call.from, what: `${name}(...)`, config, call }];
}

function assigned(python: Python, node: SyntaxNode): Candidate[] {
  const [target, second, ...rest] = partsOf(node);
  const value = node.lastChild;
  if (target?.name !== 'VariableName' || value?.name !== 'DictionaryExpression') return [];
  const name = sourceOf(python, target);
  const isTyped = second?.name === 'TypeDef' && /\bRESTAPIConfig\b/.test(sourceOf(python, second));
  const entries = splitAtCommas(partsOf(value).slice(1, -1));
  const keys = new Set(entries.map(([key]) => sourceOf(python, key!).slice(1, -1)));
  const isOne = name === 'config' || isTyped || (keys.has('client') && keys.has('resources'));
  return isOne && rest.length <= 2 ? [{ at: node.from, what: `${name} = {...}`, config: value, call: undefined }] : [];
}

/** The dictionary that an expression is or names. */
function literalOf(python: Python, names: Names, node: SyntaxNode | undefined): SyntaxNode | undefined {
  let here = node;
  for (let hops = 0; here?.name === 'VariableName' && hops < 10; hops += 1) {
    const binding = names.lookUp(sourceOf(python, here), here);
    here = binding?.kind === 'value' ? binding.node : undefined;
  }
  return here?.name === 'VariableName' ? undefined : here;
}

/** A statement that changes the source after it was made, and what to write in its place. */
export interface Change {
  readonly at: number;
  readonly what: string;
  readonly fix: string;
}

const STEPS = 'take it out, make a module of the rest with millrace import, and write it there as processing_steps';

const METHODS: ReadonlyMap<string, string> = new Map([
  ['add_map', STEPS],
  ['add_filter', STEPS],
  ['add_yield_map', STEPS],
  ['add_step', STEPS],
  ['add_limit', 'take it out, and run with --limit'],
  ['with_resources', 'take it out, and run with --select'],
  ['apply_hints', 'write the hints into the resource: primary_key, write_disposition, columns'],
]);

const RUN_HINTS = new Set(['write_disposition', 'primary_key', 'table_name', 'columns', 'schema_contract']);

/** What a document does to its source after it was made: none of it happens, as nothing is executed. */
export function changesOfSource(python: Python): readonly Change[] {
  return nodesNamed(python, 'CallExpression').flatMap((call): Change[] => {
    const callee = call.firstChild;
    if (callee?.name !== 'MemberExpression') return [];
    const method = sourceOf(python, callee.lastChild!);
    const fix = METHODS.get(method);
    if (fix !== undefined) return [{ at: callee.lastChild!.from, what: `${method}(...) changes the source`, fix }];
    if (method !== 'run') return [];
    const hints = argumentsOf(python, call).named.filter(({ name }) => RUN_HINTS.has(name));
    return hints.map(({ name, at }) => ({
      at,
      what: `${name} is given to run(...)`,
      fix: `write ${name} into resource_defaults`,
    }));
  });
}

/** The nearest thing to a source that a document has, for whoever misspelt it. */
export function nearMiss(python: Python): { at: number; name: string; meant: string } | undefined {
  for (const call of nodesNamed(python, 'CallExpression')) {
    const name = dottedName(python, call.firstChild)?.at(-1) ?? '';
    const meant = nearest(name, CALLS);
    if (meant !== undefined) return { at: call.from, name, meant };
  }
  return undefined;
}
