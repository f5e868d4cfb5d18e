/** How a child resource is read for each of its parents, and what its rows have from them. */
import { catchError, concat, defer, EMPTY, from, map, throwError, type Observable, type OperatorFunction } from 'rxjs';
import { MillraceError } from '../core/errors.ts';
import { Receipt } from '../core/receipt.ts';
import type { Page, Row } from '../core/types.ts';
import { forEachParent } from '../operators/for-each-parent.ts';
import { mapRows } from '../operators/map-rows.ts';
import type { ChainTracker } from '../progress/resource-progress.ts';
import { rowText } from '../rows/row-text.ts';
import { ancestorReader } from './ancestor-reader.ts';
import type { SourceContext } from './context.ts';
import { cannotBeSegment } from './fill-path.ts';
import { FieldPresence } from './field-presence.ts';
import type { ResourcePlan } from './plan.ts';
import { referenceIn } from './references.ts';
import type { Lookup } from './template.ts';

/**
 * Reads a child once for each distinct set of the values that its endpoint takes from its parents.
 *
 * @param chain begins with what the placeholders of the namespace `resources` refer to, for the key of a parent
 */
export function childrenOf(
  plan: ResourcePlan,
  context: SourceContext,
  chain: (resources: Lookup, parent: Row, unit?: ChainTracker) => Observable<Page>,
): OperatorFunction<Page, Page> {
  const parent = plan.parent!;
  const read = ancestorReader(parent.resource);
  const fields = parent.fields.map((field) => ({ ...field, read: read.field(field) }));
  const included = parent.included.map((field) => ({ ...field, read: read.column(field) }));
  const names = [...new Set(fields.map(({ resource }) => resource))];

  return (pages) =>
    defer(() => {
      const presence = new FieldPresence(plan);
      const progress = context.progressOf?.(plan.info.name);
      const children = forEachParent<Row, Row>({
        concurrency: context.concurrency,
        key: (row, page) => {
          const values = fields.map((field) => field.read(row, page));
          presence.see(row, values);
          const usable = fields.every(({ inKey, inPath, slashes }, i) => {
            if (values[i] == null) return !inKey;
            return !inPath || !cannotBeSegment(values[i], slashes);
          });
          return usable ? rowText(values) : undefined;
        },
        columns: (row, page) =>
          Object.fromEntries(fields.filter(({ inKey }) => inKey).map((field) => [field.column, field.read(row, page)])),
        project: (row, columns, page, key) => {
          const ancestors = { ...page.ancestors, [parent.resource]: row };
          const ofParent = chain(
            (expression) => {
              const reference = referenceIn(`resources.${expression}`, names)!;
              return fields
                .find(({ resource, field }) => resource === reference.resource && field === reference.field)!
                .read(row, page);
            },
            columns,
            progress?.chain(key),
          ).pipe(map((child): Page => ({ ...child, ancestors })));
          const extra = Object.fromEntries(included.map((field) => [field.column, field.read(row, page) ?? null]));
          return included.length === 0 ? ofParent : ofParent.pipe(mapRows((child: Row) => ({ ...child, ...extra })));
        },
        onSkip: () => context.onParentSkipped(plan.info.name),
        onNew: (row, { ancestors }, key) => progress?.give({ key, row, ...(ancestors && { ancestors }) }),
        ...(progress && { seen: new Set(progress.parents.finished) }),
      });
      // Those it was given before go first; what is known of them need not be on the others.
      const waiting = (progress?.parents.pending ?? []).map(({ row, ancestors }) => parentPage(plan, row, ancestors));
      return concat(
        concat(from(waiting), pages).pipe(children),
        defer(() => (progress?.goesOn || presence.check(), EMPTY)),
      );
    });
}

/** A page for a parent that was on another one before. */
function parentPage({ parent }: ResourcePlan, row: Row, ancestors: Page['ancestors']): Page {
  const request = { resource: parent!.resource, method: 'GET', url: '', params: {}, headers: {}, credentialOrigin: '' };
  return {
    resource: { name: parent!.resource } as Page['resource'],
    index: 0,
    request,
    response: { status: 200, headers: {}, url: '', body: undefined, bytes: 0 },
    rows: [row],
    rejected: [],
    receipt: new Receipt(),
    ...(ancestors && { ancestors }),
  };
}

/** The columns that the rows of a child have from its parent: its key, and what `include_from_parent` names. */
export function columnsFromParent({ info, parent }: ResourcePlan): readonly string[] {
  return [...info.parentColumns, ...(parent?.included ?? []).map(({ column }) => column)];
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
