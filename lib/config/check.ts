import type { z } from 'zod';
import { ConfigError, type ConfigIssue } from '../core/errors.ts';
import { nearest } from '../core/nearest.ts';
import { knownKeys } from './known-keys.ts';
import { configSchema, type CheckedConfig } from './schema.ts';

/**
 * Checks a configuration as the user wrote it. Throws one `ConfigError` with everything that is wrong with it, each
 * with its path, resources by name.
 */
export function checkConfig(config: unknown): CheckedConfig {
  const result = configSchema.safeParse(config);
  const issues = result.success ? [] : result.error.issues.flatMap((issue) => explain(issue, config));
  if (result.success) issues.push(...duplicateNames(result.data));
  if (issues.length > 0 || !result.success) throw new ConfigError(issues);
  return result.data;
}

function duplicateNames(config: CheckedConfig): ConfigIssue[] {
  const names = config.resources.map((resource) => resource.name);
  return [...new Set(names.filter((name, i) => names.indexOf(name) !== i))].map((name) => ({
    path: `resources.${name}`,
    message: 'two resources have this name',
    fix: 'rename one of them; table_name lets both share a file',
  }));
}

function explain(issue: z.core.$ZodIssue, config: unknown): ConfigIssue[] {
  const path = readablePath(issue.path, config);
  const value = valueAt(issue.path, config);
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = knownKeys(configSchema, issue.path, config);
      return issue.keys.map((key) => ({
        path: path === '' ? key : `${path}.${key}`,
        message: 'there is no such key',
        fix: didYouMean(key, known) ?? `known here: ${known.join(', ')}`,
      }));
    }
    case 'invalid_union': {
      // zod tells the types it knows, but not in its own type of this issue.
      const types = ((issue as { options?: readonly unknown[] }).options ?? []).map(String);
      if (types.length === 0) break;
      return [{ path, message: `there is no type ${shown(value)}`, fix: oneOf(value, types) }];
    }
    case 'invalid_value':
      return [{ path, message: `${shown(value)} is not allowed`, fix: oneOf(value, issue.values.map(String)) }];
    default:
  }
  const missing = value === undefined && (issue.code === 'invalid_type' || issue.code === 'custom');
  return [{ path, message: missing ? 'is missing' : `${lowerFirst(issue.message)}${got(issue, value)}` }];
}

function got(issue: z.core.$ZodIssue, value: unknown): string {
  const saysIt = issue.code === 'invalid_type' || typeof value === 'object' || typeof value === 'function';
  return saysIt ? '' : `, not ${shown(value)}`;
}

function oneOf(value: unknown, allowed: readonly string[]): string {
  const near = typeof value === 'string' ? didYouMean(value, allowed) : undefined;
  return near === undefined ? `use one of: ${allowed.join(', ')}` : `${near} The types are: ${allowed.join(', ')}`;
}

function didYouMean(name: string, known: readonly string[]): string | undefined {
  const near = nearest(name, known);
  return near === undefined ? undefined : `did you mean ${near}?`;
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}

function lowerFirst(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}

/** `resources.jobs.endpoint.path`: elements of `resources` by their names. */
function readablePath(path: readonly PropertyKey[], config: unknown): string {
  return path
    .map((key, i) => {
      if (i !== 1 || path[0] !== 'resources' || typeof key !== 'number') return String(key);
      const resource = valueAt(path.slice(0, 2), config);
      if (typeof resource === 'string') return resource;
      const name = (resource as { name?: unknown } | undefined)?.name;
      return typeof name === 'string' ? name : String(key);
    })
    .join('.');
}

function valueAt(path: readonly PropertyKey[], config: unknown): unknown {
  let here = config;
  for (const key of path) here = (here as Record<PropertyKey, unknown> | null | undefined)?.[key];
  return here;
}
