import { ConfigError } from '../core/errors.ts';

/** What aliases may be used for without being an attack. */
const MOST_ALIASES = 1000;

/**
 * The value of a YAML or JSON document, whatever it is about. Throws a `ConfigError` that names the file and the line
 * of what cannot be read.
 */
export async function yamlValue(text: string, file: string): Promise<unknown> {
  // Documents may be megabytes of JSON, for which its own parser is much faster; what it refuses, YAML explains.
  if (/^\uFEFF?\s*\{/.test(text)) {
    try {
      return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown;
    } catch {
      // Told with its line below.
    }
  }
  const { parseDocument, LineCounter } = await import('yaml');
  const lineCounter = new LineCounter();
  try {
    const document = parseDocument(text, { version: '1.2', merge: true, prettyErrors: false, lineCounter });
    const [error] = document.errors;
    if (error === undefined) return document.toJS({ maxAliasCount: MOST_ALIASES }) as unknown;
    const { line, col } = lineCounter.linePos(error.pos[0]);
    throw new Error(`line ${line}, column ${col}: ${error.message}`);
  } catch (cause) {
    throw new ConfigError(`cannot read ${file}: ${(cause as Error).message}`, {
      fix: 'give a file in JSON or YAML',
      cause,
    });
  }
}
