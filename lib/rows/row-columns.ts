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
 * all rows. A name stays as it is in the JSON, but for two things that an engine cannot write: an empty name, and
 * one that differs from another only by case, which gets a number at its end.
 */
export class RowColumns {
  readonly #entries = new Map<string, Entry>();
  readonly #taken = new Set<string>();
  #renames = false;

  /** The observation of the column for a key of the rows; new keys make new columns. */
  at(key: string): Observation {
    return (this.#entries.get(key) ?? this.#create(key, this.#freeName(key))).observation;
  }

  /** Learns from one row. */
  add(row: Row): void {
    // `in` order and `Object.keys` order are one for data from JSON; keys are own properties there.
    for (const key of Object.keys(row)) {
      const value = row[key];
      if (value !== undefined) this.at(key).add(value);
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
    return [...this.#entries.values()].map(({ column, observation }) => ({ name: column, type: observation.type }));
  }

  /** Takes in the columns of a file published before; its names go first. */
  merge(stored: readonly StoredColumn[]): void {
    for (const { key, column, ...observation } of stored) {
      const entry = this.#entries.get(key) ?? this.#create(key, column);
      entry.observation.merge(Observation.fromJSON(observation));
    }
  }

  toJSON(): readonly StoredColumn[] {
    return [...this.#entries].map(([key, { column, observation }]) => ({ key, column, ...observation.toJSON() }));
  }

  #create(key: string, column: string): Entry {
    const entry = { column, observation: new Observation() };
    this.#entries.set(key, entry);
    this.#taken.add(column.toLowerCase());
    if (column !== key) this.#renames = true;
    return entry;
  }

  #freeName(key: string): string {
    const name = key === '' ? '_' : key;
    if (!this.#taken.has(name.toLowerCase())) return name;
    for (let n = 2; ; n++) {
      const numbered = `${name}_${n}`;
      if (!this.#taken.has(numbered.toLowerCase())) return numbered;
    }
  }
}
