/**
 * The parent that a placeholder only hints at: `{{ stream_partition.scraping_job }}`, or `{uuid}` in a path. It is the
 * one resource whose name or path fits the name and whose primary key fits; a guess between several is never made.
 */
import type { MergedResource } from '../config/merge-defaults.ts';
import { sameNoun, wordsOf } from './nouns.ts';

export type Inferred =
  | { readonly resource: string; readonly field: string }
  | { readonly message: string; readonly fix: string };

/** A resource that can be a parent: it has one key column. */
interface Candidate {
  readonly resource: string;
  readonly key: string;
  /** What its rows are, as its name and its path say it: `scraping job`. */
  readonly nouns: readonly (readonly string[])[];
}

/** Words of a name or path that say that it is a list, not of what. */
const LIST_WORDS: ReadonlySet<string> = new Set(['list', 'all', 'index', 'search', 'query']);

/**
 * @param name what the placeholder calls it: `scraping_job`, `sitemap_id`, `uuid`
 * @param before the path in front of the placeholder, which says whose `{id}` it is
 */
export function inferParent(
  name: string,
  before: string,
  child: MergedResource,
  all: readonly MergedResource[],
): Inferred {
  const candidates = all.flatMap((resource) => (resource.name === child.name ? [] : candidateOf(resource)));
  const fitting = fittingCandidates(wordsOf(name), before, candidates);
  if (fitting.length === 1) return { resource: fitting[0]!.resource, field: fitting[0]!.key };
  if (fitting.length > 1) {
    return {
      message: `{${name}} fits several resources: ${fitting.map(({ resource }) => resource).join(', ')}`,
      fix: `write one of them out: ${fitting.map(written).join(' or ')}`,
    };
  }
  const byName = all.filter(
    (resource) => resource.name !== child.name && nounsOf(resource).some((noun) => isPartOf(noun, name)),
  );
  return {
    message: `nothing gives {${name}} a value`,
    fix:
      byName.length > 0
        ? `write the parent out: ${byName.map(suggested).join(' or ')}`
        : 'write the parent out, {resources.<parent>.<field>}, or {{ and }} for braces that are meant as they are',
  };
}

function fittingCandidates(name: readonly string[], before: string, all: readonly Candidate[]): readonly Candidate[] {
  const named = all.filter((candidate) => {
    const noun = nounIn(name, wordsOf(candidate.key));
    return noun !== undefined && candidate.nouns.some((other) => sameNoun(noun, other));
  });
  if (named.length > 0) return named;
  // `{uuid}` only names the key; the nearest part of the path that names a resource says whose.
  const keyed = all.filter(({ key }) => isSame(wordsOf(key), name));
  for (const segment of literalSegments(before).toReversed()) {
    const found = keyed.filter(({ nouns }) => nouns.some((noun) => sameNoun(segmentNoun(segment), noun)));
    if (found.length > 0) return found;
  }
  return [];
}

/** The noun of a name that may end with a key: `sitemap` of `sitemap_id` where the key is `id`. */
function nounIn(name: readonly string[], key: readonly string[]): readonly string[] | undefined {
  const noun = endsWith(name, key) ? name.slice(0, -key.length) : name;
  // A key such as `job_id` has its noun in itself.
  const rest = noun.length > 0 ? noun : withoutLast(name);
  return rest.length === 0 ? undefined : rest;
}

function candidateOf(settings: MergedResource): Candidate[] {
  const [key, ...others] = settings.primary_key;
  if (key === undefined || others.length > 0) return [];
  return [{ resource: settings.name, key, nouns: nounsOf(settings) }];
}

/** A path that ends with a placeholder is asked for one row at a time, and so names no list. */
function nounsOf({ name, endpoint }: MergedResource): readonly (readonly string[])[] {
  const segments = (endpoint.path ?? '').split(/[?#]/, 1)[0]!.split('/').filter(Boolean);
  const isList = segments.length > 0 && !segments.at(-1)!.includes('{');
  const ofPath = isList ? literalSegments(segments.join('/')).map(segmentNoun) : [];
  return [withoutListWords(wordsOf(name)), ofPath.findLast((words) => words.length > 0) ?? []].filter(
    (words) => words.length > 0,
  );
}

function literalSegments(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '' && !segment.includes('{'));
}

/** `client` of `client.api`: what is behind a dot is how, not what. */
function segmentNoun(segment: string): readonly string[] {
  return withoutListWords(wordsOf(segment.split('.', 1)[0]!));
}

function withoutListWords(words: readonly string[]): readonly string[] {
  return words.length > 0 && LIST_WORDS.has(words.at(-1)!) ? withoutListWords(withoutLast(words)) : words;
}

function withoutLast(words: readonly string[]): readonly string[] {
  return words.slice(0, -1);
}

function endsWith(words: readonly string[], end: readonly string[]): boolean {
  return end.length > 0 && isSame(words.slice(-end.length), end);
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((word, i) => word === b[i]);
}

function isPartOf(noun: readonly string[], name: string): boolean {
  const words = wordsOf(name);
  return sameNoun(words, noun) || sameNoun(withoutLast(words), noun);
}

function written({ resource, key }: Candidate): string {
  return `{resources.${resource}.${key}}`;
}

function suggested({ name, primary_key }: MergedResource): string {
  return `{resources.${name}.${primary_key.length === 1 ? primary_key[0]! : '<field>'}}`;
}
