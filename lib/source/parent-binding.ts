/** How a child resource is tied to the rows of its parent and of what is above it. */
import type { ConfigIssue } from '../core/errors.ts';
import { compilePath } from '../core/path.ts';
import type { MergedResource } from '../config/merge-defaults.ts';
import { ancestorsOf, type Parents } from './ancestry.ts';
import { referenceIn, type Reference } from './references.ts';

export interface ParentBinding {
  /** The parent: the child is asked for its rows. */
  readonly resource: string;
  /** What the child's endpoint takes from the rows of its parent and its ancestors. */
  readonly fields: readonly ParentField[];
  /** What `include_from_parent` takes along. */
  readonly included: readonly AncestorField[];
  /** Whether a placeholder left the parent to be inferred. */
  readonly origin: 'written' | 'inferred';
  /** The path with its parents written out: `/jobs/{resources.jobs.id}/tasks`. */
  readonly writtenOut: string;
}

/** A field of the parent row, or of the row of an ancestor. */
export interface AncestorField {
  readonly resource: string;
  readonly field: string;
  /** The column of a child row that holds it: `_jobs_id`. */
  readonly column: string;
}

export interface ParentField extends AncestorField {
  readonly inPath: boolean;
  /** Whether its slashes make segments. */
  readonly slashes: boolean;
  /** Whether it tells the parents apart: then it is a column of each child row. */
  readonly inKey: boolean;
}

/** `_jobs_id`, and `_jobs_meta_id` for a nested field. */
export function parentColumn(parent: string, field: string): string {
  const { keys } = compilePath(field);
  return `_${parent}_${keys.length === 0 ? 'value' : keys.join('_')}`;
}

/**
 * @param plan.inferred whether a placeholder left the parent to be inferred
 * @param keyOf the primary key of a resource, empty where it has none
 */
export function bindingOf(
  settings: MergedResource,
  references: readonly Reference[],
  parents: Parents,
  plan: { readonly inferred: boolean; readonly writtenOut: string },
  keyOf: (resource: string) => readonly string[],
  issues: ConfigIssue[],
): ParentBinding | undefined {
  const { name } = settings;
  const resource = parents.get(name);
  const includes = settings.include_from_parent ?? [];
  if (resource === undefined) {
    // Where it has parents that do not go together, that is what is told.
    if (includes.length > 0 && references.length === 0) {
      issues.push({
        path: `resources.${name}.include_from_parent`,
        message: 'the resource has no parent',
        fix: 'bind it to one in endpoint.path, for instance /jobs/{resources.jobs.id}',
      });
    }
    return undefined;
  }
  const ancestors = ancestorsOf(name, parents);
  const binding: ParentBinding = {
    resource,
    fields: fieldsOf(references, keyOf),
    included: includes.map((entry) => includedField(entry, resource, ancestors)),
    origin: plan.inferred ? 'inferred' : 'written',
    writtenOut: plan.writtenOut,
  };
  issues.push(...unknownAncestors(binding, name, ancestors), ...sharedColumns(binding, name));
  return binding;
}

/**
 * A primary key that the endpoint uses as a whole tells the parents apart, together with what is in the path; a
 * field that only narrows the request, `since={resources.jobs.updated_at}`, may change from run to run. Without such
 * a key all fields do.
 */
function fieldsOf(references: readonly Reference[], keyOf: (resource: string) => readonly string[]): ParentField[] {
  const fields = new Map<string, Reference>();
  for (const reference of references) {
    const id = JSON.stringify([reference.resource, reference.field]);
    const before = fields.get(id);
    fields.set(id, {
      ...reference,
      inPath: reference.inPath || before?.inPath === true,
      slashes: reference.slashes || before?.slashes === true,
    });
  }
  const all = [...fields.values()];
  return all.map((one) => {
    const key = keyOf(one.resource);
    const used = new Set(all.filter(({ resource }) => resource === one.resource).map(({ field }) => field));
    const usesKey = key.length > 0 && key.every((column) => used.has(column));
    return {
      ...one,
      column: parentColumn(one.resource, one.field),
      inKey: !usesKey || one.inPath || key.includes(one.field),
    };
  });
}

/** `name` is a column of the parent, `resources.jobs.name` one of any ancestor. */
function includedField(entry: string, parent: string, ancestors: readonly string[]): AncestorField {
  const { resource, field } = referenceIn(entry, ancestors) ?? { resource: parent, field: entry };
  return { resource, field, column: parentColumn(resource, field) };
}

function unknownAncestors({ included }: ParentBinding, name: string, ancestors: readonly string[]): ConfigIssue[] {
  return included
    .filter(({ resource }) => !ancestors.includes(resource))
    .map(({ resource }) => ({
      path: `resources.${name}.include_from_parent`,
      message: `${resource} is not above ${name}`,
      fix: `take a column of ${ancestors.join(' or ')}`,
    }));
}

function sharedColumns({ fields, included }: ParentBinding, name: string): ConfigIssue[] {
  const owner = new Map<string, string>();
  return [...fields, ...included].flatMap(({ resource, field, column }) => {
    const source = `${resource}.${field}`;
    const other = owner.get(column) ?? source;
    owner.set(column, other);
    if (other === source) return [];
    return [
      {
        path: `resources.${name}`,
        message: `${other} and ${source} would both be the column ${column}`,
        fix: 'rename one of the two resources',
      },
    ];
  });
}
