import type { OnEvent, ResourceOutcome, RunEvent, RunSummary } from '../core/events.ts';
import { prometheusText } from './prometheus-text.ts';
import { Series } from './series.ts';

/** How a run ended: `failed` where a resource did, `error` where the run as a whole could not begin. */
export type RunStatus = 'succeeded' | 'failed' | 'interrupted' | 'error';

/** What `/health` tells. Times are ISO-8601 instants. */
export interface Health {
  /** `failing` where the last run that ended did not succeed. */
  readonly status: 'ok' | 'failing';
  readonly running: boolean;
  /** Runs that have ended. */
  readonly runs: number;
  readonly last_run?: { readonly ended: string; readonly status: RunStatus; readonly failed: readonly string[] };
  readonly last_success?: string;
}

/** Counts, from the events and the summaries of runs, what a monitoring system asks for. */
export class Metrics {
  readonly #now: () => number;
  readonly #requests = new Series(
    'counter',
    'millrace_requests_total',
    'Requests sent, retries and redirects included.',
  );
  readonly #responses = new Series('counter', 'millrace_responses_total', 'Answers, by their HTTP status.');
  readonly #received = new Series('counter', 'millrace_received_bytes_total', 'Bytes of answers, decompressed.');
  readonly #retries = new Series('counter', 'millrace_retries_total', 'Requests that were sent again.');
  readonly #waiting = new Series(
    'counter',
    'millrace_waiting_seconds_total',
    'Time waited before a retry, or for a limit of the API; without a resource it was all of them.',
  );
  readonly #pages = new Series('counter', 'millrace_pages_total', 'Pages fetched.');
  readonly #rows = new Series('counter', 'millrace_rows_total', 'Rows fetched, without those that were rejected.');
  readonly #duplicates = new Series('counter', 'millrace_duplicate_rows_total', 'Rows that an equal key replaced.');
  readonly #rejected = new Series('counter', 'millrace_rejected_rows_total', 'Rows that were set aside.');
  readonly #published = new Series('gauge', 'millrace_published_rows', 'Rows in the published file.');
  readonly #bytes = new Series('gauge', 'millrace_published_bytes', 'Size of the published file.');
  readonly #resources = new Series('counter', 'millrace_resource_runs_total', 'How resources ended, by status.');
  readonly #runs = new Series('counter', 'millrace_runs_total', 'Runs that have ended, by status.');
  readonly #duration = new Series('summary', 'millrace_run_duration_seconds', 'How long runs took.');
  readonly #success = new Series(
    'gauge',
    'millrace_last_success_timestamp_seconds',
    'When a resource was published last; without a resource when a run succeeded, as seconds since 1970.',
  );
  readonly #running = new Series('gauge', 'millrace_run_in_progress', '1 while a run is under way, else 0.');
  #count = 0;
  #isRunning = false;
  #last: Health['last_run'];
  #lastSuccess: string | undefined;

  constructor(now: () => number = Date.now) {
    this.#now = now;
    this.#running.set(0);
  }

  /** To be given to the run as `onEvent`. */
  readonly take: OnEvent = (event: RunEvent) => {
    if (event.type === 'waiting') {
      this.#waiting.add(event.ms / 1000, { resource: event.resource ?? '' });
      return;
    }
    if (event.resource === undefined) return;
    const labels = { resource: event.resource };
    switch (event.type) {
      case 'request':
        this.#requests.add(1, labels);
        break;
      case 'response':
        this.#responses.add(1, { ...labels, status: String(event.status) });
        this.#received.add(event.bytes, labels);
        break;
      case 'retry':
        this.#retries.add(1, labels);
        this.#waiting.add(event.wait / 1000, labels);
        break;
      case 'page':
        this.#pages.add(1, labels);
        this.#rows.add(event.rows, labels);
        break;
      default:
    }
  };

  begin(): void {
    this.#isRunning = true;
    this.#running.set(1);
  }

  /** @param status of the run as a whole */
  end(summary: RunSummary, status: RunStatus): void {
    for (const outcome of summary.resources) this.#outcome(outcome);
    this.#duration.add(summary.ms / 1000);
    const failed = summary.resources.filter((one) => one.status === 'failed').map(({ resource }) => resource);
    this.#ended(status, failed);
  }

  /** The run as a whole could not begin, or broke off. */
  broken(): void {
    this.#ended('error', []);
  }

  text(): string {
    const all = [
      this.#requests,
      this.#responses,
      this.#received,
      this.#retries,
      this.#waiting,
      this.#pages,
      this.#rows,
      this.#duplicates,
      this.#rejected,
      this.#published,
      this.#bytes,
      this.#resources,
      this.#runs,
      this.#duration,
      this.#success,
      this.#running,
    ];
    return prometheusText(all.map(({ metric }) => metric));
  }

  health(): Health {
    return {
      status: this.#last === undefined || this.#last.status === 'succeeded' ? 'ok' : 'failing',
      running: this.#isRunning,
      runs: this.#count,
      ...(this.#last && { last_run: this.#last }),
      ...(this.#lastSuccess !== undefined && { last_success: this.#lastSuccess }),
    };
  }

  #outcome({ resource, status, duplicates, rejected, rowsPublished, bytes }: ResourceOutcome): void {
    const labels = { resource };
    this.#resources.add(1, { ...labels, status });
    this.#rejected.add(rejected, labels);
    if (status !== 'published') return;
    this.#duplicates.add(duplicates, labels);
    this.#published.set(rowsPublished, labels);
    if (bytes !== undefined) this.#bytes.set(bytes, labels);
    this.#success.set(this.#now() / 1000, labels);
  }

  #ended(status: RunStatus, failed: readonly string[]): void {
    const ended = new Date(this.#now()).toISOString();
    this.#isRunning = false;
    this.#running.set(0);
    this.#count += 1;
    this.#runs.add(1, { status });
    this.#last = { ended, status, failed };
    if (status !== 'succeeded') return;
    this.#lastSuccess = ended;
    this.#success.set(this.#now() / 1000);
  }
}
