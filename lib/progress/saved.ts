/** What a checkpoint holds: the unfinished runs of an output folder and how far each of their resources got. */
import type { Published } from '../publish/publish.ts';
import type { Move } from '../publish/moves.ts';
import type { JournalMark } from '../journal/journal.ts';
import type { LineMark } from '../journal/line-file.ts';

/** What a run was asked for. */
export interface RunRequest {
  readonly source: string;
  /** Sorted; `null` is everything. */
  readonly select: readonly string[] | null;
  readonly limit: number | null;
  readonly fullRefresh: boolean;
}

export interface SavedRun {
  /** ISO 8601. */
  readonly started: string;
  readonly request: RunRequest;
  /** Whether it came to its end, with failures; otherwise it was interrupted. */
  readonly ended: boolean;
}

/** Where a chain of pages goes on. */
export interface SavedPosition {
  /** The index of its next page. */
  readonly index: number;
  /** The request for it (see `storedRequest`); none where there is no further page. */
  readonly next?: string;
  /** Where the rows were found so far. */
  readonly rowsAt?: readonly string[];
  /** Which range of an incremental loading it is in. */
  readonly leg?: number;
}

/** How far one chain of pages got. */
export interface SavedChain extends SavedPosition {
  /** The key of the parent that it belongs to; empty for a resource that has none. */
  readonly key: string;
}

/** What was counted up to a page. */
export interface Counted {
  readonly pages: number;
  readonly rows: number;
  readonly rejected: number;
  /** Parents without a usable key, by the child that did not ask for them. */
  readonly skipped: Readonly<Record<string, number>>;
}

/** Pages of a resource that are in its journal, and where it goes on behind them. */
export interface SavedWork {
  readonly counted: Counted;
  /** What incremental loading has to know of them. */
  readonly state?: unknown;
  /** None for a resource that is only fetched for its children. */
  readonly journal?: JournalMark;
  /** Those that are not done. */
  readonly chains: readonly SavedChain[];
  /** The parents whose pages are all in the journal. */
  readonly done?: LineMark;
}

/** A file is finished and is put in its place; from here on that is always completed. */
export interface SavedIntent {
  /** Paths are relative to the output folder. */
  readonly moves: readonly Move[];
  readonly published: Published;
  /** Whether `cursor` is to be saved. */
  readonly movesCursor: boolean;
  readonly cursor?: unknown;
}

export type SavedStatus = 'open' | 'fetched' | 'failed' | 'published';

export interface SavedResource {
  /** The key of its run in `SavedProgress`. */
  readonly run: string;
  readonly status: SavedStatus;
  /** When its loading began and when it last got on, ISO 8601. */
  readonly began: string;
  readonly saved: string;
  readonly fingerprint: string;
  readonly fullRefresh: boolean;
  readonly work?: SavedWork;
  /** Whether its pages are being fetched again, only for its children. */
  readonly feeding?: boolean;
  /** The parents that it was given, for a child. */
  readonly given?: LineMark;
  /** Whether it failed while its parent went on: there are parents that it was not given. */
  readonly missesParents?: boolean;
  /** Why it cannot go on, and starts over, where it is interrupted now. */
  readonly startsOver?: string;
  readonly intent?: SavedIntent;
  /** What was published, and what is known of its pages. */
  readonly published?: Published;
  readonly counted?: Counted;
  readonly state?: unknown;
}

export interface SavedProgress {
  readonly runs: Readonly<Record<string, SavedRun>>;
  readonly resources: Readonly<Record<string, SavedResource>>;
}

/** What there is of a resource, whatever it is called. */
export function entryOf({ resources }: SavedProgress, resource: string): SavedResource | undefined {
  return Object.hasOwn(resources, resource) ? resources[resource] : undefined;
}

export const NOTHING_SAVED: SavedProgress = { runs: {}, resources: {} };
export const NOTHING_COUNTED: Counted = { pages: 0, rows: 0, rejected: 0, skipped: {} };
