/** The sentence of the project: from a resource's plan to the stream of its pages. */
import { catchError, defer, map, of, take, tap, throwError, type Observable, type OperatorFunction } from 'rxjs';
import type { CheckedConfig } from '../config/schema.ts';
import type { ProcessingStep } from '../config/types.ts';
import { MillraceError } from '../core/errors.ts';
import { isRecord } from '../core/is-record.ts';
import { compilePath } from '../core/path.ts';
import { Receipt } from '../core/receipt.ts';
import type { ApiRequest, Page, QueryParams, Row } from '../core/types.ts';
import { filterRows } from '../operators/filter-rows.ts';
import { flatMapRows } from '../operators/flat-map-rows.ts';
import { forEachParent } from '../operators/for-each-parent.ts';
import { mapRows } from '../operators/map-rows.ts';
import { paginate } from '../operators/paginate.ts';
import { createRowSelector } from '../operators/select-rows.ts';
import { rowText } from '../rows/row-text.ts';
import type { SourceContext } from './context.ts';
import { endpointOf } from './endpoint.ts';
import { incrementalOf } from './incremental.ts';
import { createPageGuard } from './page-guard.ts';
import { parentColumn, type ResourcePlan } from './plan.ts';
import type { Lookup } from './template.ts';
import { validateOwnColumns } from './validate-own-columns.ts';

/**
 * The pages of one resource. For a child, `parentPages` are the pages of its parent, and it is asked once for each
 * distinct parent key.
 */
export function resourcePages(
  plan: ResourcePlan,
  client: CheckedConfig['client'],
  context: SourceContext,
  parentPages?: Observable<Page>,
): Observable<Page> {
  return defer(() => {
    const { name } = plan.info;
    const incremental = incrementalOf(plan, context.cursorOf(name), (value) => context.onCursor(name, value));
    const chain = chainsOf(plan, client, context, incremental?.params ?? {});
    const pages =
      plan.parent === undefined
        ? chain(noParent)
        : parentPages!.pipe(named(plan.parent.resource), forEachParent(childrenOf(plan, context, chain)));
    const operators: OperatorFunction<Page, Page>[] = [
      take(context.limit ?? Infinity),
      ...stepsOf(plan),
      ...(plan.settings.schema === undefined
        ? []
        : [validateOwnColumns(plan.settings.schema, columnsFromParent(plan))]),
      map(withParentKey),
      ...(incremental === undefined ? [] : [incremental.operator]),
      tap((page) =>
        context.onEvent({ type: 'page', resource: name, rows: page.rows.length, rejected: page.rejected.length }),
      ),
    ];
    return operators.reduce((stream, operator) => stream.pipe(operator), pages);
  });
}

/** Makes the chain of pages that begins with one request. */
function chainsOf(plan: ResourcePlan, client: CheckedConfig['client'], context: SourceContext, params: QueryParams) {
  const endpoint = endpointOf(plan, client);
  const send = context.transport.sender(endpoint.sending);
  const setting = `resources.${plan.info.name}.endpoint.data_selector`;
  return (lookup: Lookup): Observable<Page> =>
    defer(() => {
      const select = createRowSelector({ selector: endpoint.selector, setting });
      const guard = createPageGuard(endpoint.paginator);
      let index = 0;
      return of(endpoint.paginator.first(endpoint.request(lookup, params))).pipe(
        paginate<ApiRequest, Page>({
          send: (request) =>
            send(request).pipe(
              map((response): Page<unknown> => ({
                resource: plan.info,
                index: index++,
                request,
                response,
                rows: [],
                rejected: [],
                receipt: new Receipt(),
              })),
              map((page) => guard.page(select(page))),
            ),
          next: (page, request) => guard.next(page, request),
          accept: (page) => page.receipt.accepted,
        }),
      );
    });
}

function noParent(expression: string): never {
  throw new Error(`{${expression}} is used without a parent`);
}

function childrenOf(plan: ResourcePlan, context: SourceContext, chain: (lookup: Lookup) => Observable<Page>) {
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
      const prefix = `resources.${parent.resource}.`;
      const pages = chain((expression) => compilePath(expression.slice(prefix.length)).read(row));
      const extra = Object.fromEntries(included.map(({ path, column }) => [column, path.read(row) ?? null]));
      return included.length === 0 ? pages : pages.pipe(mapRows((child: Row) => ({ ...child, ...extra })));
    },
    onSkip: () => context.onParentSkipped(plan.info.name),
  };
}

/** The columns that the rows of a child have from its parent: its key, and what `include_from_parent` names. */
function columnsFromParent({ info, parent, settings }: ResourcePlan): readonly string[] {
  const included = (settings.include_from_parent ?? []).map((field) => parentColumn(parent!.resource, field));
  return [...info.parentColumns, ...included];
}

/** Steps may make new rows; those of a child carry the key of their parent all the same. */
function withParentKey(page: Page): Page {
  const { parent, rows } = page;
  if (parent === undefined || rows.every((row) => Object.keys(parent).every((name) => row[name] === parent[name]))) {
    return page;
  }
  return { ...page, rows: rows.map((row) => ({ ...row, ...parent })) };
}

/** An empty segment, `.` or `..` would name another endpoint. */
function cannotBeSegment(value: unknown): boolean {
  return value === '' || value === '.' || value === '..';
}

/** Says of an error that it came from the parent. */
function named(parent: string): OperatorFunction<Page, Page> {
  return catchError((cause: unknown) => throwError(() => new ParentError(parent, cause)));
}

/** The parent of a resource failed, so the resource cannot be complete. */
export class ParentError extends MillraceError {
  readonly code = 'parent';

  constructor(parent: string, cause: unknown) {
    super(`its parent ${parent} failed`, { cause });
  }
}

/** Whether anything between the API and the sink may change rows; leaving some out is no change. */
export function changesRows({ parent, settings }: ResourcePlan): boolean {
  return parent !== undefined || settings.schema !== undefined || (settings.processing_steps?.length ?? 0) > 0;
}

function stepsOf(plan: ResourcePlan): OperatorFunction<Page, Page>[] {
  const steps = (plan.settings.processing_steps ?? []) as unknown as readonly ProcessingStep[];
  return steps.flatMap(({ filter, map: project, yield_map: expand, pipe }) => [
    ...(filter ? [filterRows(filter)] : []),
    ...(project ? [mapRows((row: Row) => checkedRow(project(row)))] : []),
    ...(expand ? [flatMapRows((row: Row) => Array.from(expand(row), checkedRow))] : []),
    ...(pipe ? [pipe] : []),
  ]);
}

/** What a user's step returned; a wrong value would only be noticed far from where it came from. */
function checkedRow(value: unknown): Row {
  if (isRecord(value)) return value;
  throw new TypeError(`it returned ${Array.isArray(value) ? 'a list' : String(value)}, not a row`);
}
