import type { Column, ColumnType } from './column-type.ts';
import { textKind } from './text-kind.ts';

/**
 * The kinds of values that a column has shown. Kinds only add up, never go away, so observations of pages, runs and
 * published files are joined by union, and a type can only widen.
 */
const KINDS = {
  bool: 1,
  /** Exact in a double. */
  int: 1 << 1,
  int64: 1 << 2,
  int128: 1 << 3,
  bigint: 1 << 4,
  double: 1 << 5,
  timestamp: 1 << 6,
  date: 1 << 7,
  string: 1 << 8,
  struct: 1 << 9,
  list: 1 << 10,
  json: 1 << 11,
} as const;

type Kind = keyof typeof KINDS;

const INTEGERS = KINDS.int | KINDS.int64 | KINDS.int128 | KINDS.bigint;
const NUMBERS = INTEGERS | KINDS.double;
const TEXTS = KINDS.timestamp | KINDS.date | KINDS.string;

const INT64_MAX = 2n ** 63n - 1n;
const INT64_MIN = -(2n ** 63n);
const DECIMAL38 = 10n ** 38n;

/** An observation as it is stored: in the metadata of a published file and beside the journal. */
export interface StoredObservation {
  readonly kinds: readonly string[];
  readonly fields?: Readonly<Record<string, StoredObservation>>;
  readonly element?: StoredObservation;
}

/** What has been seen of one column, or of one field or element inside it. Mutable: it is fed millions of values. */
export class Observation {
  #kinds = 0;
  #fields: Map<string, Observation> | undefined;
  #element: Observation | undefined;

  /** Adds one value. `null` and `undefined` say nothing about the type. */
  add(value: unknown): void {
    switch (typeof value) {
      case 'string':
        // Text takes in dates and timestamps, so once a column is text there is nothing more to find out.
        if (!this.isText) this.#kinds |= KINDS[textKind(value)];
        break;
      case 'number':
        this.#kinds |= Number.isSafeInteger(value) ? KINDS.int : KINDS.double;
        break;
      case 'boolean':
        this.#kinds |= KINDS.bool;
        break;
      case 'bigint':
        this.#kinds |= kindOfBigInt(value);
        break;
      case 'object':
        if (value !== null) this.#addObject(value);
        break;
      default:
    }
  }

  #addObject(value: object): void {
    if (Array.isArray(value)) {
      this.#kinds |= KINDS.list;
      this.#element ??= new Observation();
      for (const item of value) this.#element.add(item);
    } else if ('toJSON' in value && typeof value.toJSON === 'function') {
      // What the journal will hold of a Date, a URL or a decimal number's object.
      this.add(value.toJSON());
    } else {
      this.#kinds |= KINDS.struct;
      for (const name of Object.keys(value)) this.field(name).add((value as Record<string, unknown>)[name]);
    }
  }

  /** The observation of one field; it is there from then on, be it only as a field that was always null. */
  field(name: string): Observation {
    this.#fields ??= new Map();
    let field = this.#fields.get(name);
    if (field === undefined) this.#fields.set(name, (field = new Observation()));
    return field;
  }

  /** Says what a column holds before any value was seen: from a schema or a hint. */
  declare(kind: Kind): Observation {
    this.#kinds |= KINDS[kind];
    return this;
  }

  /** Whether the column is text, whatever else is yet to come. */
  get isText(): boolean {
    return (this.#kinds & KINDS.string) !== 0;
  }

  /** Whether the column has held objects or lists. */
  get isNested(): boolean {
    return (this.#kinds & (KINDS.struct | KINDS.list)) !== 0;
  }

  get element(): Observation {
    return (this.#element ??= new Observation());
  }

  get fieldNames(): readonly string[] {
    return [...(this.#fields?.keys() ?? [])];
  }

  /** The narrowest type that holds every value seen without changing it. */
  get type(): ColumnType {
    const kinds = this.#kinds;
    const within = (allowed: number) => (kinds & ~allowed) === 0;
    if (kinds === 0) return { kind: 'null' };
    if (kinds === KINDS.struct) return this.#structType();
    if (kinds === KINDS.list) return { kind: 'list', element: this.element.type };
    if (kinds === KINDS.bool) return { kind: 'bool' };
    if (within(KINDS.int | KINDS.int64)) return { kind: 'int64' };
    if (within(KINDS.int | KINDS.int64 | KINDS.int128)) return { kind: 'decimal' };
    if (within(KINDS.int | KINDS.double)) return { kind: 'double' };
    // Digits that a double would round stay text.
    if (within(NUMBERS)) return { kind: 'string' };
    if (kinds === KINDS.timestamp) return { kind: 'timestamp' };
    if (kinds === KINDS.date) return { kind: 'date' };
    if (within(TEXTS)) return { kind: 'string' };
    return { kind: 'json' };
  }

  #structType(): ColumnType {
    const fields: Column[] = [];
    const taken = new Set<string>();
    for (const [name, field] of this.#fields ?? []) {
      // The engines' names do not differ by case, are never empty and have no NUL; JSON text keeps such an object whole.
      if (name === '' || name.includes('\0') || taken.has(name.toLowerCase())) return { kind: 'json' };
      taken.add(name.toLowerCase());
      fields.push({ name, type: field.type });
    }
    return fields.length === 0 ? { kind: 'json' } : { kind: 'struct', fields };
  }

  /** Takes in what another observation has seen. */
  merge(other: Observation): void {
    this.#kinds |= other.#kinds;
    for (const [name, field] of other.#fields ?? []) this.field(name).merge(field);
    if (other.#element !== undefined) this.element.merge(other.#element);
  }

  toJSON(): StoredObservation {
    return {
      kinds: Object.entries(KINDS)
        .filter(([, bit]) => (this.#kinds & bit) !== 0)
        .map(([kind]) => kind),
      // Pairs would survive any name; JSON.parse keeps `__proto__` as an own property, so an object does as well.
      ...(this.#fields && {
        fields: Object.fromEntries([...this.#fields].map(([name, field]) => [name, field.toJSON()])),
      }),
      ...(this.#element && { element: this.#element.toJSON() }),
    };
  }

  /** What must have been seen for a column to have this type. */
  static ofType(type: ColumnType): Observation {
    const observation = new Observation();
    switch (type.kind) {
      case 'null':
        return observation;
      case 'decimal':
        return observation.declare('int128');
      case 'struct':
        for (const field of type.fields) observation.field(field.name).merge(Observation.ofType(field.type));
        return observation.declare('struct');
      case 'list':
        observation.element.merge(Observation.ofType(type.element));
        return observation.declare('list');
      default:
        return observation.declare(type.kind);
    }
  }

  static fromJSON(stored: StoredObservation): Observation {
    const observation = new Observation();
    for (const kind of stored.kinds) observation.#kinds |= KINDS[kind as Kind] ?? KINDS.json;
    for (const [name, field] of Object.entries(stored.fields ?? {}))
      observation.field(name).merge(Observation.fromJSON(field));
    if (stored.element !== undefined) observation.element.merge(Observation.fromJSON(stored.element));
    return observation;
  }
}

function kindOfBigInt(value: bigint): number {
  if (value >= INT64_MIN && value <= INT64_MAX) {
    return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
      ? KINDS.int
      : KINDS.int64;
  }
  return value > -DECIMAL38 && value < DECIMAL38 ? KINDS.int128 : KINDS.bigint;
}
