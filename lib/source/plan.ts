/**
 * From a checked configuration to the graph of its resources: defaults merged, children bound to their parents.
 * Nothing is requested here.
 */
import { ConfigError, type ConfigIssue } from '../core/errors.ts';
import { resourceAdvice } from '../core/nearest.ts';
import type { ResourceInfo } from '../core/types.ts';
import { mergeDefaults, type MergedResource } from '../config/merge-defaults.ts';
import type { CheckedConfig } from '../config/schema.ts';
import { expressionsIn } from './template.ts';

export interface ParentBinding {
  readonly resource: string;
  /** The fields of the parent row that the child's endpoint uses: together they tell parents apart. */
  readonly fields: readonly string[];
  /** Those that are part of the path, where an empty value would name another endpoint. */
  readonly pathFields: readonly string[];
}

export interface ResourcePlan {
  readonly info: ResourceInfo;
  readonly settings: MergedResource;
  readonly parent: ParentBinding | undefined;
}

/** The resources in an order in which each parent comes before its children. Throws a `ConfigError`. */
export function planResources(config: CheckedConfig): readonly ResourcePlan[] {
  const issues: ConfigIssue[] = [];
  const names = config.resources.map((resource) => resource.name);
  const plans = config.resources.map((resource) => {
    const settings = mergeDefaults(resource, config.resource_defaults);
    const parent = bindingOf(settings, names, issues);
    const plan = { info: infoOf(settings, parent), settings, parent };
    issues.push(...keyIssues(plan));
    return plan;
  });
  issues.push(...sharedFiles(plans));
  if (issues.length > 0) throw new ConfigError(issues);
  return inOrder(plans);
}

function infoOf(settings: MergedResource, parent: ParentBinding | undefined): ResourceInfo {
  return {
    name: settings.name,
    table: settings.table_name ?? settings.name,
    primaryKey: settings.primary_key,
    primaryKeyDeclared: settings.keyDeclared,
    writeDisposition: settings.write_disposition ?? 'append',
    parentColumns: (parent?.fields ?? []).map((field) => parentColumn(parent!.resource, field)),
  };
}

/** `_jobs_id`, and `_jobs_meta_id` for a nested field. */
export function parentColumn(parent: string, field: string): string {
  return `_${parent}_${field.replaceAll('.', '_')}`;
}

function bindingOf(
  settings: MergedResource,
  names: readonly string[],
  issues: ConfigIssue[],
): ParentBinding | undefined {
  const { endpoint, name } = settings;
  const bound = new Map<string, Set<string>>();
  const pathFields: string[] = [];
  for (const key of ['path', 'params', 'headers', 'json'] as const) {
    for (const expression of expressionsIn(endpoint[key])) {
      const path = `resources.${name}.endpoint.${key}`;
      if (isOfIncremental(expression)) {
        if (endpoint.incremental === undefined) {
          issues.push({
            path,
            message: `{${expression}} is used without endpoint.incremental`,
            fix: 'add incremental: { cursor_path } to the endpoint, or take the placeholder away',
          });
        }
        continue;
      }
      const found = referenceIn(expression, names);
      if (found === undefined) {
        issues.push({
          path,
          message: `nothing gives {${expression}} a value`,
          fix: 'write {resources.<parent>.<field>}, or {{ and }} for braces that are meant as they are',
        });
        continue;
      }
      const { parent, field } = found;
      if (!names.includes(parent)) {
        issues.push({
          path,
          message: `there is no resource ${parent}`,
          fix: resourceAdvice(parent, names),
        });
        continue;
      }
      bound.set(parent, (bound.get(parent) ?? new Set()).add(field));
      if (key === 'path') pathFields.push(field);
    }
  }
  if (bound.size > 1) {
    issues.push({
      path: `resources.${name}.endpoint`,
      message: `it is bound to several parents: ${[...bound.keys()].join(', ')}`,
      fix: 'bind it to one, and take other fields along with include_from_parent',
    });
  }
  const [first] = bound;
  if (first === undefined && (settings.include_from_parent?.length ?? 0) > 0) {
    issues.push({
      path: `resources.${name}.include_from_parent`,
      message: 'the resource has no parent',
      fix: 'bind it to one in endpoint.path, for instance /jobs/{resources.jobs.id}',
    });
  }
  return first && { resource: first[0], fields: [...first[1]], pathFields };
}

/** The room of incremental loading gives these their values. */
function isOfIncremental(expression: string): boolean {
  return /^incremental\.\w+$/.test(expression);
}

/** `resources.<parent>.<field>`: a name may have dots of its own, so the longest one that fits is meant. */
function referenceIn(expression: string, names: readonly string[]): { parent: string; field: string } | undefined {
  const [, rest] = /^resources\.(.+)$/.exec(expression) ?? [];
  if (rest === undefined) return undefined;
  const fitting = names.filter((name) => rest.startsWith(`${name}.`)).sort((a, b) => b.length - a.length);
  const [parent = rest.split('.', 1)[0]!] = fitting;
  const field = rest.slice(parent.length + 1);
  return field === '' ? undefined : { parent, field };
}

function keyIssues({ info, settings, parent }: ResourcePlan): ConfigIssue[] {
  if (info.writeDisposition !== 'merge' || info.primaryKey.length > 0 || parent !== undefined) return [];
  return [
    {
      path: `resources.${settings.name}.primary_key`,
      message: 'write_disposition merge needs a key to tell rows apart by',
      fix: 'name the column(s) in primary_key, or set write_disposition to replace or append',
    },
  ];
}

function sharedFiles(plans: readonly ResourcePlan[]): ConfigIssue[] {
  const byTable = groupByTable(plans);
  return [...byTable]
    .filter(([, sharing]) => sharing.length > 1)
    .map(([table, sharing]) => ({
      path: `resources.${sharing[1]!.info.name}.table_name`,
      message: `${sharing.map((plan) => plan.info.name).join(' and ')} would both publish ${table}.parquet`,
      fix: 'give them different table names',
    }));
}

function groupByTable(plans: readonly ResourcePlan[]): Map<string, ResourcePlan[]> {
  const groups = new Map<string, ResourcePlan[]>();
  for (const plan of plans) groups.set(plan.info.table, [...(groups.get(plan.info.table) ?? []), plan]);
  return groups;
}

function inOrder(plans: readonly ResourcePlan[]): readonly ResourcePlan[] {
  const byName = new Map(plans.map((plan) => [plan.info.name, plan]));
  const ordered = new Set<ResourcePlan>();
  const visit = (plan: ResourcePlan, descendants: readonly string[]): void => {
    const { name } = plan.info;
    if (descendants.includes(name)) {
      throw new ConfigError(`these resources are parents of each other: ${[...descendants, name].join(' <- ')}`, {
        setting: `resources.${name}.endpoint`,
        fix: 'take one of the bindings away',
      });
    }
    if (plan.parent !== undefined) visit(byName.get(plan.parent.resource)!, [...descendants, name]);
    ordered.add(plan);
  };
  for (const plan of plans) visit(plan, []);
  return [...ordered];
}
