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
 * What outlives the runs of an output folder: where incremental loading got to, by resource, and other small values
 * of a source. A cursor is saved after the rows that it stands for.
 */
export class State {
  readonly #path: string;
  readonly #cursors: Map<string, unknown>;
  readonly #values: Map<string, Map<string, unknown>>;
  #saving: Promise<void> = Promise.resolve();

  private constructor(path: string, cursors: Map<string, unknown>, values: Map<string, Map<string, unknown>>) {
    this.#path = path;
    this.#cursors = cursors;
    this.#values = values;
  }

  /** Reads the state of an output folder; a missing file is an empty state. Throws a `SinkError` for a damaged one. */
  static async read(path: string): Promise<State> {
    const { cursors = {}, values = {} } = (await readSealed(path, KIND)) ?? {};
    const isWhole = isRecord(cursors) && isRecord(values) && Object.values(values).every(isRecord);
    if (!isWhole) throw new SinkError(`${KIND.what} ${path} is damaged: it has no cursors`, { fix: KIND.fix });
    const sections = Object.entries(values).map(([name, section]) => [name, mapOf(section as object)] as const);
    return new State(path, mapOf(cursors), new Map(sections));
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

  /** A small value that a source keeps from run to run, by its name. */
  value(source: string, name: string): unknown {
    return this.#values.get(source)?.get(name);
  }

  /** As `saveCursor`, for a value of a source. */
  async saveValue(source: string, name: string, value: unknown): Promise<void> {
    const section = this.#values.get(source) ?? new Map<string, unknown>();
    this.#values.set(source, section);
    if (value === undefined) section.delete(name);
    else section.set(name, value);
    return this.#save();
  }

  #save(): Promise<void> {
    const save = () => {
      const values = [...this.#values].map(([source, section]) => [source, Object.fromEntries(section)] as const);
      const content = { cursors: Object.fromEntries(this.#cursors), values: Object.fromEntries(values) };
      return replaceText(this.#path, seal(content, KIND.version));
    };
    // One that failed has told whoever waited for it.
    this.#saving = this.#saving.then(save, save);
    return this.#saving;
  }
}

function mapOf(object: object): Map<string, unknown> {
  return new Map(Object.entries(object));
}
