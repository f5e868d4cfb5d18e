import type { SecretStatus } from '../config/mask-secrets.ts';
import type { Redact } from '../core/redact.ts';
import { describeResource } from '../source/describe-resource.ts';
import type { ResourcePlan } from '../source/plan.ts';
import type { ResourceDescription } from '../source/resource-description.ts';
import type { PreparedSource } from './run.ts';
import { selectResources, withDescendants } from './select-resources.ts';

/** What a run would do. */
export interface PlanDescription {
  readonly source: string;
  /** Without credentials. */
  readonly baseUrl: string;
  readonly out: string;
  readonly secrets: readonly SecretStatus[];
  /** Each directly followed by its children. */
  readonly resources: readonly ResourceDescription[];
}

export interface DescribePlanOptions {
  readonly out: string;
  /** As for `run`: then only these and their parents are described. */
  readonly select?: readonly string[] | undefined;
  readonly secrets: readonly SecretStatus[];
  /** Where the last published run of a resource got to. */
  readonly cursorOf: (resource: string) => unknown;
  readonly redact: Redact;
}

/** Describes a run: its resources as a tree in one list. Throws a `ConfigError` for a name that is not there. */
export function describePlan(source: PreparedSource, options: DescribePlanOptions): PlanDescription {
  const { out, select, secrets, cursorOf, redact } = options;
  const running = new Map(
    selectResources(source.plans, select)
      .flatMap(withDescendants)
      .map(({ plan, published }) => [plan.info.name, published ? ('published' as const) : ('parent' as const)]),
  );
  const shown = inTreeOrder(source.plans).filter(({ info }) => select === undefined || running.has(info.name));
  return {
    source: source.name,
    baseUrl: redact(source.config.client.base_url.replace(/\/\/[^/?#]*@/, '//***@')),
    out,
    secrets,
    resources: shown.map((plan) =>
      describeResource(plan, source.config, {
        role: running.get(plan.info.name) ?? 'left out',
        reached: cursorOf(plan.info.name),
        redact,
      }),
    ),
  };
}

function inTreeOrder(plans: readonly ResourcePlan[], parent?: string): readonly ResourcePlan[] {
  return plans.flatMap((plan) =>
    plan.parent?.resource === parent ? [plan, ...inTreeOrder(plans, plan.info.name)] : [],
  );
}
