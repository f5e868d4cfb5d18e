import { readFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { ConfigError } from '../core/errors.ts';
import { isRecord } from '../core/is-record.ts';
import { isSource } from '../core/source-brand.ts';
import { readSourceText } from '../documents/read-source-text.ts';
import { exists } from '../files/exists.ts';
import { withFilesBeside } from './files-beside.ts';
import { importModule } from './import-module.ts';

const MODULES = new Set(['.ts', '.mts', '.js', '.mjs']);

/** A source as it was written, before `--set` and before any check. */
export interface LoadedSource {
  readonly path: string;
  readonly config: object;
  /** Where a setting is written, e.g. `my-api.yaml:12:9`; a module does not tell. */
  readonly locate?: (path: string) => string;
}

/**
 * Loads a source: a TypeScript or JavaScript module whose default export is one, which finds `millrace` wherever it
 * lies, or a text file with a configuration. Throws a `ConfigError` that names the file and what to do.
 */
export async function loadSource(file: string): Promise<LoadedSource> {
  const path = resolve(file);
  const { config, ...loaded } = await load(file, path);
  return { path, ...loaded, config: withFilesBeside(config, path) };
}

async function load(file: string, path: string): Promise<Omit<LoadedSource, 'path'>> {
  if (!(await exists(path))) {
    throw new ConfigError(`there is no file ${file}`, {
      fix: 'give the path of a source, for instance pipelines/web-scraper.ts',
    });
  }
  if (!MODULES.has(extname(path))) return readSourceText({ file, text: await read(path, file) });
  const exported = await defaultExport(path, file);
  if (isSource(exported)) return { config: exported.config };
  if (isRecord(exported) && 'client' in exported) return { config: exported };
  throw new ConfigError(`the default export of ${file} is not a source`, {
    fix: 'write: export default restApiSource({ ... })',
  });
}

async function read(path: string, file: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const fix = 'give the path of a source, for instance pipelines/web-scraper.ts';
    if ((cause as NodeJS.ErrnoException).code === 'EISDIR') throw new ConfigError(`${file} is a folder`, { fix });
    throw new ConfigError(`cannot read ${file}: ${(cause as Error).message}`, { fix, cause });
  }
}

async function defaultExport(path: string, file: string): Promise<unknown> {
  try {
    return (await importModule(path))['default'];
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    throw new ConfigError(`cannot load ${file}: ${whatIsWrong(cause)}`, {
      fix: 'correct the file; tsc shows more',
      cause,
    });
  }
}

/** The place in the file comes with what esbuild finds. */
function whatIsWrong(error: unknown): string {
  const [first] =
    (error as { errors?: readonly { text: string; location?: { line: number; column: number } }[] }).errors ?? [];
  if (first === undefined) return error instanceof Error ? error.message : String(error);
  const at = first.location;
  return at == null ? first.text : `line ${at.line}, column ${at.column + 1}: ${first.text}`;
}
