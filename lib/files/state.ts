import { SinkError } from '../core/errors.ts';
import { isRecord } from '../core/is-record.ts';
import { replaceText } from './replace-file.ts';
import { readSealed, seal, type SealedKind } from './sealed.ts';

const KIND: SealedKind = {
  what: 'the state',
  version: 1,
  fix: 'restore it from a backup, or remove it to load everything anew; the published files are untouched',
};

/**
 * What outlives the runs of an output folder: where incremental loading got to, by resource. A cursor is saved after
 * the rows that it stands for.
 */
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
    const { cursors = {} } = (await readSealed(path, KIND)) ?? {};
    if (!isRecord(cursors))
      throw new SinkError(`${KIND.what} ${path} is damaged: it has no cursors`, { fix: KIND.fix });
    return new State(path, new Map(Object.entries(cursors)));
  }

  /** The resources that have a cursor. */
  get resources(): readonly string[] {
    return [...this.#cursors.keys()];
  }

  /** A JSON value, as it was saved; `undefined` where the resource has none. */
  cursor(resource: string): unknown {
    return this.#cursors.get(resource);
  }

  /**
   * Resolves when the cursor, a JSON value, is on the disk; `undefined` removes it. Whoever saves at the same time is
   * served one after the other.
   */
  async saveCursor(resource: string, value: unknown): Promise<void> {
    if (value === undefined) this.#cursors.delete(resource);
    else this.#cursors.set(resource, typeof value === 'bigint' ? String(value) : value);
    return this.#save();
  }

  #save(): Promise<void> {
    const save = () =>
      replaceText(this.#path, seal({ cursors: Object.fromEntries(this.#cursors) }, KIND.version, 'readable'));
    // One that failed has told whoever waited for it.
    this.#saving = this.#saving.then(save, save);
    return this.#saving;
  }
}
