import { inspect } from 'node:util';

const brand = Symbol.for('millrace.secret');

/**
 * A value that is never printed. `secret('api_token')` only names it; the value is read from the environment when
 * the source is prepared for a run.
 */
export class Secret {
  readonly [brand] = true;
  readonly name: string;
  /** What a longer text consists of that has secrets in it; see `joinSecrets`. */
  readonly parts: readonly (string | Secret)[] | undefined;
  readonly #value: string | undefined;

  constructor(name: string, value?: string, parts?: readonly (string | Secret)[]) {
    this.name = name;
    this.#value = value;
    this.parts = parts;
  }

  /** The value itself. Only authentication and the redactor may ask for it. Throws where it was not read yet. */
  reveal(): string {
    if (this.parts !== undefined) return this.parts.map(revealed).join('');
    if (this.#value === undefined) throw new Error(`the secret ${this.name} was not read yet`);
    return this.#value;
  }

  get resolved(): boolean {
    if (this.parts !== undefined) return this.parts.every((part) => typeof part === 'string' || part.resolved);
    return this.#value !== undefined;
  }

  toString(): string {
    return '***';
  }

  toJSON(): string {
    return '***';
  }

  [inspect.custom](): string {
    return `secret(${this.name})`;
  }
}

/**
 * Names a secret in a TypeScript source: `auth: { type: 'bearer', token: secret('api_key') }`. It is read from
 * `<SOURCE>__API_KEY` or `API_KEY`, first from the environment, then from a `.env` file beside the source.
 */
export function secret(name: string): Secret {
  return new Secret(name);
}

/**
 * A longer text with secrets in it: ``headers: { authorization: secretText`Token ${secret('api_key')}` }``. None of it
 * is printed.
 */
export function secretText(texts: readonly string[], ...secrets: readonly (string | Secret)[]): string | Secret {
  return joinSecrets(texts.flatMap((text, i) => (i === 0 ? [text] : [secrets[i - 1]!, text])));
}

/** A text in which secrets are, with its own texts changed. */
export function mapTexts(secret: Secret, change: (text: string) => string): string | Secret {
  if (secret.parts === undefined) return secret;
  return joinSecrets(secret.parts.map((part) => (isSecret(part) ? part : change(part))));
}

/** Texts and secrets put together: a text where there are no secrets, the secret where there is nothing else. */
export function joinSecrets(parts: readonly (string | Secret)[]): string | Secret {
  const flat = parts
    .flatMap((part): readonly (string | Secret)[] => (isSecret(part) ? (part.parts ?? [part]) : [part]))
    .filter((part) => part !== '');
  if (flat.every((part) => typeof part === 'string')) return flat.join('');
  if (flat.length === 1) return flat[0]!;
  const names = flat.filter(isSecret).map(({ name }) => name);
  return new Secret([...new Set(names)].join(' and '), undefined, flat);
}

/** True also for a secret that was made by another copy of this library. */
export function isSecret(value: unknown): value is Secret {
  return typeof value === 'object' && value !== null && brand in value;
}

/** The text of a setting that may be a secret. */
export function revealed(value: string | Secret): string {
  return typeof value === 'string' ? value : value.reveal();
}
