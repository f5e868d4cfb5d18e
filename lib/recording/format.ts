/** What a recording consists of, as it is on disk. Nothing in it is a secret. */
import { join } from 'node:path';

/** A folder of another version is refused, not guessed at. */
export const VERSION = 1;

/** Stands for every secret, in a recording and while it is replayed. */
export const PLACEHOLDER = '***';

/** `recording.json`: how the run was made that was recorded. It is written last. */
export interface Head {
  readonly millrace_recording: typeof VERSION;
  readonly source: string;
  /** The file of the source, as seen from the recording. */
  readonly file?: string;
  /** When the run began, as an ISO-8601 instant: for the replay it is now. */
  readonly recorded: string;
  readonly millrace: string;
  /** False where the run did not come to its end. */
  readonly complete: boolean;
  readonly exchanges: number;
  /** The options of the run that decide what is asked for. */
  readonly options: RecordedOptions;
  /** The resources that went on from a cursor of an earlier run. */
  readonly cursors: readonly string[];
}

export interface RecordedOptions {
  readonly set?: readonly string[];
  readonly select?: readonly string[];
  readonly limit?: number;
  readonly concurrency: number;
}

/** One line of `exchanges.jsonl`: one sending, redirects and retries each for themselves. In the order they ended. */
export interface Exchange {
  /** Counts the sendings, from 1, in the order they began. */
  readonly n: number;
  readonly request: RecordedRequest;
  readonly answer?: RecordedAnswer;
  /** Where no answer came. */
  readonly failure?: RecordedFailure;
  /** Nobody waited for the answer any more. */
  readonly abandoned?: true;
}

/** A request before authentication. */
export interface RecordedRequest {
  readonly resource: string;
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** It asks for credentials: of its values only those are kept that say what it asks for. */
  readonly credentials?: true;
}

export interface RecordedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds. */
  readonly ms: number;
  /** In bytes, before compression. */
  readonly size: number;
  /** A short text. */
  readonly body?: string;
  /** Any other body, in `bodies/`, compressed with gzip. */
  readonly file?: string;
}

export interface RecordedFailure {
  readonly message: string;
  readonly retryable: boolean;
  readonly fix?: string;
}

export interface Places {
  readonly head: string;
  readonly exchanges: string;
  readonly bodies: string;
  /** The rows that `millrace test` expects. */
  readonly expected: string;
}

/** @param suffix of what is being recorded, until it takes the place of what was recorded before */
export function placesOf(folder: string, suffix = ''): Places {
  return {
    head: join(folder, 'recording.json'),
    exchanges: join(folder, `exchanges${suffix}.jsonl`),
    bodies: join(folder, `bodies${suffix}`),
    expected: join(folder, 'expected'),
  };
}
