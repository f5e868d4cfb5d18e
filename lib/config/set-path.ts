import { ConfigError } from '../core/errors.ts';
import { resourceAdvice } from '../core/nearest.ts';
import { restoreBigIntegers } from '../decoders/big-integers.ts';

/**
 * Applies `--set client.base_url=http://127.0.0.1:9000` to a configuration and returns the changed copy. The value
 * is read as JSON where it is JSON (`5`, `true`, `[429]`), else as text. Resources go by name:
 * `resources.jobs.endpoint.path=/v2/jobs`. Throws a `ConfigError` for an assignment that cannot be applied.
 */
export function setPath(config: object, assignment: string): object {
  const at = assignment.indexOf('=');
  if (at < 1) {
    // What is behind the = may be a secret.
    throw new ConfigError(`--set ${assignment.slice(0, at < 0 ? undefined : at)}: expected path=value`, {
      fix: 'for instance --set client.base_url=http://127.0.0.1:9000',
    });
  }
  const path = assignment.slice(0, at).trim();
  const value = parseValue(assignment.slice(at + 1));
  const keys = path.split('.');
  if (keys[0] === 'resources' && keys.length > 1) return setInResource(config, path, keys.slice(1), value);
  return setIn(config, keys, value, path) as object;
}

function setInResource(config: object, path: string, keys: readonly string[], value: unknown): object {
  const given = (config as { resources?: unknown }).resources;
  const resources: readonly unknown[] = Array.isArray(given) ? given : [];
  const names = resources.map(nameOf);
  // A name may have dots of its own, so the longest name that fits is meant.
  const fitting = names.filter((name) => name === keys.join('.') || keys.join('.').startsWith(`${name}.`));
  const name = fitting.sort((a, b) => b.length - a.length)[0];
  if (name === undefined) {
    throw new ConfigError(`--set ${path}: there is no resource ${keys[0]}`, {
      fix: resourceAdvice(keys[0]!, names),
    });
  }
  const rest = keys.slice(name.split('.').length);
  return {
    ...config,
    resources: resources.map((resource) =>
      nameOf(resource) === name
        ? setIn(typeof resource === 'string' ? { name } : resource, rest, value, path)
        : resource,
    ),
  };
}

function nameOf(resource: unknown): string {
  return typeof resource === 'string' ? resource : String((resource as { name?: unknown } | null)?.name);
}

function setIn(target: unknown, keys: readonly string[], value: unknown, path: string): unknown {
  const [key, ...rest] = keys;
  if (key === undefined) return value;
  if (key === '__proto__') throw new ConfigError(`--set ${path}: __proto__ is no setting`);
  if (Array.isArray(target)) return setInList(target, key, rest, value, path);
  const whole = target ?? {};
  if (typeof whole !== 'object') throw new ConfigError(`--set ${path}: ${key} is inside of a value that has no keys`);
  const inner = Object.hasOwn(whole, key) ? (whole as Record<string, unknown>)[key] : undefined;
  return { ...whole, [key]: setIn(rest.length > 0 ? longForm(key, inner) : inner, rest, value, path) };
}

function setInList(
  list: readonly unknown[],
  key: string,
  rest: readonly string[],
  value: unknown,
  path: string,
): unknown[] {
  const index = /^\d+$/.test(key) ? Number(key) : NaN;
  // One behind the last adds an element.
  if (!(index <= list.length)) {
    throw new ConfigError(`--set ${path}: ${key} is no position in a list of ${list.length}, counted from 0`);
  }
  return Object.assign([...list], { [index]: setIn(list[index], rest, value, path) });
}

/** A setting that has keys, where it was written as a text. */
function longForm(setting: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (setting === 'endpoint') return { path: value };
  return setting === 'paginator' || setting === 'auth' ? { type: value } : value;
}

function parseValue(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    // Digits that a number would round stay text.
    if (typeof value === 'number' && String(value) !== text.trim()) return text;
    return typeof value === 'object' ? restoreBigIntegers(text, value) : value;
  } catch {
    return text;
  }
}
