import { joinSecrets, secret, type Secret } from '../core/secret.ts';
import { textParts, type TextPart } from './curl/shell-words.ts';
import { isSecretName, isSecretValue, TOKEN } from './looks-secret.ts';
import { freeName, snakeName } from './names.ts';
import type { FoundSecret } from './starting-point.ts';

/** Collects the secrets of a request; what takes their place names them, and never has their value. */
export class FoundSecrets {
  readonly #found = new Map<string, FoundSecret>();
  readonly #variables: Readonly<Record<string, string>>;

  /** @param variables shell variables whose values are known */
  constructor(variables: Readonly<Record<string, string>>) {
    this.#variables = variables;
  }

  get all(): readonly FoundSecret[] {
    return [...this.#found.values()];
  }

  /** The whole of a text as a secret. A variable in it is one by its own name. */
  whole(text: string, name: string, about: string): string | Secret {
    const parts = textParts(text);
    if (parts.every((part) => typeof part === 'string')) return text === '' ? '' : this.#add(name, text, about);
    return joinSecrets(
      parts.map((part) => (typeof part === 'string' ? this.#tokens(part, name, about) : this.#variable(part, about))),
    );
  }

  /** A text in which whatever looks like a secret is one. */
  within(text: string, name: string, about: string): string | Secret {
    if (isSecretName(name)) return this.whole(text, snakeName(name, 'secret'), about);
    return joinSecrets(
      textParts(text).map((part) =>
        typeof part === 'string'
          ? this.#tokens(part, `${snakeName(name, 'request')}_token`, about)
          : this.#variable(part, about),
      ),
    );
  }

  #tokens(text: string, name: string, about: string): string | Secret {
    const parts: (string | Secret)[] = [];
    let end = 0;
    for (const { 0: word, index } of text.matchAll(TOKEN)) {
      if (!isSecretValue(word)) continue;
      parts.push(text.slice(end, index), this.#add(name, word, about));
      end = index + word.length;
    }
    return joinSecrets([...parts, text.slice(end)]);
  }

  #variable({ variable }: Exclude<TextPart, string>, about: string): Secret {
    const name = variable.toLowerCase();
    const value = this.#variables[variable];
    this.#found.set(name, { name, about, ...(value !== undefined && { value }) });
    return secret(name);
  }

  #add(wanted: string, value: string, about: string): Secret {
    const known = [...this.#found.values()].find((found) => found.value === value);
    if (known !== undefined) return secret(known.name);
    const name = freeName(wanted, this.#found);
    this.#found.set(name, { name, value, about });
    return secret(name);
  }
}
