import { isSecret, type Secret } from '../core/secret.ts';

const WIDTH = 120;
const STEP = '  ';

/** What is written as it is: the name of a constant, an expression. */
export class Code {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** The functions that a value written by `typescriptText` calls. */
export type SecretFunction = 'secret' | 'secretText';

export interface TypeScriptText {
  readonly text: string;
  readonly calls: ReadonlySet<SecretFunction>;
}

/** A value as an expression of TypeScript, formatted as usual; secrets as the calls that name them. */
export function typescriptText(value: unknown): TypeScriptText {
  const calls = new Set<SecretFunction>();
  return { text: print(value, '', 0, calls), calls };
}

/** @param used what stands before the value on its line, beside the indentation, in characters */
function print(value: unknown, indent: string, used: number, calls: Set<SecretFunction>): string {
  const line = flat(value, calls);
  // A comma comes behind it.
  const fits = !line.includes('\n') && indent.length + used + line.length < WIDTH;
  if (isLeaf(value) || (fits && !isListOfObjects(value))) return line;
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const inner = indent + STEP;
  const lines = entriesOf(value).map(([key, item]) => `${inner}${key}${print(item, inner, key.length, calls)},\n`);
  return `${open}\n${lines.join('')}${indent}${close}`;
}

/** On one line. */
function flat(value: unknown, calls: Set<SecretFunction>): string {
  if (isSecret(value)) return secretCall(value, calls);
  if (value instanceof Code) return value.text;
  if (isLeaf(value)) return scalar(value);
  const items = entriesOf(value).map(([key, item]) => key + flat(item, calls));
  if (Array.isArray(value)) return `[${items.join(', ')}]`;
  return items.length === 0 ? '{}' : `{ ${items.join(', ')} }`;
}

/** The elements of a list without keys, those of an object with. */
function entriesOf(value: object): (readonly [key: string, item: unknown])[] {
  if (Array.isArray(value)) return value.map((item: unknown) => ['', item] as const);
  return Object.entries(value).map(([key, item]) => [`${keyText(key)}: `, item] as const);
}

function isLeaf(value: unknown): value is Exclude<unknown, object> {
  return typeof value !== 'object' || value === null || isSecret(value) || value instanceof Code;
}

/** It is easier to read, and to change, with one in a line. */
function isListOfObjects(value: object): boolean {
  return Array.isArray(value) && value.length > 1 && !value.every(isLeaf);
}

/** A key of an object, quoted where it has to be. */
export function keyText(key: string): string {
  if (key === '__proto__') return "['__proto__']";
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key);
}

function scalar(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  return typeof value === 'bigint' ? `${value}n` : String(value);
}

/** A text in single quotes, unless that needs more escapes. */
export function quoted(text: string): string {
  const json = JSON.stringify(text).slice(1, -1);
  const single = text.split("'").length;
  const double = text.split('"').length;
  if (single > double) return `"${json}"`;
  return `'${json.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

function secretCall(secret: Secret, calls: Set<SecretFunction>): string {
  calls.add('secret');
  if (secret.parts === undefined) return `secret(${quoted(secret.name)})`;
  calls.add('secretText');
  const parts = secret.parts.map((part) =>
    isSecret(part)
      ? `\${secret(${quoted(part.name)})}`
      : part.replace(/[\\`]|\$(?=\{)/g, '\\$&').replaceAll('\r', '\\r'),
  );
  return `secretText\`${parts.join('')}\``;
}
