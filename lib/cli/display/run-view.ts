import type { ResourceOutcome, RunEvent } from '../../core/events.ts';

/** What a resource is doing. Times are milliseconds of the display's clock. */
export type ResourceState =
  | { readonly name: 'waiting' | 'fetching' | 'publishing' | 'published' | 'interrupted' }
  | { readonly name: 'retrying'; readonly until: number; readonly retry: RetryEvent }
  | { readonly name: 'failed'; readonly message: string };

type RetryEvent = Extract<RunEvent, { type: 'retry' }>;

/** One resource as the display shows it. */
export interface ResourceView {
  readonly resource: string;
  readonly parent: string | undefined;
  readonly startedAt: number;
  readonly state: ResourceState;
  readonly pages: number;
  readonly rows: number;
  readonly rejected: number;
  readonly requests: number;
  readonly retries: number;
  /** How much is done, from 0 to 1; `undefined` where the API does not say how much there is. */
  readonly done: number | undefined;
  /** Milliseconds in which a request waited to be sent again. */
  readonly waited: number;
  /** Bytes received. */
  readonly bytes: number;
  /** How it ended. */
  readonly outcome: ResourceOutcome | undefined;
}

/** Everything the display knows of a run. Resources are in the order in which they were first heard of. */
export interface RunView {
  readonly startedAt: number | undefined;
  readonly resources: ReadonlyMap<string, ResourceView>;
  /** Until when all requests wait. */
  readonly pausedUntil?: number;
}

export interface RunTotals {
  readonly resources: number;
  /** Resources that ended well, and those that did not. */
  readonly published: number;
  readonly failed: number;
  readonly pages: number;
  readonly rows: number;
  readonly rejected: number;
  readonly requests: number;
  readonly retries: number;
  /** The longest that any resource waited: they wait side by side. */
  readonly waited: number;
  readonly bytes: number;
}

export const EMPTY_RUN: RunView = { startedAt: undefined, resources: new Map() };

/** The view after one more event, which happened at `now`. */
export function reduceRun(run: RunView, event: RunEvent, now: number): RunView {
  if (event.type === 'warning' || event.type === 'decision') return run;
  if (event.type === 'waiting') return { ...run, pausedUntil: now + event.ms };
  if (event.type === 'resumed') return run;
  const view =
    event.type === 'resource-started'
      ? { ...fresh(event.resource, now), parent: event.parent }
      : change(run.resources.get(event.resource) ?? fresh(event.resource, now), event, now);
  return { ...run, startedAt: run.startedAt ?? now, resources: new Map(run.resources).set(event.resource, view) };
}

/** The resources as a tree in one list: each directly followed by its children, `depth` counted from 0. */
export function treeOrder(run: RunView): { readonly view: ResourceView; readonly depth: number }[] {
  const children = new Map<string | undefined, ResourceView[]>();
  for (const view of run.resources.values()) {
    const parent = view.parent !== undefined && run.resources.has(view.parent) ? view.parent : undefined;
    children.set(parent, [...(children.get(parent) ?? []), view]);
  }
  const below = (parent: string | undefined, depth: number): { view: ResourceView; depth: number }[] =>
    (children.get(parent) ?? []).flatMap((view) => [{ view, depth }].concat(below(view.resource, depth + 1)));
  return below(undefined, 0);
}

/** The sums over all resources. */
export function runTotals(run: RunView): RunTotals {
  const views = [...run.resources.values()];
  const sum = (field: 'pages' | 'rows' | 'rejected' | 'requests' | 'retries' | 'bytes'): number =>
    views.reduce((done, view) => done + view[field], 0);
  return {
    resources: views.length,
    published: views.filter(({ state }) => state.name === 'published').length,
    failed: views.filter(({ state }) => state.name === 'failed').length,
    pages: sum('pages'),
    rows: sum('rows'),
    rejected: sum('rejected'),
    requests: sum('requests'),
    retries: sum('retries'),
    waited: Math.max(0, ...views.map((view) => view.waited)),
    bytes: sum('bytes'),
  };
}

/** Whether a resource has ended, well or not. */
export function ended(view: ResourceView): boolean {
  return view.outcome !== undefined;
}

function fresh(resource: string, now: number): ResourceView {
  return {
    resource,
    parent: undefined,
    startedAt: now,
    state: { name: 'waiting' },
    pages: 0,
    rows: 0,
    rejected: 0,
    requests: 0,
    retries: 0,
    done: undefined,
    waited: 0,
    bytes: 0,
    outcome: undefined,
  };
}

type ResourceEvent = Exclude<RunEvent, { type: 'warning' | 'decision' | 'waiting' | 'resumed' | 'resource-started' }>;

function change(view: ResourceView, event: ResourceEvent, now: number): ResourceView {
  switch (event.type) {
    case 'request':
      return { ...view, requests: view.requests + 1, state: active(view, now) };
    case 'response':
      return { ...view, bytes: view.bytes + event.bytes };
    case 'page':
      return {
        ...view,
        pages: view.pages + 1,
        rows: view.rows + event.rows,
        rejected: view.rejected + event.rejected,
        done: doneWith(view, event.done),
        state: active(view, now),
      };
    case 'retry':
      return retrying(view, event, now);
    case 'ignored':
      return view;
    case 'publishing':
      return { ...view, state: { name: 'publishing' } };
    default:
      return ending(view, event.outcome);
  }
}

/** What was only said to be complete when it was says nothing. */
function doneWith({ done }: ResourceView, now: number | undefined): number | undefined {
  if (now === undefined) return done;
  return done === undefined && now >= 1 ? undefined : now;
}

/** Requests wait side by side: each millisecond counts once, and what comes last is what is waited for. */
function retrying(view: ResourceView, retry: RetryEvent, now: number): ResourceView {
  const before = view.state.name === 'retrying' ? view.state.until : now;
  const until = now + retry.wait;
  return {
    ...view,
    retries: view.retries + 1,
    waited: view.waited + Math.max(0, until - Math.max(now, before)),
    state: until > before || view.state.name !== 'retrying' ? { name: 'retrying', until, retry } : view.state,
  };
}

/** Another request of the same resource does not end the wait of the one that is to be retried. */
function active(view: ResourceView, now: number): ResourceState {
  return view.state.name === 'retrying' && now < view.state.until ? view.state : { name: 'fetching' };
}

/** The run's own account replaces what was counted on the way. */
function ending(view: ResourceView, outcome: ResourceOutcome): ResourceView {
  const { pages, requests, retries, rejected, rowsRead: rows, status, error } = outcome;
  const state: ResourceState =
    status === 'failed' ? { name: status, message: error?.message ?? 'unknown reason' } : { name: status };
  return { ...view, pages, requests, retries, rejected, rows, state, outcome };
}
