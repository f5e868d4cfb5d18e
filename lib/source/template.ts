/**
 * Placeholders in the texts of an endpoint: `{resources.jobs.id}` is a field of the parent row. `{{` and `}}` stand
 * for the braces themselves.
 */
import { isRecord } from '../core/is-record.ts';
import { isSecret, mapTexts, revealed, type Secret } from '../core/secret.ts';
import { rowText } from '../rows/row-text.ts';

const TOKEN = /\{\{|\}\}|\{([^{}]*)\}|[{}]/g;

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

/** The expressions of the placeholders of one text, in order. */
export function expressionsIn(text: string): string[] {
  return [...text.matchAll(TOKEN)].flatMap(([, expression]) => (expression === undefined ? [] : [expression.trim()]));
}

/** Whether a brace of the text belongs to no placeholder and is not doubled either. */
export function hasLoneBrace(text: string): boolean {
  return [...text.matchAll(TOKEN)].some(([token]) => token === '{' || token === '}');
}

/** Every text inside of a value, keys included, each with where it is: `json.filter.name`. */
export function textsIn(value: unknown, path: string): (readonly [text: string, path: string])[] {
  if (typeof value === 'string') return [[value, path]];
  if (Array.isArray(value)) return value.flatMap((item, i) => textsIn(item, `${path}.${i}`));
  if (isSecret(value)) return (value.parts ?? []).flatMap((part) => (isSecret(part) ? [] : [[part, path] as const]));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => [[key, path] as const, ...textsIn(item, `${path}.${key}`)]);
}

/** Puts a text in the place of each placeholder. */
export function replacePlaceholders(text: string, textFor: (expression: string) => string): string {
  return text.replace(TOKEN, (token, expression: string | undefined) =>
    expression === undefined ? token[0]! : textFor(expression.trim()),
  );
}

/** The expression of a text that is one placeholder and nothing else. */
export function onlyExpression(text: string): string | undefined {
  return /^\{([^{}]+)\}$/.exec(text)?.[1]!.trim();
}

/** Fills the placeholders of one text. */
export function fillText(text: string, lookup: Lookup): string {
  return replacePlaceholders(text, (expression) => textOf(lookup(expression)));
}

/** Fills every text inside of a value; a text that is exactly one placeholder takes the value's own type. */
export function fillValue(value: unknown, lookup: Lookup): unknown {
  if (typeof value === 'string') {
    const only = onlyExpression(value);
    return only === undefined ? fillText(value, lookup) : lookup(only);
  }
  if (isSecret(value)) return fillSecret(value, lookup);
  if (Array.isArray(value)) return value.map((item) => fillValue(item, lookup));
  if (isRecord(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [fillText(key, lookup), fillValue(item, lookup)]),
    );
  }
  return value;
}

/** The value of a secret; where it is a part of a text, with the placeholders of that filled. */
export function fillSecret(secret: Secret, lookup: Lookup): string {
  return revealed(mapTexts(secret, (text) => fillText(text, lookup)));
}

/** A value inside of a text: nothing for null, ISO 8601 for a `Date`, JSON for lists and objects. */
export function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'string' ? value : rowText(value);
}
