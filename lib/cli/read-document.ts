import { readFile } from 'node:fs/promises';
import { ConfigError } from '../core/errors.ts';

/** In bytes. */
const LARGEST = 64 * 1024 * 1024;
const PATIENCE = 60_000;

/** What a document is called: a URL without credentials and query, which may have a key in it. */
export function documentName(file: string): string {
  if (!isUrl(file) || !URL.canParse(file)) return file;
  const { origin, pathname } = new URL(file);
  return origin + pathname;
}

function isUrl(file: string): boolean {
  return /^https?:\/\//i.test(file);
}

/** The text of a file, or of a document that is given by its http or https URL. Throws a `ConfigError`. */
export async function readDocument(file: string): Promise<{ readonly text: string; readonly url?: string }> {
  if (!isUrl(file)) return { text: await readText(file) };
  try {
    const answer = await fetch(file, { signal: AbortSignal.timeout(PATIENCE) });
    if (!answer.ok) throw new Error(`the server answered with ${answer.status}`);
    const bytes = await answer.arrayBuffer();
    if (bytes.byteLength > LARGEST) throw new Error('it is larger than 64 MB');
    return { text: new TextDecoder().decode(bytes), url: answer.url };
  } catch (error) {
    const { cause, message } = error as Error;
    throw new ConfigError(`cannot load ${documentName(file)}: ${cause instanceof Error ? cause.message : message}`, {
      setting: '--from-openapi',
      fix: 'check the URL, or save the document to a file and give that',
      cause: error,
    });
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new ConfigError(`cannot read ${file}: ${(cause as Error).message}`, {
      setting: '--from-openapi',
      fix: 'give a file, or the URL of a document',
      cause,
    });
  }
}
