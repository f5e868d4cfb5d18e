import { isSecret, type Secret } from '../core/secret.ts';
import type { CheckedConfig } from './schema.ts';

/** The text of what a setting consists of: texts, and secrets alone or in them. */
type TextOf = (parts: readonly (string | Secret)[]) => string;

/**
 * The base URL and the paths are texts to whoever reads them, but may be written with secrets in them: `textOf` takes
 * these to texts.
 */
export function fillTexts(config: CheckedConfig, textOf: { readonly baseUrl: TextOf; readonly path: TextOf }) {
  const filled = <T>(value: T, take: TextOf): T =>
    isSecret(value) ? (take(value.parts ?? [value]) as unknown as T) : value;
  const withPath = <S extends NonNullable<CheckedConfig['resource_defaults']>>(settings: S): S => {
    const { endpoint } = settings;
    return endpoint == null
      ? settings
      : { ...settings, endpoint: { ...endpoint, path: filled(endpoint.path, textOf.path) } };
  };
  return {
    ...config,
    client: { ...config.client, base_url: filled(config.client.base_url, textOf.baseUrl) },
    ...(config.resource_defaults && { resource_defaults: withPath(config.resource_defaults) }),
    resources: config.resources.map(withPath),
  } satisfies CheckedConfig;
}

/** For what needs to know the form of a text, but not its secrets. */
export const withoutSecrets: TextOf = (parts) => parts.map((part) => (isSecret(part) ? 'secret' : part)).join('');

/** The secrets have been read. */
export const withSecretsRead: TextOf = (parts) => parts.map((part) => (isSecret(part) ? part.reveal() : part)).join('');

/** The same for a text with placeholders, which the braces in a secret are not. */
export const withSecretsEscaped: TextOf = (parts) =>
  parts.map((part) => (isSecret(part) ? part.reveal().replace(/[{}]/g, '$&$&') : part)).join('');
