import {
  AsyncSubject,
  catchError,
  concat,
  connect,
  defer,
  EMPTY,
  finalize,
  from,
  identity,
  ignoreElements,
  map,
  merge,
  mergeMap,
  tap,
  type Observable,
} from 'rxjs';
import type { CheckedConfig } from '../config/schema.ts';
import type { ResourceOutcome } from '../core/events.ts';
import type { Page } from '../core/types.ts';
import type { Engine } from '../engines/engine.ts';
import type { State } from '../files/state.ts';
import { toParquet } from '../sinks/to-parquet.ts';
import type { SourceContext } from '../source/context.ts';
import { declaredColumns } from '../source/declared-columns.ts';
import { ParentError } from '../source/children.ts';
import { resourcePages } from '../source/resource-pages.ts';
import { changesRows } from '../source/row-steps.ts';
import type { FileTurns } from './file-turns.ts';
import { interruptible, isInterruption } from './interruptible.ts';
import { saveParentRows, saveProgress } from './progress.ts';
import { withDescendants, type ResourceNode } from './select-resources.ts';
import type { Tally } from './tally.ts';

export interface ResourceRun {
  readonly client: CheckedConfig['client'];
  readonly context: SourceContext;
  readonly engine: Engine;
  readonly out: string;
  readonly state: State;
  readonly tally: Tally;
  /** Emits when the run is to end: no page is asked for any more, and what is being published is still finished. */
  readonly stop: Observable<unknown>;
  /** Takes what has to end before the folder is given back. */
  readonly onClosing: (closed: Promise<void>) => void;
  /** Which of the resources that share a file publishes when. */
  readonly turns: FileTurns;
  /** Completes when the parent is published; nothing below it is published before. */
  readonly after?: Observable<never>;
}

/**
 * Runs a resource and all below it, and emits one outcome for each. Its pages go to its own sink and to its
 * children at the same time. A child publishes after its parent did; where a resource fails, nothing below it is
 * published either, and the rest of the run goes on. A resource that is interrupted has no outcome.
 */
export function runResource(
  node: ResourceNode,
  run: ResourceRun,
  parentPages?: Observable<Page>,
): Observable<ResourceOutcome> {
  return defer(() => {
    const { name } = node.plan.info;
    const outcomes: ResourceOutcome[] = [];
    const published = new AsyncSubject<never>();
    const parent = node.plan.parent?.resource;
    run.context.onEvent({ type: 'resource-started', resource: name, ...(parent !== undefined && { parent }) });
    return resourcePages(node.plan, run.client, run.context, parentPages).pipe(
      interruptible(run.stop),
      connect((pages) =>
        merge(
          concat(
            publishing(node, run, pages),
            defer(() => (published.complete(), EMPTY)),
          ),
          ...node.children.map((child) => runResource(child, { ...run, after: published }, pages)),
        ),
      ),
      tap((outcome) => outcomes.push(outcome)),
      // What failed on its own before has been told already.
      catchError((error: unknown) => (isInterruption(error) ? EMPTY : from(failures(node, run, error, outcomes)))),
      (all) => concat(all, defer(() => saveParentRows(node, run, outcomes)).pipe(ignoreElements())),
    );
  });
}

function publishing(node: ResourceNode, run: ResourceRun, pages: Observable<Page>): Observable<ResourceOutcome> {
  if (!node.published) return pages.pipe(ignoreElements());
  const { info, settings } = node.plan;
  const { onEvent } = run.context;
  const after = concat(
    run.turns.turn(info.name),
    defer(() => {
      onEvent({ type: 'publishing', resource: info.name });
      return run.after ?? EMPTY;
    }),
  );
  return pages.pipe(
    run.context.incremental(info.name)?.newTo(info.name) ?? identity,
    toParquet({
      out: run.out,
      engine: run.engine,
      resource: info,
      declared: declaredColumns(settings.schema),
      asReceived: !changesRows(node.plan),
      onClosing: run.onClosing,
      after,
    }),
    mergeMap(async (published) => {
      await saveProgress(node, run, published.replacedWhole);
      return published;
    }, 1),
    map(({ warnings, rows, bytes, duplicates, rejected, ...published }) => {
      for (const message of warnings) onEvent({ type: 'warning', resource: info.name, message });
      const { file, rejectedFile, rejectedReason } = published;
      const outcome = run.tally.outcome(info.name, {
        status: 'published',
        rowsPublished: rows,
        bytes,
        duplicates,
        rejected,
        ...(file !== undefined && { file }),
        ...(rejectedFile !== undefined && { rejectedFile }),
        ...(rejectedReason !== undefined && { rejectedReason }),
      });
      onEvent({ type: 'published', resource: info.name, outcome });
      return outcome;
    }),
    finalize(() => run.turns.end(info.name)),
  );
}

function failures(
  node: ResourceNode,
  run: ResourceRun,
  error: unknown,
  told: readonly ResourceOutcome[],
): readonly ResourceOutcome[] {
  const untold = withDescendants(node).filter(({ plan }) => !told.some(({ resource }) => resource === plan.info.name));
  return untold.map(({ plan }) => {
    const { name } = plan.info;
    const own = plan === node.plan;
    const cause = own ? asError(error) : new ParentError(plan.parent!.resource, error);
    const outcome = run.tally.outcome(name, { status: 'failed', error: cause });
    run.context.onEvent({ type: 'failed', resource: name, outcome });
    return outcome;
  });
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
