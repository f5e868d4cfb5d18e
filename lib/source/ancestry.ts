/** Which resource is the parent of which, from the resources that their endpoints refer to. */
import type { ConfigIssue } from '../core/errors.ts';

/** The parent of each resource that has one. */
export type Parents = ReadonlyMap<string, string>;

/**
 * Of the resources that an endpoint refers to, the parent is the one that has all others above it. Cycles, and
 * resources that have nothing to do with each other, are added to `issues`.
 *
 * @param references the names of the resources that each resource refers to
 */
export function parentsOf(references: ReadonlyMap<string, readonly string[]>, issues: ConfigIssue[]): Parents {
  const parents = new Map<string, string>();
  const visited = new Set<string>();

  const visit = (name: string, below: readonly string[]): void => {
    if (below.includes(name)) {
      issues.push({
        path: `resources.${name}.endpoint`,
        message: `these resources are parents of each other: ${[...below.slice(below.indexOf(name)), name].join(' <- ')}`,
        fix: 'take one of the bindings away',
      });
      return;
    }
    if (visited.has(name)) return;
    visited.add(name);
    const used = [...new Set(references.get(name) ?? [])];
    for (const other of used) visit(other, [...below, name]);
    const isAbove = (other: string, one: string) => other === one || ancestorsOf(one, parents).includes(other);
    const parent = used.find((one) => used.every((other) => isAbove(other, one)));
    if (parent !== undefined) parents.set(name, parent);
    else if (used.length > 0) issues.push(unrelated(name, used));
  };

  for (const name of references.keys()) visit(name, []);
  return parents;
}

/** The resources above one, the nearest first. */
export function ancestorsOf(name: string, parents: Parents): readonly string[] {
  const found: string[] = [];
  for (let here = parents.get(name); here !== undefined && !found.includes(here); here = parents.get(here)) {
    found.push(here);
  }
  return found;
}

function unrelated(name: string, used: readonly string[]): ConfigIssue {
  return {
    path: `resources.${name}.endpoint`,
    message: `it is bound to several parents, none of which is above the others: ${used.join(', ')}`,
    fix: 'bind it to one of them and to what is above that one; other fields come along with include_from_parent',
  };
}
