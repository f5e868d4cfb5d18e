/** How a child resource is read for each of its parents, and what its rows have from them. */
import { catchError, throwError, type Observable, type OperatorFunction } from 'rxjs';
import { MillraceError } from '../core/errors.ts';
import { compilePath } from '../core/path.ts';
import type { Page, Row } from '../core/types.ts';
import type { ForEachParentOptions } from '../operators/for-each-parent.ts';
import { mapRows } from '../operators/map-rows.ts';
import { rowText } from '../rows/row-text.ts';
import type { SourceContext } from './context.ts';
import { parentColumn, type ResourcePlan } from './plan.ts';
import type { Lookup } from './template.ts';

/** @param chain begins with what the placeholders of the namespace `resources` refer to */
export function childrenOf(
  plan: ResourcePlan,
  context: SourceContext,
  chain: (resources: Lookup) => Observable<Page>,
): ForEachParentOptions<Row, Row> {
  const parent = plan.parent!;
  const fields = parent.fields.map((field) => ({
    path: compilePath(field),
    column: parentColumn(parent.resource, field),
    inPath: parent.pathFields.includes(field),
  }));
  const included = (plan.settings.include_from_parent ?? []).map((field) => ({
    path: compilePath([field]),
    column: parentColumn(parent.resource, field),
  }));
  return {
    concurrency: context.concurrency,
    key: (row: Row): string | undefined => {
      const values = fields.map(({ path }) => path.read(row));
      const usable = values.every((value, i) => value != null && !(fields[i]!.inPath && cannotBeSegment(value)));
      return usable ? rowText(values) : undefined;
    },
    columns: (row: Row): Row => Object.fromEntries(fields.map(({ path, column }) => [column, path.read(row)])),
    project: (row: Row): Observable<Page> => {
      const pages = chain((reference) => compilePath(reference.slice(parent.resource.length + 1)).read(row));
      const extra = Object.fromEntries(included.map(({ path, column }) => [column, path.read(row) ?? null]));
      return included.length === 0 ? pages : pages.pipe(mapRows((child: Row) => ({ ...child, ...extra })));
    },
    onSkip: () => context.onParentSkipped(plan.info.name),
  };
}

/** The columns that the rows of a child have from its parent: its key, and what `include_from_parent` names. */
export function columnsFromParent({ info, parent, settings }: ResourcePlan): readonly string[] {
  const included = (settings.include_from_parent ?? []).map((field) => parentColumn(parent!.resource, field));
  return [...info.parentColumns, ...included];
}

/** Steps may make new rows; those of a child carry the key of their parent all the same. */
export function withParentKey(page: Page): Page {
  const { parent } = page;
  if (parent === undefined) return page;
  const { rows } = page;
  if (rows.every((row) => Object.keys(parent).every((name) => row[name] === parent[name]))) {
    return page;
  }
  return { ...page, rows: rows.map((row) => ({ ...row, ...parent })) };
}

/** An empty segment, `.` or `..` would name another endpoint. */
function cannotBeSegment(value: unknown): boolean {
  return value === '' || value === '.' || value === '..';
}

/** Says of an error that it came from the parent. */
export function named(parent: string): OperatorFunction<Page, Page> {
  return catchError((cause: unknown) => throwError(() => new ParentError(parent, cause)));
}

/** The parent of a resource failed, so the resource cannot be complete. */
export class ParentError extends MillraceError {
  readonly code = 'parent';

  constructor(parent: string, cause: unknown) {
    super(`its parent ${parent} failed`, { cause });
  }
}
