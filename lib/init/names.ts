import { wordsOf } from '../source/nouns.ts';

/** Words of a path that say how something is listed, not what. */
const LIST_WORDS: ReadonlySet<string> = new Set(['list', 'all', 'index', 'search', 'query']);

/** `Jobs API` as `jobs_api`; `fallback` where there is no letter in it. */
export function snakeName(text: string, fallback: string): string {
  const name = wordsOf(text.normalize('NFKD').replace(/\p{M}/gu, ''))
    .join('_')
    .replace(/[^a-z0-9_]/g, '');
  if (!/[a-z]/.test(name)) return fallback;
  return /^\d/.test(name) ? `_${name}` : name;
}

/** `web_scraper` as `web-scraper`, for the name of a file or folder. */
export function kebabName(name: string): string {
  return name.replaceAll('_', '-').replace(/^-+/, '');
}

/** `api.example.com` as `example`: what a host is called by. */
export function nameOfHost(host: string): string {
  const labels = host.replace(/:\d+$/, '').split('.');
  if (labels.every((label) => /^\d+$/.test(label)) || labels.length === 1) return 'my_api';
  const own = labels.slice(0, -1).filter((label) => !/^(?:www|api|rest|app|co|com|org|net)$/.test(label));
  return snakeName(own.at(-1) ?? labels[0]!, 'my_api');
}

/** The literal segments of a path: those without a placeholder. */
export function literalSegments(path: string): string[] {
  return path
    .split(/[?#]/, 1)[0]!
    .split('/')
    .filter((segment) => segment !== '' && !segment.includes('{'));
}

/** What a segment names: `clients` of `client.api` is left to the reader; endings and list words do not count. */
export function nounOfSegment(segment: string): string {
  const words = wordsOf(decoded(segment).split('.', 1)[0]!);
  while (words.length > 0 && LIST_WORDS.has(words.at(-1)!)) (words as string[]).pop();
  return words.join('_');
}

/** The name of a resource by its path: the last segment that is a noun. Ids, versions and `api` are none. */
export function nameOfPath(path: string): string {
  const nouns = literalSegments(path)
    .filter((segment) => !isPrefix(segment) && !/^\d+$|^[0-9a-f-]{32,}$/i.test(segment))
    .map((segment) => snakeName(nounOfSegment(segment), ''))
    .filter(Boolean);
  return nouns.at(-1) ?? 'rows';
}

/** Whether a segment belongs to the address of the API: `api`, `v1`, `2024-01`. */
export function isPrefix(segment: string): boolean {
  return /^(?:api|rest|v\d+(?:\.\d+)*(?:beta|alpha)?\d*|\d{4}-\d{2}(?:-\d{2})?)$/i.test(segment);
}

/** A name that is not taken yet, with a number where it is. */
export function freeName(name: string, taken: { has(name: string): boolean }, join = '_'): string {
  if (!taken.has(name)) return name;
  for (let number = 2; ; number += 1) {
    if (!taken.has(`${name}${join}${number}`)) return `${name}${join}${number}`;
  }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
