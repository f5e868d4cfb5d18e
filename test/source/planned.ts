import { checkConfig } from '../../lib/config/check.ts';
import { planResources, type ResourcePlan } from '../../lib/source/plan.ts';

/** The plan of the last of these resources. */
export function planOf(...resources: readonly unknown[]): ResourcePlan {
  return planResources(checkConfig({ client: { base_url: 'https://api.example.com' }, resources })).at(-1)!;
}
