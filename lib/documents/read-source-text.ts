import { extname } from 'node:path';
import { ConfigError } from '../core/errors.ts';
import type { ConfigText } from './config-text.ts';
import type { SourceText } from './source-text.ts';
import { readYaml } from './yaml-text.ts';

const CONFIGURATIONS = new Set(['.yaml', '.yml', '.json']);
const DOCUMENTS = new Set(['.md', '.txt', '.py']);

/** What only a document with a dlt source has. */
const DLT = /\brest_api_(?:source|resources)\b|\bRESTAPIConfig\b|^[ \t]*config[ \t]*(?::[^=\n]*)?=[ \t]*\{/m;

/** What only a configuration begins with. */
const CONFIGURATION = /^\uFEFF?\s*\{\s*"|^(?:client|resources)[ \t]*:/m;

/**
 * Reads the configuration that a text file is or has, told apart by its content: YAML, JSON, or a document with a dlt
 * source in Python. Throws a `ConfigError`.
 */
export async function readSourceText(source: SourceText): Promise<ConfigText> {
  const ending = extname(source.file).toLowerCase();
  const isDlt = !CONFIGURATIONS.has(ending) && DLT.test(source.text);
  if (CONFIGURATIONS.has(ending) || (!isDlt && CONFIGURATION.test(source.text))) return readYaml(source);
  if (isDlt || DOCUMENTS.has(ending)) {
    const { readDltDocument } = await import('./dlt-document.ts');
    return readDltDocument(source);
  }
  throw new ConfigError(`${source.file} is not a source`, {
    fix: 'use a module (.ts, .mts, .js, .mjs) whose default export is a source, a configuration (.yaml, .yml, .json) or a document with a dlt source (.md, .txt, .py)',
  });
}
