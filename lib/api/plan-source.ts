import { checkFiles } from './check-files.ts';
import { checkConfig } from '../config/check.ts';
import { fillTexts, withSecretsEscaped, withSecretsRead } from '../config/fill-texts.ts';
import { maskSecrets } from '../config/mask-secrets.ts';
import { setPath } from '../config/set-path.ts';
import { redactor } from '../core/redact.ts';
import { describePlan, type DescribePlanOptions, type PlanDescription } from '../run/describe-plan.ts';
import { planResources } from '../source/plan.ts';
import type { PrepareOptions } from './prepare.ts';

export interface PlanOptions extends PrepareOptions, Pick<DescribePlanOptions, 'out' | 'select' | 'cursorOf'> {}

/**
 * What a run of a configuration would do, with all that was decided and where. Nothing is requested, and a secret
 * that is missing is noted, not an error. Throws one `ConfigError` with everything that is wrong.
 */
export function planSource(config: object, { set = [], secrets, ...options }: PlanOptions): PlanDescription {
  const checked = checkConfig(set.reduce(setPath, config));
  const name = checked.name ?? 'rest_api';
  const masked = maskSecrets(checked, name, secrets);
  const filled = fillTexts(masked.config, { baseUrl: withSecretsRead, path: withSecretsEscaped });
  checkFiles(checked);
  const source = { name, config: filled, plans: planResources(filled), secrets: masked.values };
  return describePlan(source, { ...options, secrets: masked.secrets, redact: redactor(masked.values) });
}
