import { typescriptText } from './typescript-text.ts';

/** Of a line of the module. */
const WIDTH = 120;

export interface SourceModule {
  /** The comment at its top, by paragraphs. */
  readonly about: readonly string[];
  /** Statements before the source that need zod, as `z`. */
  readonly constants?: string | undefined;
}

/** The text of a TypeScript module whose default export is the source with this configuration. */
export function sourceModule(config: object, { about, constants }: SourceModule): string {
  const { text, calls } = typescriptText(config);
  const names = ['restApiSource', ...calls].sort();
  const zod = constants ? "import { z } from 'zod';\n" : '';
  return `/**
${about.map((paragraph) => commentLines(paragraph)).join('\n *\n')}
 */
import { ${names.join(', ')} } from 'millrace';
${zod}${constants ? `\n${constants}` : ''}
export default restApiSource(${text});
`;
}

/** A paragraph of a comment, broken at spaces; nothing in it ends the comment. */
function commentLines(paragraph: string): string {
  const lines: string[] = [];
  for (const word of paragraph.replaceAll('*/', '* /').split(/\s+/)) {
    const line = `${lines.at(-1) ?? ' *'} ${word}`;
    if (lines.length > 0 && line.length <= WIDTH) lines[lines.length - 1] = line;
    else lines.push(` * ${word}`);
  }
  return lines.join('\n');
}
