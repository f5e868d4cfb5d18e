import { z } from 'zod';
import { ConfigError } from '../core/errors.ts';
import { isSecret, revealed, type Secret } from '../core/secret.ts';

/**
 * The type of an option that is a text or `secret(...)`. A JSON Schema knows no secrets, so there it is a string: the
 * metadata says so, since `z.custom` cannot be written as JSON Schema.
 */
function textOrSecret(shortest: 0 | 1): z.ZodType<string | Secret, string | Secret> {
  const fits = (value: unknown) => (typeof value === 'string' ? value.length >= shortest : isSecret(value));
  return z
    .unknown()
    .refine(fits, shortest === 0 ? 'has to be a text or a secret' : 'has to be a text that is not empty, or a secret')
    .meta({ type: 'string', minLength: shortest }) as unknown as z.ZodType<string | Secret, string | Secret>;
}

export const secretText = textOrSecret(1);

/** The same, but `''` is a value too: many APIs take a key as the user name and no password. */
export const secretTextOrEmpty = textOrSecret(0);

/** The same for a URL; that of a secret is looked at when it is used. */
export const secretUrl = z
  .unknown()
  .refine((value) => isSecret(value) || (typeof value === 'string' && isHttpUrl(value)), {
    error: 'has to be a URL that begins with http:// or https://, or a secret',
  })
  .meta({ type: 'string', minLength: 1 }) as unknown as z.ZodType<string | Secret, string | Secret>;

export function isHttpUrl(value: string): boolean {
  return /^https?:\/\//i.test(value) && URL.canParse(value);
}

/** What a header can carry; a line break, often left over from a file, cannot be sent. */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** The text of a credential that goes into a header. The error names the option, never the value. */
export function headerText(value: string | Secret, option: string): string {
  const text = revealed(value);
  if (HEADER_VALUE.test(text)) return text;
  const name = isSecret(value) ? `the secret ${value.name}` : `the value of ${option}`;
  throw new ConfigError(`${name} has a line break or another character that a header cannot carry`, {
    fix: `take the character out of ${name}`,
  });
}
