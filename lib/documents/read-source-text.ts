import { extname } from 'node:path';
import { ConfigError } from '../core/errors.ts';
import type { ConfigText } from './config-text.ts';
import type { SourceText } from './source-text.ts';
import { readYaml } from './yaml-text.ts';

const CONFIGURATIONS = ['.yaml', '.yml', '.json'];

/** Reads the configuration that a text file is or has. Throws a `ConfigError`. */
export async function readSourceText(source: SourceText): Promise<ConfigText> {
  if (CONFIGURATIONS.includes(extname(source.file).toLowerCase())) return readYaml(source);
  throw new ConfigError(`${source.file} is not a source that this version reads`, {
    fix: `use a module (.ts, .mts, .js, .mjs) whose default export is a source, or a configuration (${CONFIGURATIONS.join(', ')})`,
  });
}
