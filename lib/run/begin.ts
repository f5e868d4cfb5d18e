/** What a run goes on from, and how its resources are followed. */
import { millisecondsOf } from '../config/duration-schema.ts';
import { ConfigError } from '../core/errors.ts';
import type { OnEvent } from '../core/events.ts';
import type { Folders } from '../files/folders.ts';
import type { State } from '../files/state.ts';
import { decide } from '../progress/decide.ts';
import { fingerprint } from '../progress/fingerprint.ts';
import { hiddenSecrets } from '../progress/hidden-secrets.ts';
import { readProgress } from '../progress/checkpoint.ts';
import { rollForward } from '../progress/roll-forward.ts';
import { RunProgress, type Followed } from '../progress/run-progress.ts';
import type { RunRequest } from '../progress/saved.ts';
import { resumedEvent } from '../progress/told.ts';
import type { SourceContext } from '../source/context.ts';
import type { ConsumerTaken } from '../source/incremental/consumer.ts';
import { CursorError } from '../source/incremental/cursor-error.ts';
import { incrementalLoadings } from '../source/incremental/incremental-loadings.ts';
import type { ResourcePlan } from '../source/plan.ts';
import { sharing } from '../source/shared-tables.ts';
import { consumersIn, keptProgress } from './progress.ts';
import type { PreparedSource } from './run.ts';
import { withDescendants, type ResourceNode } from './select-resources.ts';
import type { Tally } from './tally.ts';

export interface Beginning {
  readonly source: PreparedSource;
  readonly nodes: readonly ResourceNode[];
  readonly request: RunRequest;
  readonly fresh: boolean;
  readonly folders: Folders;
  readonly state: State;
  readonly tally: Tally;
  readonly onEvent: OnEvent;
  readonly now: () => number;
}

export interface Begun {
  readonly progress: RunProgress;
  readonly incremental: SourceContext['incremental'];
}

/**
 * Completes what was being published, decides what becomes of other unfinished work and says so. Throws where it
 * cannot be read, and where the run may not touch it.
 */
export async function begin(beginning: Beginning): Promise<Begun> {
  checkFullRefresh(beginning);
  const { source, request, fresh, folders, state, tally, onEvent, now } = beginning;
  const saved = await rollForward(await readProgress(folders.checkpoint, fresh ? 'drop' : 'fail'), folders, state);
  let incremental: SourceContext['incremental'] = () => undefined;
  const resources = followed(beginning, (resource) => takenOf(incremental, resource));
  const resumeWithin = millisecondsOf(source.config.resume_within ?? '6h');
  const decision = decide({ saved, request, wanted: resources, now: now(), resumeWithin, fresh });
  const told = resumedEvent(saved, decision, resources, now());
  if (told !== undefined) onEvent(told);
  const secrets = hiddenSecrets(source.secrets);
  const progress = await RunProgress.open({ folders, state, request, resources, saved, decision, secrets, now });
  for (const { name } of resources) {
    const { work, counted = work?.counted } = decision.starts.get(name)!.saved ?? {};
    if (counted !== undefined) tally.goOn(name, counted);
  }
  incremental = await loadings(beginning, progress);
  return { progress, incremental };
}

/** One that does not fit what was kept has taken nothing; its resource fails, and says why. */
function takenOf(incremental: SourceContext['incremental'], resource: string): unknown {
  try {
    return incremental(resource)?.taken();
  } catch (error) {
    if (error instanceof CursorError) return undefined;
    throw error;
  }
}

async function loadings(
  { source, nodes, folders, state, onEvent }: Beginning,
  progress: RunProgress,
): Promise<SourceContext['incremental']> {
  const selected = new Set(nodes.flatMap(withDescendants).map(({ plan }) => plan.info.name));
  const kept = await keptProgress(source.plans, state, folders, onEvent);
  return incrementalLoadings(source.plans, {
    now: (resource) => progress.began(resource),
    onEvent,
    consumersOf: consumersIn(nodes),
    stored: (resource) => (selected.has(resource) && progress.start(resource).fullRefresh ? {} : kept(resource)),
    taken: (resource) => {
      const { saved, feedsChildren = false } = progress.start(resource);
      const { work, state: known = work?.state } = (feedsChildren ? undefined : saved) ?? {};
      return new Map(Object.entries((known ?? {}) as Readonly<Record<string, ConsumerTaken>>));
    },
  });
}

/** @param stateOf what the incremental loading of a resource has to know */
function followed({ source, nodes, tally }: Beginning, stateOf: (resource: string) => unknown): Followed[] {
  const prints = new Map<string, string>();
  const secrets = new Set(source.secrets);
  return nodes.flatMap(withDescendants).map(({ plan, published, children }) => {
    const { name } = plan.info;
    const parent = plan.parent?.resource;
    const below = children.map((child) => child.plan.info.name);
    // Another parent gives other children.
    const print = fingerprint([rowsOf(plan, source.config.client), parent && prints.get(parent)], secrets);
    prints.set(name, print);
    const hasOperator = plan.settings.processing_steps?.some((step) => step.pipe !== undefined);
    return {
      name,
      parent,
      published,
      fingerprint: print,
      ...(hasOperator && { untraceable: 'an operator of its own (processing_steps.pipe) may hold its pages back' }),
      counted: () => tally.counted(name, below),
      ...(plan.incremental && { state: () => stateOf(name) }),
    };
  });
}

/** What decides which rows a resource has: not how failures are dealt with, and not what is told of them. */
function rowsOf({ info, settings, parent, incremental }: ResourcePlan, client: PreparedSource['config']['client']) {
  const { error_handler: _, ...asked } = client;
  const { on_reject: __, selected: ___, endpoint, ...own } = settings;
  const { error_handler: ____, ...request } = endpoint;
  return { info, own, request, incremental, parent, client: asked };
}

/** A file can be replaced as a whole where all of its rows come from one resource. */
function checkFullRefresh({ source, nodes, request }: Beginning): void {
  if (!request.fullRefresh) return;
  const shared = sharing(source.plans.map(({ info }) => info));
  const found = nodes.flatMap(withDescendants).find(({ plan, published }) => published && shared.has(plan.info.name));
  if (found === undefined) return;
  const { name, table } = found.plan.info;
  throw new ConfigError(`${name} shares ${table}.parquet with another resource, so --full-refresh cannot replace it`, {
    fix: `move ${table}.parquet away instead: what has no file is loaded anew; or leave ${name} out with --select`,
  });
}
