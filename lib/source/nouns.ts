/** `scrapingJob`, `scraping-jobs` and `Scraping_Job` as words. */
export function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\d]+/u)
    .filter(Boolean);
}

/** Whether two names are one noun, be it once in the plural. */
export function sameNoun(a: readonly string[], b: readonly string[]): boolean {
  if (a.length === 0 || a.length !== b.length) return false;
  return a.every(
    (word, i) => word === b[i] || (i === a.length - 1 && (isPlural(word, b[i]!) || isPlural(b[i]!, word))),
  );
}

function isPlural(many: string, one: string): boolean {
  return many === `${one}s` || many === `${one}es` || (one.endsWith('y') && many === `${one.slice(0, -1)}ies`);
}
