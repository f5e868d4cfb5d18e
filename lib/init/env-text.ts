import { parseEnv } from 'node:util';
import { variableOf } from './folder-files.ts';
import type { FoundSecret } from './starting-point.ts';

/**
 * A `.env` file with the secrets whose values are known, beside what it had; `undefined` where nothing is to be
 * written. A variable that it has already gets the new value.
 */
export function envText(secrets: readonly FoundSecret[], before: string): string | undefined {
  const known = secrets.flatMap(({ name, value }) => (value === undefined ? [] : [[variableOf(name), value] as const]));
  if (known.length === 0) return undefined;
  const names = new Set(known.map(([name]) => name));
  const kept = before
    .split('\n')
    .filter((line) => !names.has(/^\s*(?:export\s+)?(\w+)\s*=/.exec(line)?.[1] ?? ''))
    .join('\n')
    .trimEnd();
  const lines = known.map(([name, value]) => `${name}=${envValue(value)}\n`);
  return `${kept === '' ? '' : `${kept}\n`}${lines.join('')}`;
}

/** A value in the quotes in which it is read as it was; a `.env` file knows no escapes of quotes. */
function envValue(value: string): string {
  const forms = /^[\w./:@%+=,~-]*$/.test(value) ? [value] : ["'", '"', '`'].map((quote) => quote + value + quote);
  return forms.find((form) => parseEnv(`X=${form}`)['X'] === value) ?? `'${value}'`;
}
