import type { Discarded } from './contract.ts';

/** What a run tells while it is under way: the progress display, the log and the report all read this one stream. */
export type RunEvent =
  | {
      /** The first event of a run that found unfinished work. */
      readonly type: 'resumed';
      readonly resource?: undefined;
      /** Whether an interrupted run is finished; otherwise what failed, or was left over, goes on. */
      readonly interrupted: boolean;
      /** Milliseconds since the last of it was fetched. */
      readonly age: number;
      readonly resources: readonly ResumedResource[];
    }
  | { readonly type: 'resource-started'; readonly resource: string; readonly parent?: string }
  | { readonly type: 'request'; readonly resource: string; readonly method: string; readonly url: string }
  | {
      readonly type: 'response';
      readonly resource: string;
      /** Names the request: `GET https://api.example.com/jobs`. */
      readonly request: string;
      readonly status: number;
      readonly bytes: number;
      /** Milliseconds from sending to the last byte. */
      readonly ms: number;
    }
  | {
      readonly type: 'retry';
      readonly resource: string;
      /** The retry about to happen, from 1. */
      readonly attempt: number;
      readonly limit: number;
      /** Milliseconds. */
      readonly wait: number;
      readonly reason: string;
    }
  | {
      /** An answer that `response_actions` say to ignore. */
      readonly type: 'ignored';
      readonly resource: string;
      readonly status: number;
      /** Names the request: `GET https://api.example.com/jobs`. */
      readonly request: string;
      /** How many pages of its chain came before it. */
      readonly pagesBefore: number;
    }
  | {
      /** All requests wait: for the limits of the API, or for those that are configured. Once for each pause. */
      readonly type: 'waiting';
      readonly resource?: string;
      /** Milliseconds from now on. */
      readonly ms: number;
      readonly reason: string;
    }
  | {
      readonly type: 'page';
      readonly resource: string;
      readonly rows: number;
      readonly rejected: number;
      /** How much of a root resource is done with this page, from 0 to 1, where the API says how much there is. */
      readonly done?: number;
    }
  | {
      /** What was decided from an answer because nothing was configured. */
      readonly type: 'decision';
      readonly resource: string;
      readonly message: string;
      /** The paginator that was decided for, as a configuration would name it. */
      readonly paginator?: Readonly<Record<string, unknown>>;
    }
  | { readonly type: 'warning'; readonly resource?: string; readonly message: string }
  | { readonly type: 'publishing'; readonly resource: string }
  | {
      readonly type: 'published';
      readonly resource: string;
      readonly outcome: ResourceOutcome;
      /** Of the published file; left out where there is none, or where an interrupted run published it. */
      readonly columns?: readonly PublishedColumn[];
      /** Some of the rejected rows. */
      readonly rejects?: readonly RejectedExample[];
      /** Some of the keys of duplicates, as JSON. */
      readonly repeated?: readonly string[];
    }
  | { readonly type: 'failed'; readonly resource: string; readonly outcome: ResourceOutcome };

export interface PublishedColumn {
  readonly name: string;
  /** With the fields of a struct: `struct<id int64, tags list<string>>`. */
  readonly type: string;
}

export interface RejectedExample {
  readonly reason: string;
  /** The row as JSON; left out where it is very large. */
  readonly row?: string;
}

/** What becomes of the unfinished work of a resource. */
export interface ResumedResource {
  readonly resource: string;
  /** `complete`: it is not fetched again. `continued`: behind what was fetched. `restarted`: from its beginning. */
  readonly how: 'complete' | 'continued' | 'restarted';
  /** Pages that are not fetched again. */
  readonly pages: number;
  /** Why it is restarted. */
  readonly reason?: string;
}

/** How one resource ended. Times in milliseconds, sizes in bytes. */
export interface ResourceOutcome {
  readonly resource: string;
  readonly status: 'published' | 'failed' | 'interrupted';
  readonly pages: number;
  readonly requests: number;
  readonly retries: number;
  readonly rowsRead: number;
  /** Rows in the published file, those of earlier runs included. */
  readonly rowsPublished: number;
  /** Rows of this run that an equal key, or an equal row, replaced. */
  readonly duplicates: number;
  readonly rejected: number;
  /** Where the rejected rows are, and why the first of them is there. */
  readonly rejectedFile?: string;
  readonly rejectedReason?: string;
  /** Parents without a usable key, whose children were not asked for. */
  readonly parentsSkipped: number;
  /** Answers that `response_actions` say to ignore; left out where there is none. */
  readonly ignored?: number;
  /** What `schema_contract` has left out; not there where that is nothing. */
  readonly discarded?: Discarded;
  readonly file?: string;
  readonly bytes?: number;
  readonly ms: number;
  readonly error?: Error;
}

export interface RunSummary {
  /** Names what is kept of the run, in `_millrace/runs`; runs of early versions have none. */
  readonly id?: string;
  readonly source: string;
  readonly out: string;
  readonly resources: readonly ResourceOutcome[];
  readonly interrupted: boolean;
  readonly ms: number;
}

/** Takes the events of a run; it must not throw. */
export type OnEvent = (event: RunEvent) => void;
