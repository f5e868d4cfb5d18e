/**
 * From a checked configuration to the graph of its resources: defaults merged, children bound to their parents.
 * Nothing is requested here.
 */
import { ConfigError, type ConfigIssue } from '../core/errors.ts';
import type { ResourceInfo } from '../core/types.ts';
import { mergeDefaults, type MergedResource } from '../config/merge-defaults.ts';
import type { CheckedConfig } from '../config/schema.ts';
import { parentsOf } from './ancestry.ts';
import { bindPath } from './bind-path.ts';
import { dispositionIssues, dispositionOf, partitioningOf } from './disposition.ts';
import { endpointIssues } from './endpoint-issues.ts';
import { incrementalIssues } from './incremental/check-settings.ts';
import { settledIncremental, type IncrementalSettings } from './incremental/settings.ts';
import { bindingOf, type ParentBinding } from './parent-binding.ts';
import { referencesOf } from './references.ts';
import { sharedTableIssues, sharing } from './shared-tables.ts';

export interface ResourcePlan {
  readonly info: ResourceInfo;
  readonly settings: MergedResource;
  readonly parent: ParentBinding | undefined;
  readonly incremental: IncrementalSettings | undefined;
}

/** The resources in an order in which each parent comes before its children. Throws a `ConfigError`. */
export function planResources(config: CheckedConfig): readonly ResourcePlan[] {
  const issues: ConfigIssue[] = [];
  const settled = config.resources.map((resource) =>
    settledIncremental(mergeDefaults(resource, config.resource_defaults, config), issues),
  );
  const merged = settled.map(({ settings }) => settings);
  const bound = merged.map((settings) => bindPath(settings, merged, issues));
  const names = merged.map(({ name }) => name);
  const references = new Map(
    bound.map(({ settings }) => [settings.name, referencesOf(settings, names, issues)] as const),
  );
  const parents = parentsOf(
    new Map([...references].map(([name, used]) => [name, used.map(({ resource }) => resource)])),
    issues,
  );
  const keyOf = (name: string) => merged.find((one) => one.name === name)?.primary_key ?? [];
  const plans = bound.map(({ settings, ...path }): ResourcePlan => {
    const parent = bindingOf(settings, references.get(settings.name)!, parents, path, keyOf, issues);
    const { incremental } = settled.find((one) => one.settings.name === settings.name)!;
    if (incremental !== undefined)
      issues.push(...incrementalIssues(incremental, { settings, isChild: parent !== undefined }));
    return { info: infoOf(settings, parent, incremental), settings, parent, incremental };
  });
  issues.push(
    ...plans.flatMap(({ settings, parent }) => dispositionIssues(settings, parent !== undefined)),
    ...plans.flatMap(({ settings }) => endpointIssues(settings)),
    ...sharedTableIssues(plans.map(({ info }) => info)),
  );
  if (issues.length > 0) throw new ConfigError(issues);
  return inOrder(withSharedKeys(plans));
}

/** In a file that is another's too, a row cannot do without its key, wherever the key is declared. */
function withSharedKeys(plans: readonly ResourcePlan[]): readonly ResourcePlan[] {
  const shared = sharing(plans.map(({ info }) => info));
  return plans.map((plan) => {
    const { info } = plan;
    if (info.writeDisposition !== 'merge' || !shared.has(info.name)) return plan;
    return { ...plan, info: { ...info, primaryKeyDeclared: true } };
  });
}

function infoOf(
  settings: MergedResource,
  parent: ParentBinding | undefined,
  incremental: IncrementalSettings | undefined,
): ResourceInfo {
  return {
    name: settings.name,
    table: settings.table_name ?? settings.name,
    primaryKey: settings.primary_key,
    // Without a key of their own the new rows of a child would take the place of all that its parent had.
    primaryKeyDeclared: settings.keyDeclared || (parent !== undefined && incremental !== undefined),
    ...dispositionOf(settings),
    partitionBy: partitioningOf(settings),
    parentColumns: (parent?.fields ?? []).filter(({ inKey }) => inKey).map(({ column }) => column),
  };
}

function inOrder(plans: readonly ResourcePlan[]): readonly ResourcePlan[] {
  const byName = new Map(plans.map((plan) => [plan.info.name, plan]));
  const ordered = new Set<ResourcePlan>();
  const add = (plan: ResourcePlan): void => {
    if (plan.parent !== undefined) add(byName.get(plan.parent.resource)!);
    ordered.add(plan);
  };
  for (const plan of plans) add(plan);
  return [...ordered];
}
