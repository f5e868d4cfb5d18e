/** The sentence of the project: from a resource's plan to the stream of its pages. */
import { defer, identity, map, take, tap, type Observable, type OperatorFunction } from 'rxjs';
import type { CheckedConfig } from '../config/schema.ts';
import { isLocal } from '../config/merge-defaults.ts';
import { rowCountOf } from '../core/row-count.ts';
import type { Page, Row } from '../core/types.ts';
import type { ChainTracker } from '../progress/resource-progress.ts';
import { childrenOf, columnsFromParent, named, withParentKey } from './children.ts';
import type { SourceContext } from './context.ts';
import { legChain } from './leg-chain.ts';
import { hideSecrets } from './hide-secrets.ts';
import { localRows } from './local-rows.ts';
import { chainsOf } from './page-chain.ts';
import type { ResourcePlan } from './plan.ts';
import { requireColumns, requiredColumns } from './required-columns.ts';
import { stepsOf } from './row-steps.ts';
import { lookupIn, type Lookup } from './template.ts';
import { tracked } from './tracked.ts';
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
    const required = requiredColumns(plan.settings);
    const incremental = context.incremental(name);
    const chain = isLocal(plan.settings) ? () => localRows(plan) : chainsOf(plan, client, context);
    const progress = context.progressOf?.(name);
    const chainsFor = (namespaces: Readonly<Record<string, Lookup>>, parent?: Row, tracker?: ChainTracker) =>
      tracked(tracker, plan.parent !== undefined && context.limit === undefined, (start) =>
        incremental === undefined
          ? chain(lookupIn(namespaces), start)
          : legChain(chain, incremental.legs(parent), namespaces, start),
      );
    const ofParent = (resources: Lookup, parent: Row, tracker?: ChainTracker) =>
      chainsFor({ resources }, parent, tracker);
    const pages =
      plan.parent === undefined
        ? chainsFor({}, undefined, progress?.chain(''))
        : parentPages!.pipe(
            named(plan.parent.resource),
            context.incremental(plan.parent.resource)?.newTo(name) ?? identity,
            childrenOf(plan, context, ofParent),
          );
    const operators: OperatorFunction<Page, Page>[] = [
      take((context.limit ?? Infinity) - (progress?.counted.pages ?? 0)),
      ...stepsOf(plan),
      ...(plan.settings.schema === undefined
        ? []
        : [validateOwnColumns(plan.settings.schema, columnsFromParent(plan))]),
      map(withParentKey),
      ...(required.length === 0 ? [] : [requireColumns(required)]),
      ...(incremental === undefined ? [] : [incremental.within]),
      tap((page) =>
        context.onEvent({
          type: 'page',
          resource: name,
          rows: rowCountOf(page),
          rejected: page.rejected.length,
          // A chain of a child is only a part of it.
          ...(page.done !== undefined && plan.parent === undefined && { done: page.done }),
        }),
      ),
    ];
    const { redact } = context;
    if (redact !== undefined) operators.push(hideSecrets(redact));
    return operators.reduce((stream, operator) => stream.pipe(operator), pages);
  });
}
