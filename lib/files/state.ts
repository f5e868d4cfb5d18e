import { readFile } from 'node:fs/promises';
import { SinkError } from '../core/errors.ts';
import { isRecord } from '../core/is-record.ts';
import { replaceText } from './replace-file.ts';

const VERSION = 1;

/** Where incremental loading got to, by resource. A cursor is saved after the rows that it stands for. */
export class State {
  readonly #path: string;
  readonly #cursors: Map<string, unknown>;
  #saving: Promise<void> = Promise.resolve();

  private constructor(path: string, cursors: Map<string, unknown>) {
    this.#path = path;
    this.#cursors = cursors;
  }

  /** Reads the state of an output folder; a missing file is an empty state. Throws a `SinkError` for a damaged one. */
  static async read(path: string): Promise<State> {
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return new State(path, new Map());
      throw new SinkError(`cannot read the state ${path}: ${(cause as Error).message}`, { cause });
    }
    try {
      const stored: unknown = JSON.parse(text);
      if (!isRecord(stored) || stored['version'] !== VERSION || !isRecord(stored['cursors'])) {
        throw new Error('it is not a state of this version');
      }
      return new State(path, new Map(Object.entries(stored['cursors'])));
    } catch (cause) {
      throw new SinkError(`the state ${path} is damaged: ${(cause as Error).message}`, {
        fix: 'restore it from a backup, or remove it to load everything anew; the published files are untouched',
        cause,
      });
    }
  }

  cursor(resource: string): unknown {
    return this.#cursors.get(resource);
  }

  /** Resolves when the cursor is on the disk. Resources that end at the same time are saved one after the other. */
  async saveCursor(resource: string, value: unknown): Promise<void> {
    this.#cursors.set(resource, typeof value === 'bigint' ? String(value) : value);
    const save = () => {
      const cursors = Object.fromEntries(this.#cursors);
      return replaceText(this.#path, `${JSON.stringify({ version: VERSION, cursors }, undefined, 2)}\n`);
    };
    // One that failed has told whoever waited for it.
    this.#saving = this.#saving.then(save, save);
    return this.#saving;
  }
}
