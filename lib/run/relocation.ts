import { isRecord } from '../core/is-record.ts';
import { ConfigError } from '../core/errors.ts';
import type { ResourceOutcome, RunEvent, RunSummary } from '../core/events.ts';

const NO_SPACE = new Set(['ENOSPC', 'EDQUOT', 'EROFS']);

/** Says of what happens in one folder that it happens at another place, which is the one that the user knows. */
export class Relocation {
  readonly #folder: string;
  readonly #out: string;

  constructor(folder: string, out: string) {
    this.#folder = folder;
    this.#out = out;
  }

  text(text: string): string {
    return text.replaceAll(this.#folder, this.#out);
  }

  /** Plain data, with other texts. */
  value<T>(value: T): T {
    if (typeof value === 'string') return this.text(value) as T;
    if (Array.isArray(value)) return value.map((item) => this.value(item as unknown)) as T;
    if (!isRecord(value) || Object.getPrototypeOf(value) !== Object.prototype) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.value(item)])) as T;
  }

  event(event: RunEvent): RunEvent {
    if ('outcome' in event) return { ...event, outcome: this.#outcome(event.outcome) };
    return event.type === 'warning' ? { ...event, message: this.text(event.message) } : event;
  }

  summary(summary: RunSummary): RunSummary {
    return { ...summary, out: this.#out, resources: summary.resources.map((outcome) => this.#outcome(outcome)) };
  }

  /** The same error, with other words where it names the folder; where that has no room, it is told as it is. */
  error<E>(error: E): E {
    for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
      const { code } = (cause.cause ?? {}) as NodeJS.ErrnoException;
      if (code !== undefined && NO_SPACE.has(code) && 'fix' in cause) {
        const fix = `make room there, or name another folder to work in with the variable TMPDIR; nothing in ${this.#out} has changed by this`;
        Object.defineProperty(cause, 'fix', { value: fix });
        return error;
      }
      cause.message = this.text(cause.message);
      if ('fix' in cause && typeof cause.fix === 'string') {
        Object.defineProperty(cause, 'fix', { value: this.text(cause.fix) });
      }
      if (cause instanceof ConfigError) Object.defineProperty(cause, 'issues', { value: this.value(cause.issues) });
    }
    return error;
  }

  #outcome({ file, rejectedFile, error, ...outcome }: ResourceOutcome): ResourceOutcome {
    return {
      ...outcome,
      ...(file !== undefined && { file: this.text(file) }),
      ...(rejectedFile !== undefined && { rejectedFile: this.text(rejectedFile) }),
      ...(error && { error: this.error(error) }),
    };
  }
}
