import { ConfigError } from '../core/errors.ts';
import { entryOf, type RunRequest, type SavedProgress, type SavedResource, type SavedRun } from './saved.ts';

/** A resource that a run is to fetch. */
export interface Wanted {
  readonly name: string;
  readonly parent: string | undefined;
  /** False where it is only fetched for its children. */
  readonly published: boolean;
  readonly fingerprint: string;
}

/** How a resource begins. */
export interface Start {
  /**
   * `anew`: at its first request. `on`: behind the pages that are in its journal. `fetched`: all of them are, it is only
   * to be published. `published`: there is nothing to do.
   */
  readonly how: 'anew' | 'on' | 'fetched' | 'published';
  /** What it goes on from. */
  readonly saved?: SavedResource;
  /** Whether its pages are fetched all the same, for a child that begins anew. */
  readonly feedsChildren?: boolean;
  readonly fullRefresh: boolean;
  /** Why it does not go on from what there is. */
  readonly reason?: string;
}

export interface Decision {
  /** The run that this one is, or goes on with. */
  readonly id: string | undefined;
  readonly run: SavedRun | undefined;
  /** By resource, parents first. */
  readonly starts: ReadonlyMap<string, Start>;
}

export interface Deciding {
  readonly saved: SavedProgress;
  readonly request: RunRequest;
  /** Parents before children. */
  readonly wanted: readonly Wanted[];
  /** Milliseconds since 1970. */
  readonly now: number;
  /** How old a checkpoint may be, in milliseconds. */
  readonly resumeWithin: number;
  readonly fresh: boolean;
}

/** Decides what a run does with what earlier ones left behind. Throws a `ConfigError` where it may not touch it. */
export function decide(deciding: Deciding): Decision {
  const { saved, request, wanted, fresh } = deciding;
  const [id, run] = (fresh ? undefined : interruptedRun(saved, request)) ?? [];
  checkLimit(deciding);
  const fullRefresh = request.fullRefresh || run?.request.fullRefresh === true;
  const starts = new Map<string, Start>();
  for (const one of wanted) {
    const parent = one.parent === undefined ? undefined : starts.get(one.parent);
    starts.set(one.name, underParent(startOf(one, deciding, id, fullRefresh), parent, fullRefresh));
  }
  // A child that begins anew, or was not given all of its parents, needs all of them again.
  for (const { name, parent } of wanted.toReversed()) {
    const below = starts.get(name)!;
    const needsParents = below.how === 'anew' || below.feedsChildren || below.saved?.missesParents;
    if (parent === undefined || !needsParents) continue;
    const above = starts.get(parent)!;
    if (above.how === 'published') starts.set(parent, { ...above, feedsChildren: true });
    else if (above.how !== 'anew') {
      starts.set(parent, { how: 'anew', fullRefresh, reason: `${name} needs all of its rows again` });
    }
  }
  return { id, run, starts };
}

/** The latest run that was asked for the same and did not come to its end. */
function interruptedRun(saved: SavedProgress, request: RunRequest): [string, SavedRun] | undefined {
  return Object.entries(saved.runs)
    .filter(([, { ended, request: before }]) => !ended && goesOnWith(before, request))
    .sort(([, a], [, b]) => (a.started < b.started ? 1 : -1))[0];
}

/** An interrupted full refresh is finished as one, whether it is asked for again or not. */
function goesOnWith(before: RunRequest, request: RunRequest): boolean {
  const same = (key: 'source' | 'select' | 'limit') => JSON.stringify(before[key]) === JSON.stringify(request[key]);
  return same('source') && same('select') && same('limit') && (before.fullRefresh || !request.fullRefresh);
}

/** What there is of all pages is not published with a limit, which was asked for to see a few. */
function checkLimit({ saved, request, wanted, fresh, ...rest }: Deciding): void {
  if (request.limit === null || fresh) return;
  const lost = wanted.filter((one) => {
    const entry = entryOf(saved, one.name);
    if (entry === undefined || entry.status === 'published' || saved.runs[entry.run]?.request.limit != null)
      return false;
    return (
      (entry.work?.counted.pages ?? 0) > 0 &&
      whyUseless(entry, one, { saved, request, wanted, fresh, ...rest }) === undefined
    );
  });
  if (lost.length === 0) return;
  const names = lost.map(({ name }) => name).join(', ');
  throw new ConfigError(`--limit would leave out what an unfinished run has fetched of ${names}`, {
    fix: 'finish it by a run without --limit, drop it with --fresh, or look into another folder with --out',
  });
}

function startOf(wanted: Wanted, deciding: Deciding, finishing: string | undefined, fullRefresh: boolean): Start {
  const entry = entryOf(deciding.saved, wanted.name);
  const anew = (reason?: string): Start => ({ how: 'anew', fullRefresh, ...(reason !== undefined && { reason }) });
  if (entry === undefined) return anew();
  if (entry.status === 'published' && entry.run !== finishing) return anew();
  const reason = whyUseless(entry, wanted, deciding);
  if (reason !== undefined) return anew(reason);
  const on = { saved: entry, fullRefresh: entry.fullRefresh };
  if (entry.status === 'published') return { how: 'published', ...on, ...(entry.feeding && { feedsChildren: true }) };
  if (entry.status === 'fetched') return { how: 'fetched', ...on };
  if (entry.work !== undefined) return { how: 'on', ...on };
  const why = entry.startsOver === undefined ? {} : { reason: entry.startsOver };
  // A child has the parents that it was given, be it without any page.
  return entry.given === undefined ? { ...anew(), ...why } : { how: 'on', ...on, ...why };
}

/** Why a resource cannot go on from what there is of it. */
function whyUseless(entry: SavedResource, wanted: Wanted, deciding: Deciding): string | undefined {
  const { saved, request, now, resumeWithin, fresh } = deciding;
  if (fresh) return '--fresh';
  if (entry.fingerprint !== wanted.fingerprint) return 'its configuration has changed';
  if (now - Date.parse(entry.saved) > resumeWithin) return 'its checkpoint is older than resume_within';
  if (request.fullRefresh && !entry.fullRefresh) return '--full-refresh';
  const limit = saved.runs[entry.run]?.request.limit ?? null;
  if (limit !== null && limit !== request.limit) return `it was limited to ${limit} ${limit === 1 ? 'page' : 'pages'}`;
  const wasPublished = entry.status === 'published' || entry.work === undefined || entry.work.journal !== undefined;
  return wanted.published && !wasPublished ? 'it was only fetched for its children' : undefined;
}

/** A parent that begins anew, not only to feed its children, may have rows that its children do not know. */
function underParent(start: Start, parent: Start | undefined, fullRefresh: boolean): Start {
  if (parent === undefined || parent.how !== 'anew') return start;
  if (start.how === 'published') return { how: 'anew', fullRefresh, reason: 'its parent starts over' };
  return start.how === 'fetched' ? { ...start, how: 'on' } : start;
}
