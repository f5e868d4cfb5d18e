import { access } from 'node:fs/promises';
import { register as registerHooks } from 'node:module';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isSource } from '../api/rest-api-source.ts';
import { ConfigError } from '../core/errors.ts';
import { isRecord } from '../core/is-record.ts';

const MODULES = ['.ts', '.mts', '.js', '.mjs'];

/** A source as it was written, before `--set` and before any check. */
export interface LoadedSource {
  readonly path: string;
  readonly config: object;
}

/**
 * Loads a source from a TypeScript or JavaScript module whose default export is a source. The module finds
 * `millrace` wherever it lies. Throws a `ConfigError` that names the file and what to do.
 */
export async function loadSource(file: string): Promise<LoadedSource> {
  const path = resolve(file);
  if (!(await exists(path))) {
    throw new ConfigError(`there is no file ${file}`, {
      fix: 'give the path of a source, for instance pipelines/web-scraper.ts',
    });
  }
  if (!MODULES.includes(extname(path))) {
    throw new ConfigError(`${file} is not a source that this version reads`, {
      fix: `use a TypeScript or JavaScript module (${MODULES.join(', ')}) whose default export is a source`,
    });
  }
  const exported = await defaultExport(path, file);
  if (isSource(exported)) return { path, config: exported.config };
  if (isRecord(exported) && 'client' in exported) return { path, config: exported };
  throw new ConfigError(`the default export of ${file} is not a source`, {
    fix: 'write: export default restApiSource({ ... })',
  });
}

async function defaultExport(path: string, file: string): Promise<unknown> {
  await prepareImports();
  try {
    const module = (await import(pathToFileURL(path).href)) as { default?: unknown };
    return module.default;
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    throw new ConfigError(`cannot load ${file}: ${(cause as Error).message}`, {
      cause,
      fix: 'run it through tsc to see where it is wrong',
    });
  }
}

let prepared: Promise<void> | undefined;

/** Lets modules of the user import TypeScript, and `millrace` and what comes with it from any folder. */
function prepareImports(): Promise<void> {
  prepared ??= (async () => {
    const ending = extname(import.meta.url);
    if (ending === '.js') {
      const { register } = await import('tsx/esm/api');
      register({ tsconfig: false });
    }
    // Without a build, as in the tests, this file runs through tsx already, and it must not be there twice.
    registerHooks(new URL(`./resolve-millrace${ending}`, import.meta.url), {
      data: { index: new URL(`../index${ending}`, import.meta.url).href },
    });
  })();
  return prepared;
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
