import { lookUp, mapSecrets, variableNames, type SecretSource } from './secrets.ts';

/** Whether a secret has a value, and where that is; never the value. */
export interface SecretStatus {
  readonly name: string;
  /** The settings that use it. */
  readonly settings: readonly string[];
  /** The variables that may hold it, the first that is set wins. */
  readonly variables: readonly string[];
  /** Where it is: the environment variable, or the variable of the `.env` file; `undefined` where it is missing. */
  readonly found: { readonly variable: string; readonly in: 'environment' | 'file' | 'source' } | undefined;
}

/** Hides every secret of a configuration behind `***`, whether it has a value or not, and tells which there are. */
export function maskSecrets<T>(
  config: T,
  sourceName: string,
  source: SecretSource,
): { config: T; values: string[]; secrets: readonly SecretStatus[] } {
  const values: string[] = [];
  const secrets = new Map<string, SecretStatus>();
  const masked = mapSecrets(config, values, (secret, path) => {
    const variables = variableNames(secret.name, sourceName);
    const held = secret.resolved
      ? ({ value: secret.reveal(), variable: secret.name, in: 'source' } as const)
      : undefined;
    const found = held ?? lookUp(variables, source);
    if (found !== undefined) values.push(found.value);
    secrets.set(secret.name, {
      name: secret.name,
      settings: [...(secrets.get(secret.name)?.settings ?? []), path],
      variables,
      found: found && { variable: found.variable, in: found.in },
    });
    return '***';
  });
  return { config: masked, values, secrets: [...secrets.values()] };
}
