import type { z } from 'zod';
import { registeredAuths } from '../auth/registry.ts';
import { ConfigError, type ConfigIssue } from '../core/errors.ts';
import { isRecord } from '../core/is-record.ts';
import { CUSTOM, REGISTERED } from '../core/registered-plugins.ts';
import { registeredPaginators } from '../paginators/registry.ts';
import { nearest } from '../core/nearest.ts';
import { isSecret } from '../core/secret.ts';
import { knownKeys } from './known-keys.ts';
import { readablePath, resourceName } from './readable-path.ts';
import { configSchema, type CheckedConfig } from './schema.ts';

/**
 * Checks a configuration as the user wrote it. Throws one `ConfigError` with everything that is wrong with it, each
 * with its path, resources by name.
 */
export function checkConfig(config: unknown): CheckedConfig {
  const result = configSchema.safeParse(config);
  const found = result.success ? [] : result.error.issues.flatMap((issue) => explain(issue, config));
  const issues = [...found, ...duplicateNames(config)];
  if (issues.length > 0 || !result.success) throw new ConfigError(issues);
  return result.data;
}

/** What a secret in the base URL makes of it, which cannot be checked before the secret is read. */
export function checkBaseUrl({ client }: CheckedConfig, written: unknown): void {
  if (configSchema.shape.client.shape.base_url.safeParse(client.base_url).success) return;
  const name = isSecret(written) ? written.name : 'base_url';
  throw new ConfigError(`with the value of ${name} it is no URL that begins with http:// or https://`, {
    setting: 'client.base_url',
    fix: `correct the value of ${name}, where it was read from`,
  });
}

/** Looks at the configuration as it was written, so that these are told together with all other issues. */
function duplicateNames(config: unknown): ConfigIssue[] {
  const resources = valueAt(['resources'], config);
  const names = Array.isArray(resources) ? resources.map(resourceName) : [];
  const repeated = new Set(names.filter((name, i) => name !== undefined && names.indexOf(name) !== i));
  return [...repeated].map((name) => ({
    path: `resources.${name}`,
    message: 'two resources have this name',
    fix: 'rename one of them',
  }));
}

function explain(issue: z.core.$ZodIssue, config: unknown): ConfigIssue[] {
  const path = readablePath(asWritten(issue.path, config), config);
  const value = valueAt(issue.path, config);
  if (isSecret(value)) {
    const fix = 'secrets can be in auth, headers, params, json, path and base_url';
    return [{ path, message: `the secret ${value.name} cannot stand here`, fix }];
  }
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
      const known = ((issue as { options?: readonly unknown[] }).options ?? []).map(String);
      const more = known.length > 0 ? (REGISTRIES[String(issue.path.at(-2))]?.types() ?? []) : [];
      const types = [...known.filter((type) => type !== REGISTERED && type !== CUSTOM), ...more];
      if (types.length === 0) {
        const inside =
          isRecord(value) && 'type' in value ? issue.errors.find((tried) => tried.some(isInside)) : undefined;
        if (inside === undefined) break;
        return inside.flatMap((one) => explain({ ...one, path: [...issue.path, ...one.path] }, config));
      }
      if (value === undefined) return [{ path, message: 'is missing', fix: oneOf(value, types) }];
      // Who gives a credential where its type belongs is not to find it in a log.
      const isTypo = !mayBeSecret(issue.path) || (typeof value === 'string' && nearest(value, types) !== undefined);
      return [
        { path, message: `there is no ${isTypo ? `type ${shown(value)}` : 'such type'}`, fix: oneOf(value, types) },
      ];
    }
    case 'invalid_value':
      return [{ path, message: `${shown(value)} is not allowed`, fix: oneOf(value, issue.values.map(String)) }];
    default:
  }
  const missing = value === undefined && (issue.code === 'invalid_type' || issue.code === 'custom');
  const fix = issue.code === 'custom' ? (issue.params?.['fix'] as string | undefined) : undefined;
  return [{ path, message: missing ? 'is missing' : `${lowerFirst(issue.message)}${got(issue, value)}`, fix }];
}

const REGISTRIES: Readonly<Record<string, { types(): readonly string[] }>> = {
  auth: registeredAuths,
  paginator: registeredPaginators,
};

/** Of the forms that an object was compared with, the one that it has meets with issues of its parts only. */
function isInside({ code, path }: z.core.$ZodIssue): boolean {
  return path.length > 0 || code === 'unrecognized_keys';
}

function got(issue: z.core.$ZodIssue, value: unknown): string {
  const saysIt = issue.code === 'invalid_type' || typeof value === 'object' || typeof value === 'function';
  return saysIt || mayBeSecret(issue.path) || hasCredentials(value) ? '' : `, not ${shown(value)}`;
}

/** Whether a value at this place may be a credential, which no message shows. */
function mayBeSecret(path: readonly PropertyKey[]): boolean {
  return path.includes('auth') || path.includes('headers');
}

/** Whether a text may be a URL with a password in it. */
function hasCredentials(value: unknown): boolean {
  return typeof value === 'string' && value.includes('@');
}

function oneOf(value: unknown, allowed: readonly string[]): string {
  const near = typeof value === 'string' ? didYouMean(value, allowed) : undefined;
  return near === undefined ? `use one of: ${allowed.join(', ')}` : `${near} The choices are: ${allowed.join(', ')}`;
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

/** What a text stands for where it is the short form of an object. */
const SHORT_FORMS: ReadonlySet<PropertyKey> = new Set(['name', 'path', 'type', 'disposition']);

/** The place that the user wrote: a text may stand for an object with one key. */
function asWritten(path: readonly PropertyKey[], config: unknown): readonly PropertyKey[] {
  const around = path.slice(0, -1);
  return path.at(-1) === 'disposition' && typeof valueAt(around, config) === 'string' ? around : path;
}

function valueAt(path: readonly PropertyKey[], config: unknown): unknown {
  let here = config;
  for (const key of path) {
    if (typeof here === 'string' && SHORT_FORMS.has(key)) continue;
    // What goes by names may have been written as a list.
    if (Array.isArray(here) && typeof key === 'string') here = here.find((item) => resourceName(item) === key);
    else here = (here as Record<PropertyKey, unknown> | null | undefined)?.[key];
  }
  return here;
}
