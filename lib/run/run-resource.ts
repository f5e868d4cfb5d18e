import { relative } from 'node:path';
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
  of,
  tap,
  type Observable,
} from 'rxjs';
import type { CheckedConfig } from '../config/schema.ts';
import type { ResourceOutcome } from '../core/events.ts';
import type { Page } from '../core/types.ts';
import type { Engine } from '../engines/engine.ts';
import type { State } from '../files/state.ts';
import type { RunProgress } from '../progress/run-progress.ts';
import type { Published, PublishedFacts } from '../publish/publish.ts';
import { toParquet } from '../sinks/to-parquet.ts';
import type { SourceContext } from '../source/context.ts';
import { ParentError } from '../source/children.ts';
import { contractOf } from '../source/contract.ts';
import type { BucketFolder } from '../storage/bucket-folder.ts';
import { publishedForm } from '../source/published-form.ts';
import { resourcePages } from '../source/resource-pages.ts';
import { changesRows } from '../source/row-steps.ts';
import type { FileTurns } from './file-turns.ts';
import { interruptible, isInterruption } from './interruptible.ts';
import { cursorAfter, saveParentRows } from './progress.ts';
import { withDescendants, type ResourceNode } from './select-resources.ts';
import type { Tally } from './tally.ts';

export interface ResourceRun {
  readonly client: CheckedConfig['client'];
  readonly context: SourceContext;
  readonly engine: Engine;
  readonly out: string;
  readonly state: State;
  readonly progress: RunProgress;
  readonly tally: Tally;
  /** Emits when the run is to end: no page is asked for any more, and what is being published is still finished. */
  readonly stop: Observable<unknown>;
  /** Takes what has to end before the folder is given back. */
  readonly onClosing: (closed: Promise<void>) => void;
  /** Where the folder is taken to as well. */
  readonly bucket: Pick<BucketFolder, 'changed' | 'commit'> | undefined;
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
    return pagesOf(node, run, parentPages).pipe(
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

/** The pages that are still to be fetched. */
function pagesOf({ plan }: ResourceNode, run: ResourceRun, parentPages?: Observable<Page>): Observable<Page> {
  const { how, feedsChildren = false } = run.progress.start(plan.info.name);
  const isComplete = (how === 'published' && !feedsChildren) || how === 'fetched';
  return isComplete ? EMPTY : resourcePages(plan, run.client, run.context, parentPages);
}

function publishing(node: ResourceNode, run: ResourceRun, pages: Observable<Page>): Observable<ResourceOutcome> {
  const { info } = node.plan;
  const { progress, context } = run;
  const { how, fullRefresh } = progress.start(info.name);
  const onJournaled = () => progress.fetched(info.name);
  if (!node.published || how === 'published') {
    const before = node.published ? defer(() => of(publishedBefore(info.name, run))) : EMPTY;
    return concat(pages.pipe(ignoreElements(), tap({ complete: onJournaled })), before).pipe(
      finalize(() => run.turns.end(info.name)),
    );
  }
  const form = publishedForm(node.plan);
  const after = concat(
    run.turns.turn(info.name),
    defer(() => {
      context.onEvent({ type: 'publishing', resource: info.name });
      return run.after ?? EMPTY;
    }),
  );
  let facts: PublishedFacts | undefined;
  return pages.pipe(
    context.incremental(info.name)?.newTo(info.name) ?? identity,
    map(form.page),
    toParquet({
      out: run.out,
      engine: run.engine,
      resource: form.info,
      declared: form.declared,
      declaresAll: form.declaresAll,
      contract: contractOf(node.plan.settings),
      nested: form.nested,
      asReceived: !changesRows(node.plan),
      openJournal: async () => progress.of(info.name)!.openJournal(),
      replacesAll: fullRefresh,
      commit: async (moves, published) => {
        const paths = moves.map(({ to }) => relative(run.out, to));
        const cursor = cursorAfter(node, run, published);
        await progress.publish(info.name, moves, published, cursor, () => run.bucket?.changed(paths));
        await run.bucket?.commit();
      },
      onFacts: (told) => (facts = told),
      onJournaled,
      onClosing: run.onClosing,
      after,
    }),
    map((published) => publishedOutcome(info.name, published, run, facts)),
    finalize(() => run.turns.end(info.name)),
  );
}

/** What the interrupted run that is being finished has published. */
function publishedBefore(resource: string, run: ResourceRun): ResourceOutcome {
  return publishedOutcome(resource, run.progress.published(resource)!, run);
}

function publishedOutcome(
  resource: string,
  published: Published,
  { tally, context }: ResourceRun,
  facts?: PublishedFacts,
): ResourceOutcome {
  const { rows, bytes, duplicates, rejected, file, rejectedFile, rejectedReason, discarded } = published;
  for (const message of published.warnings) context.onEvent({ type: 'warning', resource, message });
  const outcome = tally.outcome(resource, {
    status: 'published',
    rowsPublished: rows,
    bytes,
    duplicates,
    rejected,
    ...(file !== undefined && { file }),
    ...(rejectedFile !== undefined && { rejectedFile }),
    ...(rejectedReason !== undefined && { rejectedReason }),
    ...(discarded && { discarded }),
  });
  context.onEvent({ type: 'published', resource, outcome, ...facts });
  return outcome;
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
    // A parent goes on without a child that failed.
    run.progress.fail(name, { missesParents: own && plan.parent !== undefined });
    run.context.onEvent({ type: 'failed', resource: name, outcome });
    return outcome;
  });
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
