import { checkFiles } from './check-files.ts';
import { checkBaseUrl, checkConfig } from '../config/check.ts';
import { fillTexts, withoutSecrets, withSecretsEscaped, withSecretsRead } from '../config/fill-texts.ts';
import { resolveSecrets, type SecretSource } from '../config/secrets.ts';
import { setPath } from '../config/set-path.ts';
import { planResources } from '../source/plan.ts';
import type { PreparedSource } from '../run/run.ts';

export interface PrepareOptions {
  /** What `--set` gives: `path=value`. */
  readonly set?: readonly string[];
  readonly secrets: SecretSource;
}

/**
 * Takes a configuration as it was written to a source that can run. Throws one `ConfigError` with everything that is
 * wrong with it. Nothing is requested.
 */
export function prepare(config: object, { set = [], secrets }: PrepareOptions): PreparedSource {
  const changed = set.reduce(setPath, config);
  const checked = checkConfig(changed);
  // The graph is checked first, so that a wrong configuration does not hide behind a missing secret.
  planResources(fillTexts(checked, { baseUrl: withoutSecrets, path: withoutSecrets }));
  checkFiles(checked);
  const name = checked.name ?? 'rest_api';
  const { config: resolved, values } = resolveSecrets(checked, name, secrets);
  const complete = fillTexts(resolved, { baseUrl: withSecretsRead, path: withSecretsEscaped });
  checkBaseUrl(complete, checked.client.base_url);
  return { name, set, config: complete, plans: planResources(complete), secrets: values };
}
