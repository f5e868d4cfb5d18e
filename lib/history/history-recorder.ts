import { MillraceError } from '../core/errors.ts';
import type { OnEvent, RunEvent } from '../core/events.ts';
import type { Redactor } from '../core/redact.ts';
import { Intervals } from './intervals.ts';
import { ResourceRecorder } from './resource-recorder.ts';
import { HISTORY_VERSION, type Note, type RetryNote, type RunHistory, type SlowRequest } from './run-history.ts';
import { FirstAndLast, Highest } from './samples.ts';
import { Waits } from './waits.ts';

export interface RecorderOptions {
  /** When the run began, in milliseconds since 1970. */
  readonly started: number;
  /** Takes secrets out of every text before it is kept. */
  readonly redact: Redactor;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
}

/** How many slow requests, and how many retries and notes of the beginning and of the end, are kept. */
const SLOWEST = 20;
const RETRIES = 50;
const NOTES = 50;
/** The longest text that is kept, in characters, and the most columns of a resource. */
const LONGEST = 1000;
const COLUMNS = 2000;

type Failure = NonNullable<ResourceRecorder['failure']>;

/** Records a run from its events, within bounded memory: see `RunHistory`. */
export class HistoryRecorder {
  readonly #started: number;
  readonly #redact: Redactor;
  readonly #now: () => number;
  readonly #intervals = new Intervals();
  readonly #resources = new Map<string, ResourceRecorder>();
  readonly #pauses = new Waits(this.#intervals);
  readonly #memory = this.#intervals.peaks();
  readonly #slowest = new Highest<SlowRequest>(SLOWEST);
  readonly #retries = new FirstAndLast<RetryNote>(RETRIES);
  readonly #notes = new FirstAndLast<Note>(NOTES);

  constructor({ started, redact, now = Date.now }: RecorderOptions) {
    this.#started = started;
    this.#redact = redact;
    this.#now = now;
  }

  /** Takes an event; give it to `onEvent` of the run as well. */
  readonly take: OnEvent = (event: RunEvent) => {
    const time = this.#time();
    switch (event.type) {
      case 'resource-started':
        this.#of(event.resource, time).parent = event.parent;
        break;
      case 'request':
        this.#of(event.resource, time).count('requests', time);
        break;
      case 'response':
        this.#of(event.resource, time).answered(time, event);
        this.#slowest.add(event.ms, () => this.#slow(event, time));
        break;
      case 'retry':
        this.#of(event.resource, time).waits(time, event.wait);
        this.#retries.add(() => this.#retry(event, time));
        break;
      case 'page':
        this.#page(event, time);
        break;
      case 'waiting':
        this.#pauses.begin(time, event.ms);
        this.#note('pause', event.resource, event.reason, time);
        break;
      case 'resumed':
        this.#note('resumed', undefined, resumedMessage(event), time);
        break;
      case 'decision':
      case 'warning':
        this.#note(event.type, event.resource, event.message, time);
        break;
      case 'published':
      case 'failed':
        this.#ended(event, time);
        break;
      default:
    }
  };

  /** Takes how much memory the process has, in bytes. */
  memory(bytes: number): void {
    this.#memory.put(this.#intervals.at(this.#time()), bytes);
  }

  /** What is kept of the run, which ends now; to be called once. */
  end(peakMemory: number): RunHistory {
    const time = this.#time();
    const resources = [...this.#resources.values()].map((resource) => resource.end(time));
    const paused = this.#pauses.end(time).toJSON();
    return {
      version: HISTORY_VERSION,
      started: new Date(this.#started).toISOString(),
      ms: time,
      interval: this.#intervals.length,
      resources,
      paused,
      memory: this.#memory.toJSON(),
      peakMemory,
      slowest: this.#slowest.toJSON(),
      retries: this.#retries.toJSON(),
      notes: this.#notes.toJSON(),
    };
  }

  #page({ resource, rows, rejected }: Extract<RunEvent, { type: 'page' }>, time: number): void {
    const recorder = this.#of(resource, time);
    recorder.count('pages', time);
    recorder.count('rows', time, rows);
    recorder.count('rejected', time, rejected);
  }

  #ended(event: Extract<RunEvent, { type: 'published' | 'failed' }>, time: number): void {
    const recorder = this.#of(event.resource, time);
    recorder.ended = time;
    if (event.type === 'failed') recorder.failure = this.#failure(event.outcome.error);
    else {
      recorder.columns = event.columns?.slice(0, COLUMNS);
      recorder.repeated = event.repeated?.map((key) => cut(this.#redact.secretsIn(key)));
      recorder.rejects = event.rejects?.map(({ reason, row }) => ({
        reason: this.#text(reason),
        // A row is data: only what is secret is taken out of it.
        ...(row !== undefined && { row: cut(this.#redact.secretsIn(row)) }),
      }));
    }
  }

  #failure(error: Error | undefined): Failure {
    const { setting, fix } = error instanceof MillraceError ? error : {};
    return {
      message: this.#text(error?.message ?? 'unknown reason'),
      ...(setting !== undefined && { setting }),
      ...(fix !== undefined && { fix: this.#text(fix) }),
    };
  }

  #slow(event: Extract<RunEvent, { type: 'response' }>, at: number): SlowRequest {
    const { resource, ms, status, bytes, request } = event;
    return { resource, request: this.#text(request), at, ms: Math.round(ms), status, bytes };
  }

  #retry({ resource, attempt, limit, wait, reason }: Extract<RunEvent, { type: 'retry' }>, at: number): RetryNote {
    return { resource, at, attempt, limit, wait: Math.round(wait), reason: this.#text(reason) };
  }

  #note(kind: Note['kind'], resource: string | undefined, message: string, at: number): void {
    this.#notes.add(() => ({ kind, ...(resource !== undefined && { resource }), at, message: this.#text(message) }));
  }

  #text(text: string): string {
    return cut(this.#redact(text));
  }

  /** The clock of a machine may be set back. */
  #time(): number {
    return Math.max(0, this.#now() - this.#started);
  }

  #of(resource: string, time: number): ResourceRecorder {
    let recorder = this.#resources.get(resource);
    if (recorder === undefined) {
      recorder = new ResourceRecorder(resource, time, this.#intervals);
      this.#resources.set(resource, recorder);
    }
    return recorder;
  }
}

function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function resumedMessage({ interrupted, resources }: Extract<RunEvent, { type: 'resumed' }>): string {
  const how = resources.map(({ resource, how: what, pages }) => `${resource} ${what} (${pages} pages kept)`);
  return `${interrupted ? 'an interrupted run is finished' : 'unfinished work goes on'}: ${how.join(', ')}`;
}
