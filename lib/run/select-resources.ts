import { ConfigError } from '../core/errors.ts';
import { resourceAdvice } from '../core/nearest.ts';
import type { ResourcePlan } from '../source/plan.ts';

/** A resource of a run, with the resources that are asked for its rows. */
export interface ResourceNode {
  readonly plan: ResourcePlan;
  readonly children: readonly ResourceNode[];
  /** False for a parent that is only fetched for its children. */
  readonly published: boolean;
}

/**
 * The trees of resources to run: those selected, and the parents that they need. Without a selection, all but those
 * that say `selected: false` or `write_disposition: skip`.
 */
export function selectResources(
  plans: readonly ResourcePlan[],
  select: readonly string[] | undefined,
): readonly ResourceNode[] {
  const names = plans.map((plan) => plan.info.name);
  const unknown = (select ?? []).filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw new ConfigError(
      unknown.map((name) => {
        return {
          path: '--select',
          message: `there is no resource ${name}`,
          fix: resourceAdvice(name, names),
        };
      }),
    );
  }
  const isPublished = ({ info, settings }: ResourcePlan) =>
    select === undefined ? settings.selected !== false && info.writeDisposition !== 'skip' : select.includes(info.name);
  const nodeOf = (plan: ResourcePlan): ResourceNode[] => {
    const children = plans.filter((other) => other.parent?.resource === plan.info.name).flatMap(nodeOf);
    const published = isPublished(plan);
    return published || children.length > 0 ? [{ plan, children, published }] : [];
  };
  return plans.filter((plan) => plan.parent === undefined).flatMap(nodeOf);
}

/** A resource and all below it. */
export function withDescendants(node: ResourceNode): readonly ResourceNode[] {
  return [node, ...node.children.flatMap(withDescendants)];
}
