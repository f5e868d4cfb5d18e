import type { Row } from '../core/types.ts';
import type { Column } from './column-type.ts';
import { Observation, type StoredObservation } from './observation.ts';

interface Entry {
  /** The name in the file. */
  readonly column: string;
  readonly observation: Observation;
}

export interface StoredColumn extends StoredObservation {
  /** The name in the rows. */
  readonly key: string;
  readonly column: string;
}

/**
 * The columns of one resource: which there are, what they are called in the file and what they hold, learnt from
 * all rows. A name stays as it is in the JSON, but for what an engine cannot write: an empty name and a NUL in one
 * become `_`, and a name that differs from another only by case gets a number at its end.
 */
export class RowColumns {
  readonly #entries = new Map<string, Entry>();
  readonly #taken = new Set<string>();
  #renames = false;
  /** Whether a column that has held objects or lists is JSON text. */
  nestedAsJson = false;
  /** The keys of the last row, as they came. */
  readonly #order: { readonly key: string; readonly observation: Observation }[] = [];

  /** The observation of the column for a key of the rows; new keys make new columns. */
  at(key: string): Observation {
    return (this.#entries.get(key) ?? this.#create(key, this.#freeName(key))).observation;
  }

  /** Whether any row has had this key. */
  has(key: string): boolean {
    return this.#entries.has(key);
  }

  /** Whether a hint says how the values of any column are to be read. */
  get isHinted(): boolean {
    return [...this.#entries.values()].some(({ observation }) => observation.isHinted);
  }

  /** Learns from rows. */
  add(rows: readonly Row[]): void {
    // Rows of one resource mostly have the same keys in the same order, which saves looking each of them up.
    const order = this.#order;
    for (const row of rows) {
      // What JSON.parse made has no keys but its own; asking for each of them would cost as much as all the rest.
      const prototype: unknown = Object.getPrototypeOf(row);
      const isPlain = prototype === Object.prototype || prototype === null;
      let i = 0;
      for (const key in row) {
        if (!isPlain && !Object.hasOwn(row, key)) continue;
        let column = order[i];
        if (column === undefined || column.key !== key) {
          column = { key, observation: this.at(key) };
          order[i] = column;
        }
        column.observation.add(row[key]);
        i += 1;
      }
    }
  }

  /** Whether any key is written under another name, so that rows have to be rebuilt before they are journaled. */
  get renames(): boolean {
    return this.#renames;
  }

  /** The row with the names of the file. */
  renamed(row: Row): Row {
    return Object.fromEntries(
      Object.entries(row).map(([key, value]) => [this.#entries.get(key)?.column ?? key, value]),
    );
  }

  /** The name in the file for a key of the rows. */
  nameOf(key: string): string {
    return (this.#entries.get(key) ?? this.#create(key, this.#freeName(key))).column;
  }

  get columns(): readonly Column[] {
    this.#settleNested();
    return [...this.#entries.values()].map(({ column, observation }) => ({ name: column, type: observation.type }));
  }

  /** Takes in the columns of a file published before; its names go first. */
  merge(stored: readonly StoredColumn[]): void {
    for (const { key, column, ...observation } of stored) {
      const entry = this.#entries.get(key) ?? this.#create(key, this.#freeName(column));
      entry.observation.merge(Observation.fromJSON(observation));
    }
  }

  /** To be called before they are published: what was published as JSON text stays so. */
  settleJson(): void {
    for (const { observation } of this.#entries.values()) observation.settleJson();
  }

  /** Takes in what others have learnt from rows of the same resource. */
  take(others: RowColumns): void {
    for (const [key, { observation }] of others.#entries) this.at(key).merge(observation);
  }

  toJSON(): readonly StoredColumn[] {
    this.#settleNested();
    return [...this.#entries].map(([key, { column, observation }]) => ({ key, column, ...observation.toJSON() }));
  }

  #settleNested(): void {
    if (!this.nestedAsJson) return;
    for (const { observation } of this.#entries.values()) if (observation.isNested) observation.declare('json');
  }

  #create(key: string, column: string): Entry {
    const entry = { column, observation: new Observation() };
    this.#entries.set(key, entry);
    this.#taken.add(column.toLowerCase());
    if (column !== key) this.#renames = true;
    return entry;
  }

  #freeName(key: string): string {
    const name = key === '' ? '_' : key.replaceAll('\0', '_');
    if (!this.#taken.has(name.toLowerCase())) return name;
    for (let n = 2; ; n++) {
      const numbered = `${name}_${n}`;
      if (!this.#taken.has(numbered.toLowerCase())) return numbered;
    }
  }
}
