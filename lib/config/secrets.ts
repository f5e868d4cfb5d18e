import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseEnv } from 'node:util';
import { ConfigError, type ConfigIssue } from '../core/errors.ts';
import { Secret, isSecret } from '../core/secret.ts';

export interface SecretSource {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The variables of the `.env` file beside the source, where there is one. */
  readonly file: Readonly<Record<string, string | undefined>>;
  /** For messages: where that file would be. */
  readonly filePath?: string;
  /** The value of every secret, where none of them is going to be used. */
  readonly placeholder?: (secret: Secret, path: string, isStart: boolean) => string;
}

/** Reads the `.env` file beside a source; a missing one is empty. */
export async function readSecretSource(
  sourcePath: string | undefined,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<SecretSource> {
  if (sourcePath === undefined) return { env, file: {} };
  const filePath = join(dirname(sourcePath), '.env');
  try {
    return { env, file: parseEnv(await readFile(filePath, 'utf8')), filePath };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw new ConfigError(`cannot read ${filePath}: ${(error as Error).message}`, { cause: error });
    }
    return { env, file: {}, filePath };
  }
}

/** Keys inside of `auth` whose values are secret, whoever wrote them down. */
const CREDENTIAL = /\bauth\..*(?:token|key|password|passphrase|secret|authorization)$/i;

/**
 * Puts the value into every secret of a configuration and returns the copy with the values found. Every missing
 * secret is an issue that says where it was looked for; one `ConfigError` has them all.
 */
export function resolveSecrets<T>(
  config: T,
  sourceName: string,
  source: SecretSource,
): { config: T; values: string[] } {
  const values: string[] = [];
  const missing = new Map<string, ConfigIssue>();
  const resolved = mapSecrets(config, values, (secret, path, isStart) => {
    const names = variableNames(secret.name, sourceName);
    const found =
      source.placeholder?.(secret, path, isStart) ?? (secret.resolved ? secret.reveal() : lookUp(names, source)?.value);
    if (found === undefined) missing.set(secret.name, missingSecret(secret.name, names, path, source));
    else values.push(found);
    return found;
  });
  if (missing.size > 0) throw new ConfigError([...missing.values()]);
  return { config: resolved, values };
}

/**
 * A copy of a configuration in which each secret has the value that `valueOf` gives it, which is told whether its text
 * begins with the secret.
 */
export function mapSecrets<T>(
  config: T,
  values: string[],
  valueOf: (secret: Secret, path: string, isStart: boolean) => string | undefined,
): T {
  const read = (secret: Secret, path: string, isStart = true): Secret => {
    if (secret.parts === undefined) return new Secret(secret.name, valueOf(secret, path, isStart));
    const parts = secret.parts.map((part, i) => (isSecret(part) ? read(part, path, i === 0) : part));
    return new Secret(secret.name, undefined, parts);
  };
  const walk = (value: unknown, path: string): unknown => {
    if (isSecret(value)) return read(value, path);
    // Not every secret is declared as one.
    if (typeof value === 'string' && CREDENTIAL.test(path)) values.push(value);
    if (Array.isArray(value)) return value.map((item, i) => walk(item, `${path}.${keyOf(item, i, path)}`));
    if (isPlainObject(value)) {
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, walk(item, path ? `${path}.${key}` : key)]),
      );
    }
    return value;
  };
  return walk(config, '') as T;
}

/** `WEB_SCRAPER__API_TOKEN`, dlt's `SOURCES__…` forms, and `API_TOKEN`: the nearest to the source first. */
export function variableNames(name: string, sourceName: string): readonly string[] {
  const own = upper(name);
  const source = upper(sourceName);
  const dlt = [`SOURCES__${source}__${own}`, `SOURCES__REST_API__${own}`, `SOURCES__${own}`];
  return [...new Set([`${source}__${own}`, ...dlt, own])];
}

function upper(name: string): string {
  return name
    .replace(/\./g, '__')
    .replace(/[^A-Za-z0-9_]+/g, '_')
    .toUpperCase();
}

interface FoundVariable {
  readonly value: string;
  readonly variable: string;
  readonly in: 'environment' | 'file';
}

export function lookUp(names: readonly string[], { env, file }: SecretSource): FoundVariable | undefined {
  for (const [place, variables] of [
    ['environment', env],
    ['file', file],
  ] as const) {
    for (const variable of names) {
      const value = variables[variable];
      if (value) return { value, variable, in: place };
    }
  }
  return undefined;
}

function missingSecret(name: string, names: readonly string[], path: string, source: SecretSource): ConfigIssue {
  const variable = names.at(-1)!;
  const file = source.filePath === undefined ? '' : ` and in ${source.filePath}`;
  return {
    path,
    message: `the secret ${name} is missing; looked for ${names.join(', ')} in the environment${file}`,
    fix: `set it: export ${variable}=...`,
  };
}

/** Resources go by their names. */
function keyOf(item: unknown, index: number, path: string): string {
  return path === 'resources' && isPlainObject(item) ? String(item['name']) : String(index);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
