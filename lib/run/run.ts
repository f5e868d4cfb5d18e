import { join } from 'node:path';
import {
  defer,
  firstValueFrom,
  from,
  fromEvent,
  merge,
  mergeMap,
  NEVER,
  of,
  shareReplay,
  toArray,
  type Observable,
} from 'rxjs';
import type { CheckedConfig } from '../config/schema.ts';
import type { OnEvent, ResourceOutcome, RunSummary } from '../core/events.ts';
import { ConfigError } from '../core/errors.ts';
import { redactor, type Redactor } from '../core/redact.ts';
import { ENGINES, openEngine, type EngineName } from '../engines/open-engine.ts';
import { Credentials } from '../files/credentials.ts';
import { makeFolders } from '../files/folders.ts';
import { isBucket } from '../files/is-bucket.ts';
import { takeLock } from '../files/lock.ts';
import { State } from '../files/state.ts';
import { HistoryRecorder } from '../history/history-recorder.ts';
import type { RunProgress } from '../progress/run-progress.ts';
import type { RunRequest } from '../progress/saved.ts';
import type { SourceContext } from '../source/context.ts';
import { openClient } from '../source/open-client.ts';
import type { BucketFolder } from '../storage/bucket-folder.ts';
import type { ResourcePlan } from '../source/plan.ts';
import { changesRows, looksAtRows } from '../source/row-steps.ts';
import { begin } from './begin.ts';
import { FileTurns } from './file-turns.ts';
import { runInBucket } from './run-in-bucket.ts';
import { keepRun, runId, watchMemory } from './keep-run.ts';
import { runResource } from './run-resource.ts';
import { selectResources, withDescendants, type ResourceNode } from './select-resources.ts';
import { Tally } from './tally.ts';
import { openTape, type Tape } from './tape.ts';
import { traced } from './tracing.ts';

export const DEFAULT_CONCURRENCY = 8;

export interface RunOptions {
  /** The output folder; it is made where it is missing. Or a place in a bucket: `s3://bucket/prefix`. @default 'data' */
  readonly out?: string;
  /** The resources to publish; their parents are fetched as needed. @default all */
  readonly select?: readonly string[];
  /** At most this many pages of each resource. Cursors do not advance then. */
  readonly limit?: number;
  /** Fetches everything from its beginning; without it, unfinished work of earlier runs is gone on with. */
  readonly fresh?: boolean;
  /** Loads everything anew, without cursors, and replaces the files as a whole at the end. */
  readonly fullRefresh?: boolean;
  /** How many requests are under way at the same time. @default 8 */
  readonly concurrency?: number;
  /** What writes the files. `parquetjs` needs no native library; it is slower, and refuses some things. @default 'duckdb' */
  readonly engine?: EngineName;
  /** How much memory DuckDB may take before it spills to disk, e.g. `2GB`. @default '512MB' */
  readonly memory?: string;
  /** Ends the run where it is: what is being published is finished, and nothing else is published. */
  readonly signal?: AbortSignal;
  readonly onEvent?: OnEvent;
  /** The clock that says where windows of incremental loading end. @default Date.now */
  readonly now?: () => number;
  /** Keeps every request and answer in this folder, without the secrets of the source. */
  readonly record?: string;
  /**
   * Runs from the recording in this folder: nothing is sent, secrets need not be there, and `select`, `limit` and
   * `concurrency` are those of the recorded run unless they are given.
   */
  readonly replay?: string;
}

/** A source that is checked and has its secrets. */
export interface PreparedSource {
  readonly name: string;
  /** The file that it is from, if it is from one. */
  readonly file?: string;
  /** What was changed about its configuration, as `path=value`. */
  readonly set?: readonly string[];
  readonly config: CheckedConfig;
  readonly plans: readonly ResourcePlan[];
  /** The values that are never printed. */
  readonly secrets: readonly string[];
}

/**
 * Runs a source: every selected resource is fetched and published. A resource that fails is told in the summary,
 * and the others go on. Rejects with a `ConfigError` or `SinkError` where the run as a whole cannot begin.
 */
export async function run(source: PreparedSource, options: RunOptions = {}): Promise<RunSummary> {
  checkOptions(options);
  const { out = 'data' } = options;
  return traced(source.name, options, async (given) => {
    if (!isBucket(out)) return runInFolder(source, given);
    return runInBucket(source, { ...given, out }, (there, bucket) => runInFolder(source, there, bucket));
  });
}

/** @param bucket where the folder is taken to while the run goes on */
async function runInFolder(source: PreparedSource, options: RunOptions, bucket?: BucketFolder): Promise<RunSummary> {
  const { concurrency = DEFAULT_CONCURRENCY } = options;
  const redact = redactor(source.secrets);
  const tape = await openTape(source, { ...options, concurrency }, options, redact);
  try {
    const summary = await runOn(tape, source, redact, bucket);
    await tape.finish(summary);
    return summary;
  } catch (error) {
    await tape.discard();
    throw error;
  }
}

