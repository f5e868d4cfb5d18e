/** A fenced piece of code in a Markdown page. */
export interface CodeBlock {
  readonly code: string;
  /** The line of the page on which its code begins. */
  readonly line: number;
}

/** The code blocks of a page, by language. */
export function blocksOf(page: string, language: string): CodeBlock[] {
  return [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)]
    .filter(([, found]) => found === language)
    .map(({ 2: code, index }) => ({ code: code!, line: page.slice(0, index).split('\n').length + 1 }));
}
