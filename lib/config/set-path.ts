import { ConfigError } from '../core/errors.ts';
import { nearest } from '../core/nearest.ts';

/**
 * Applies `--set client.base_url=http://127.0.0.1:9000` to a configuration and returns the changed copy. The value
 * is read as JSON where it is JSON (`5`, `true`, `[429]`), else as text. Resources go by name:
 * `resources.jobs.endpoint.path=/v2/jobs`. Throws a `ConfigError` for an assignment that cannot be applied.
 */
export function setPath(config: object, assignment: string): object {
  const at = assignment.indexOf('=');
  if (at < 1) {
    throw new ConfigError(`--set ${assignment}: expected path=value`, {
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
  const resources = ((config as { resources?: unknown }).resources ?? []) as readonly unknown[];
  const names = resources.map(nameOf);
  // A name may have dots of its own, so the longest name that fits is meant.
  const fitting = names.filter((name) => name === keys.join('.') || keys.join('.').startsWith(`${name}.`));
  const name = fitting.sort((a, b) => b.length - a.length)[0];
  if (name === undefined) {
    const near = nearest(keys[0]!, names);
    throw new ConfigError(`--set ${path}: there is no resource ${keys[0]}`, {
      fix: near === undefined ? `the resources are: ${names.join(', ')}` : `did you mean ${near}?`,
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
  return typeof resource === 'string' ? resource : String((resource as { name?: unknown }).name);
}

function setIn(target: unknown, keys: readonly string[], value: unknown, path: string): unknown {
  const [key, ...rest] = keys;
  if (key === undefined) return value;
  if (key === '__proto__') throw new ConfigError(`--set ${path}: __proto__ is no setting`);
  if (Array.isArray(target)) {
    const copy = [...(target as unknown[])];
    copy[Number(key)] = setIn(copy[Number(key)], rest, value, path);
    return copy;
  }
  // The short form of an endpoint is its path.
  const whole = typeof target === 'string' && keys.length > 0 ? { path: target } : target;
  if (whole !== undefined && whole !== null && typeof whole !== 'object') {
    throw new ConfigError(`--set ${path}: ${key} is inside of something that is not an object`);
  }
  return { ...whole, [key]: setIn((whole as Record<string, unknown> | undefined)?.[key], rest, value, path) };
}

function parseValue(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    // Digits that a number would round stay text.
    return typeof value === 'number' && String(value) !== text.trim() ? text : value;
  } catch {
    return text;
  }
}
