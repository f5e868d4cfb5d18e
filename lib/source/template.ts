/**
 * Placeholders in the texts of an endpoint: `{resources.jobs.id}` is a field of the parent row. `{{` and `}}` stand
 * for the braces themselves.
 */
import { isRecord } from '../core/is-record.ts';
import { isSecret } from '../core/secret.ts';
import { rowText } from '../rows/row-text.ts';

const TOKEN = /\{\{|\}\}|\{([^{}]*)\}/g;

/** What a placeholder refers to, as written between its braces. */
export type Lookup = (expression: string) => unknown;

/**
 * One lookup of several, each for its own namespace: `{ resources, incremental }` asks `resources` for `jobs.id`
 * where `{resources.jobs.id}` is written. The planning of the source has refused every other namespace.
 */
export function lookupIn(namespaces: Readonly<Record<string, Lookup>>): Lookup {
  return (expression) => {
    const [namespace = ''] = expression.split('.', 1);
    const found = Object.hasOwn(namespaces, namespace) ? namespaces[namespace] : undefined;
    if (found === undefined) throw new Error(`nothing gives {${expression}} a value`);
    return found(expression.slice(namespace.length + 1));
  };
}

/** The expressions of all placeholders inside of a text, a list or an object, keys included. */
export function expressionsIn(value: unknown): string[] {
  if (typeof value === 'string') {
    return [...value.matchAll(TOKEN)].flatMap(([, expression]) =>
      expression === undefined ? [] : [expression.trim()],
    );
  }
  if (Array.isArray(value)) return value.flatMap(expressionsIn);
  if (isRecord(value))
    return Object.entries(value).flatMap(([key, item]) => [...expressionsIn(key), ...expressionsIn(item)]);
  return [];
}

/** Fills the placeholders of one text. */
export function fillText(text: string, lookup: Lookup, encode: (value: string) => string = String): string {
  return text.replace(TOKEN, (token, expression: string | undefined) => {
    if (expression === undefined) return token[0]!;
    return encode(textOf(lookup(expression.trim())));
  });
}

/** Fills a path: a value stays within its segment, whatever it contains. */
export function fillPath(path: string, lookup: Lookup): string {
  const filled = fillText(path, lookup, encodeURIComponent);
  // A path that is one placeholder may hold a whole URL.
  const only = /^\{([^{}]+)\}$/.exec(path.trim());
  const value = only === null ? undefined : lookup(only[1]!.trim());
  return typeof value === 'string' && /^https?:\/\//i.test(value) ? value : filled;
}

/** Fills every text inside of a value; a text that is exactly one placeholder takes the value's own type. */
export function fillValue(value: unknown, lookup: Lookup): unknown {
  if (typeof value === 'string') {
    const only = /^\{([^{}]+)\}$/.exec(value);
    return only === null ? fillText(value, lookup) : lookup(only[1]!.trim());
  }
  if (isSecret(value)) return value.reveal();
  if (Array.isArray(value)) return value.map((item) => fillValue(item, lookup));
  if (isRecord(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [fillText(key, lookup), fillValue(item, lookup)]),
    );
  }
  return value;
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : rowText(value);
}
