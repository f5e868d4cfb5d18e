import { ConfigError } from '../../core/errors.ts';
import { nearest } from '../../core/nearest.ts';
import type { Candidate } from './candidates.ts';
import type { Bound } from './parents.ts';

export interface AllBound {
  readonly bound: ReadonlyMap<Candidate, Bound>;
  /** Why the others cannot be loaded. */
  readonly unbound: ReadonlyMap<Candidate, string>;
}

/** The candidates that were named, or all lists; what is left out is told. Throws where there is no such name. */
export function chosen(
  candidates: readonly Candidate[],
  select: readonly string[] | undefined,
  notes: string[],
): ReadonlySet<Candidate> {
  if (select !== undefined) return named(candidates, select);
  const current = candidates.filter(({ operation }) => !operation.deprecated);
  const records = current.filter(({ kind }) => kind === 'record');
  const old = candidates.filter(({ operation }) => operation.deprecated);
  const list = (some: readonly Candidate[]) => some.map(({ name }) => name).join(', ');
  if (records.length > 0) {
    notes.push(`left out, since they answer with one record (--select takes them): ${list(records)}`);
  }
  if (old.length > 0) notes.push(`left out, since they are deprecated (--select takes them): ${list(old)}`);
  for (const { name, operation, why } of current.filter(({ kind }) => kind === 'unclear')) {
    notes.push(`left out: ${name} (GET ${operation.path}): ${why}`);
  }
  return new Set(current.filter(({ kind }) => kind === 'list'));
}

function named(candidates: readonly Candidate[], select: readonly string[]): ReadonlySet<Candidate> {
  const names = candidates.map(({ name }) => name);
  const unknown = select.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw new ConfigError(
      unknown.map((name) => ({
        path: '--select',
        message: `the document has no ${name}`,
        fix: `did you mean ${nearest(name, names) ?? names.join(', ')}?`,
      })),
    );
  }
  return new Set(candidates.filter(({ name }) => select.includes(name)));
}

/** Those that can be loaded, with their parents, in the order of the document; the others are told. */
export function loadable(
  wanted: ReadonlySet<Candidate>,
  { bound, unbound }: AllBound,
  notes: string[],
): readonly Bound[] {
  for (const candidate of wanted) {
    const why = unbound.get(candidate);
    if (why !== undefined) notes.push(`left out: ${candidate.name} (GET ${candidate.operation.path}): ${why}`);
  }
  const taken = [...bound.values()].filter(({ candidate }) => wanted.has(candidate));
  const needed = new Set(taken.flatMap(({ ancestors }) => [...ancestors]));
  return [...bound.values()].filter(({ candidate }) => wanted.has(candidate) || needed.has(candidate.name));
}
