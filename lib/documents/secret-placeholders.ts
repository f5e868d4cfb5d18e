import { isRecord } from '../core/is-record.ts';
import { joinSecrets, Secret } from '../core/secret.ts';
import { ConfigError, type ConfigIssue } from '../core/errors.ts';
import { readablePath } from '../config/readable-path.ts';

const PLACEHOLDER = /\$\{\s*secret\s*:\s*([\w.-]+)\s*\}/g;

/** What was meant as a placeholder and is none. */
const NEARLY = /\$\{\s*secrets?\b[^}]*\}?/i;

/**
 * Puts a secret in the place of every `${secret:name}` in a configuration, inside of a longer text as well. Throws a
 * `ConfigError` with every placeholder that is not written so.
 */
export function withSecrets(config: object): object {
  const issues: ConfigIssue[] = [];
  const walk = (value: unknown, path: readonly PropertyKey[]): unknown => {
    if (typeof value === 'string') return textWithSecrets(value, (found) => issues.push(issueOf(found, path)));
    if (Array.isArray(value)) return value.map((item, i) => walk(item, [...path, i]));
    if (!isRecord(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item, [...path, key])]));
  };
  const issueOf = (found: string, path: readonly PropertyKey[]): ConfigIssue => ({
    path: readablePath(path, config),
    message: `${found} names no secret`,
    fix: 'write ${secret:api_token}, with letters, digits, . _ and - in the name',
  });
  const done = walk(config, []) as object;
  if (issues.length > 0) throw new ConfigError(issues);
  return done;
}

function textWithSecrets(text: string, onWrong: (found: string) => void): string | Secret {
  // Every second piece is a name.
  const parts = text.split(PLACEHOLDER).map((piece, i) => (i % 2 === 1 ? new Secret(piece) : piece));
  for (const part of parts) {
    const [found] = typeof part === 'string' ? (NEARLY.exec(part) ?? []) : [];
    if (found !== undefined) onWrong(found);
  }
  return joinSecrets(parts);
}
