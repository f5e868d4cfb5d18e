import { assert } from 'chai';
import { ConfigError, type ConfigIssue } from '../../lib/core/errors.ts';
import { isSecret, type Secret } from '../../lib/core/secret.ts';
import { readDltDocument } from '../../lib/documents/dlt-document.ts';

/** The configuration of a document, secrets as `${secret:name}`. */
export function readDlt(text: string, file = 'my-api.py'): unknown {
  return plain(readDltDocument({ file, text }).config);
}

/** The value that Python code has where a configuration is expected, e.g. `[1, 2]`; `before` are statements. */
export function valueOf(code: string, before = ''): unknown {
  return (readDlt(`${before}\nconfig = {"x": ${code}}\n`) as { x: unknown }).x;
}

/** What is wrong with a document. */
export function dltIssues(text: string, file = 'my-api.py'): readonly ConfigIssue[] {
  try {
    readDltDocument({ file, text });
  } catch (error) {
    assert.instanceOf(error, ConfigError, String(error));
    return error.issues;
  }
  return assert.fail('expected a ConfigError');
}

/** What is wrong with a value. */
export function valueIssue(code: string, before = ''): ConfigIssue {
  const issues = dltIssues(`${before}\nconfig = {"x": ${code}}\n`);
  assert.lengthOf(issues, 1, JSON.stringify(issues));
  return issues[0]!;
}

function plain(value: unknown): unknown {
  if (isSecret(value)) return secretText(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

function secretText(secret: Secret): string {
  const parts = secret.parts ?? [secret];
  return parts.map((part) => (isSecret(part) ? `\${secret:${part.name}}` : part)).join('');
}
