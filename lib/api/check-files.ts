import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { CheckedConfig } from '../config/schema.ts';
import { ConfigError } from '../core/errors.ts';

/** Throws a `ConfigError` that names every file of rows that is not there. */
export function checkFiles({ resources }: CheckedConfig): void {
  const missing = resources.flatMap(({ name, file }) => (file == null || existsSync(file) ? [] : [{ name, file }]));
  if (missing.length === 0) return;
  throw new ConfigError(
    missing.map(({ name, file }) => ({
      path: `resources.${name}.file`,
      message: `there is no file ${resolve(file)}`,
      fix: 'a path in a source begins at the folder of the source',
    })),
  );
}
