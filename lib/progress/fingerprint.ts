import { createHash } from 'node:crypto';
import { inspect } from 'node:util';
import { isSecret } from '../core/secret.ts';

/**
 * Tells whether a configuration is what it was: equal values have equal fingerprints. A secret counts by its name, a
 * function by its text, an object of a class (a zod schema) by what is in it.
 *
 * @param secrets texts that do not count, since they are credentials
 */
export function fingerprint(values: readonly unknown[], secrets: ReadonlySet<string> = new Set()): string {
  const hash = createHash('sha256');
  const numbers = new Map<object, number>();
  const add = (value: unknown): void => {
    if (isSecret(value)) {
      hash.update(`secret ${JSON.stringify(value.name)}`);
      return;
    }
    if (typeof value === 'string' && secrets.has(value)) {
      hash.update('credential');
      return;
    }
    if (typeof value !== 'function' && (typeof value !== 'object' || value === null)) {
      hash.update(`${typeof value} ${JSON.stringify(typeof value === 'string' ? value : inspect(value))}`);
      return;
    }
    const known = numbers.get(value);
    if (known !== undefined) {
      hash.update(`again ${known}`);
      return;
    }
    numbers.set(value, numbers.size);
    if (typeof value === 'function') {
      hash.update(`function ${JSON.stringify(String(value))}`);
      return;
    }
    if (value instanceof Date || value instanceof RegExp || value instanceof URL) {
      hash.update(`text ${JSON.stringify(value instanceof Date ? value.getTime() : String(value))}`);
      return;
    }
    if (isOfClass(value)) hash.update(`class ${JSON.stringify(String(value.constructor))}`);
    const isList = Array.isArray(value) || value instanceof Set;
    const entries = value instanceof Map ? [...value] : isList ? [...value].entries() : ownEntries(value);
    hash.update(isList ? '[' : '{');
    for (const [key, item] of entries) {
      hash.update(`${JSON.stringify(String(key))}:`);
      add(item);
    }
    hash.update('}');
  };
  for (const value of values) add(value);
  return hash.digest('hex').slice(0, 16);
}

/** By name, since the order of keys says nothing; what is `undefined` might as well not be there. */
function ownEntries(value: object): [string, unknown][] {
  // A zod schema has what it was made of there, and much else that is computed when it is looked at.
  const content = zodDefinition(value) ?? value;
  return Object.entries(content)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** What its methods do, a reader of its fields does not see. */
function isOfClass(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  const isBuiltIn = [Object.prototype, Array.prototype, Map.prototype, Set.prototype, null].includes(prototype as null);
  return !isBuiltIn && zodDefinition(value) === undefined;
}

function zodDefinition(value: object): object | undefined {
  return (value as { _zod?: { def?: object } })._zod?.def;
}
