import { isRecord } from '../core/is-record.ts';
import { isSecret } from '../core/secret.ts';

/** A configuration as YAML, secrets as `${secret:name}`. What is undefined is left out. */
export async function yamlText(config: object): Promise<string> {
  const { stringify } = await import('yaml');
  return stringify(withPlaceholders(config), { lineWidth: 120, singleQuote: true, aliasDuplicateObjects: false });
}

function withPlaceholders(value: unknown): unknown {
  if (isSecret(value)) {
    const parts = value.parts ?? [value];
    return parts.map((part) => (isSecret(part) ? `\${secret:${part.name}}` : part)).join('');
  }
  if (Array.isArray(value)) return value.map(withPlaceholders);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withPlaceholders(item)]));
}