async function runOn(
  tape: Tape,
  source: PreparedSource,
  redact: Redactor,
  bucket: BucketFolder | undefined,
): Promise<RunSummary> {
  const started = Date.now();
  const { options } = tape;
  const { out = 'data', concurrency, limit, signal, now = Date.now, fresh = false } = options;
  const nodes = selectResources(source.plans, options.select);
  const folders = await makeFolders(out);
  const unlock = await takeLock(folders.lock);
  const engine = openEngine(options.engine ?? 'duckdb', {
    spillFolder: join(folders.temporary, 'spill'),
    memory: options.memory,
  });
  const tally = new Tally();
  const history = new HistoryRecorder({ started, redact });
  const onEvent: OnEvent = (event) => {
    tally.count(event);
    history.take(event);
    options.onEvent?.(event);
  };
  const credentials = new Credentials(folders.credentials, bucket?.saveCredentials);
  const client = openClient(source.config.client, {
    concurrency,
    redact,
    onEvent,
    kept: tape.kept ?? credentials,
    intercept: tape.intercept,
    replaying: tape.replaying,
  });
  const closing: Promise<void>[] = [];
  let progress: RunProgress | undefined;
  let interrupted = true;
  const watching = watchMemory(history).subscribe();
  try {
    const state = await State.read(folders.state);
    tape.begin(state, onEvent);
    const beginning = {
      source,
      nodes,
      request: requestOf(source, options),
      fresh,
      folders,
      state,
      tally,
      onEvent,
      now,
    };
    const begun = await begin(beginning);
    const { incremental } = begun;
    progress = begun.progress;
    bucket?.follow((work) => begun.progress.atRest(work));
    const context: SourceContext = {
      ...client,
      onEvent,
      concurrency,
      limit,
      incremental,
      progressOf: (resource) => begun.progress.of(resource),
      leavesRows: untouched(nodes),
      onParentSkipped: (resource) => tally.skipParent(resource),
    };
    engine.warmUp?.();
    const stop = merge(signal === undefined ? NEVER : abortOf(signal), begun.progress.broken, bucket?.failed ?? NEVER);
    const onClosing = (closed: Promise<void>) => void closing.push(closed);
    const publishing = nodes.flatMap(withDescendants).filter(({ published }) => published);
    const shared = {
      client: source.config.client,
      context,
      engine,
      out,
      state,
      progress: begun.progress,
      tally,
      stop,
      turns: new FileTurns(publishing.map(({ plan }) => plan.info)),
      onClosing,
      bucket,
    };
    const outcomes = await firstValueFrom(
      from(nodes).pipe(
        mergeMap((node) => runResource(node, shared), concurrency),
        toArray(),
      ),
    );
    const resources = inPlanOrder(nodes, outcomes, tally);
    // A signal that came when all was done interrupted nothing.
    interrupted = resources.some(({ status }) => status === 'interrupted');
    const summary: RunSummary = {
      id: runId(started),
      source: source.name,
      out,
      resources,
      interrupted,
      ms: Date.now() - started,
    };
    await keepRun(folders, summary, history, onEvent);
    return summary;
  } finally {
    watching.unsubscribe();
    client.transport.close();
    await credentials.saved();
    await Promise.all(closing);
    await engine.close();
    await bucket?.rest();
    try {
      await progress?.end(interrupted);
    } finally {
      await unlock();
    }
  }
}

/** Which resources have rows that nobody looks at between the API and the sink. */
function untouched(nodes: readonly ResourceNode[]): (resource: string) => boolean {
  const leaves = nodes
    .flatMap(withDescendants)
    .filter(({ plan, children }) => children.length === 0 && !changesRows(plan) && !looksAtRows(plan));
  const names = new Set(leaves.map(({ plan }) => plan.info.name));
  return (resource) => names.has(resource);
}

function requestOf({ name }: PreparedSource, { select, limit, fullRefresh = false }: RunOptions): RunRequest {
  return { source: name, select: select === undefined ? null : [...select].sort(), limit: limit ?? null, fullRefresh };
}

/** With a wrong number a run would hang, or publish nothing and call it complete. */
function checkOptions(options: RunOptions): void {
  for (const name of ['limit', 'concurrency'] as const) {
    const value = options[name];
    if (value === undefined || (Number.isInteger(value) && value >= 1)) continue;
    throw new ConfigError(`${name} has to be a whole number from 1, not ${value}`, { setting: name });
  }
  const { engine, memory } = options;
  if (engine !== undefined && !ENGINES.includes(engine)) {
    throw new ConfigError(`there is no engine ${engine}`, { setting: 'engine', fix: `use ${ENGINES.join(' or ')}` });
  }
  if (memory !== undefined && !/^\d+(?:\.\d+)? ?[MG]i?B$/i.test(memory)) {
    throw new ConfigError(`memory has to be a size such as 512MB or 2GB, not ${memory}`, { setting: 'memory' });
  }
}

/** Emits when the signal is aborted, or was before; however many wait, it is listened to once. */
function abortOf(signal: AbortSignal): Observable<unknown> {
  return defer(() => (signal.aborted ? of(undefined) : fromEvent(signal, 'abort'))).pipe(
    shareReplay({ bufferSize: 1, refCount: true }),
  );
}

/** Parents before children; what has no outcome was interrupted. */
function inPlanOrder(
  nodes: readonly ResourceNode[],
  outcomes: readonly ResourceOutcome[],
  tally: Tally,
): readonly ResourceOutcome[] {
  const byName = new Map(outcomes.map((outcome) => [outcome.resource, outcome]));
  return nodes.flatMap(withDescendants).flatMap(({ plan, published }) => {
    const { name } = plan.info;
    const outcome = byName.get(name);
    if (outcome !== undefined) return [outcome];
    return published ? [tally.outcome(name, { status: 'interrupted' })] : [];
  });
}
