import type { Column, ColumnType } from './column-type.ts';
import { decimalDigits, isBytes, isTime, MOST_DIGITS, widestDigits, type Digits } from './hinted-text.ts';
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
  /** These are never seen, only declared: the texts of such a column are read as what it is. */
  time: 1 << 12,
  binary: 1 << 13,
  decimal: 1 << 14,
} as const;

type Kind = keyof typeof KINDS;

const INTEGERS = KINDS.int | KINDS.int64 | KINDS.int128 | KINDS.bigint;
const NUMBERS = INTEGERS | KINDS.double;
const TEXTS = KINDS.timestamp | KINDS.date | KINDS.string;
const HINTED = KINDS.time | KINDS.binary | KINDS.decimal;

const INT64_MAX = 2n ** 63n - 1n;
const INT64_MIN = -(2n ** 63n);
const DECIMAL38 = 10n ** 38n;

/** An observation as it is stored: in the metadata of a published file and beside the journal. */
export interface StoredObservation {
  readonly kinds: readonly string[];
  readonly fields?: Readonly<Record<string, StoredObservation>>;
  readonly element?: StoredObservation;
  /** Of a decimal. */
  readonly digits?: Digits;
}

/** What has been seen of one column, or of one field or element inside it. Mutable: it is fed millions of values. */
export class Observation {
  #kinds = 0;
  #fields: Map<string, Observation> | undefined;
  #element: Observation | undefined;
  #digits: Digits | undefined;

  /** Adds one value. `null` and `undefined` say nothing about the type. */
  add(value: unknown): void {
    if ((this.#kinds & HINTED) !== 0 && this.#isHinted(value)) return;
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

  /** Whether a value is what the hint of the column says. */
  #isHinted(value: unknown): boolean {
    if ((this.#kinds & KINDS.decimal) !== 0) {
      const digits = decimalDigits(value);
      if (digits === undefined) return false;
      this.#digits = widestDigits(this.#digits, digits);
      return true;
    }
    return typeof value === 'string' && ((this.#kinds & KINDS.time) !== 0 ? isTime(value) : isBytes(value));
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

  /** Says that a column holds decimal numbers, of which each has at least room for so many digits. */
  declareDecimal(digits: Digits): Observation {
    this.#digits = widestDigits(this.#digits, digits);
    return this.declare('decimal');
  }

  /** Whether a hint says how the values of the column are to be read, so that they have to be looked at. */
  get isHinted(): boolean {
    return (this.#kinds & HINTED) !== 0;
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
    if ((kinds & HINTED) !== 0) return this.#hintedType();
    if (within(KINDS.int | KINDS.int64)) return { kind: 'int64' };
    if (within(KINDS.int | KINDS.int64 | KINDS.int128)) return { kind: 'decimal', precision: MOST_DIGITS, scale: 0 };
    if (within(KINDS.int | KINDS.double)) return { kind: 'double' };
    // Digits that a double would round stay text.
    if (within(NUMBERS)) return { kind: 'string' };
    if (kinds === KINDS.timestamp) return { kind: 'timestamp' };
    if (kinds === KINDS.date) return { kind: 'date' };
    if (within(TEXTS)) return { kind: 'string' };
    return { kind: 'json' };
  }

  #hintedType(): ColumnType {
    const kinds = this.#kinds;
    if (kinds === KINDS.time) return { kind: 'time' };
    if (kinds === KINDS.binary) return { kind: 'binary' };
    const within = (allowed: number) => (kinds & ~allowed) === 0;
    if (within(KINDS.decimal | KINDS.int | KINDS.int64 | KINDS.int128)) {
      const { integer, scale } = widestDigits(this.#digits, { integer: integerDigits(kinds), scale: 0 });
      if (integer + scale <= MOST_DIGITS) return { kind: 'decimal', precision: Math.max(1, integer + scale), scale };
    }
    // What is read as a number may be one or its text.
    const numbers = (kinds & KINDS.decimal) === 0 ? 0 : NUMBERS;
    return within(TEXTS | HINTED | numbers) ? { kind: 'string' } : { kind: 'json' };
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
    if (other.#digits !== undefined) this.#digits = widestDigits(this.#digits, other.#digits);
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
      ...(this.#digits && { digits: this.#digits }),
    };
  }

  /** What must have been seen for a column to have this type. */
  static ofType(type: ColumnType): Observation {
    const observation = new Observation();
    switch (type.kind) {
      case 'null':
        return observation;
      case 'decimal': {
        const { precision, scale } = type;
        const isInteger = precision === MOST_DIGITS && scale === 0;
        return isInteger
          ? observation.declare('int128')
          : observation.declareDecimal({ integer: precision - scale, scale });
      }
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
    observation.#digits = stored.digits;
    return observation;
  }
}

/** How many digits the integers of these kinds may have. */
function integerDigits(kinds: number): number {
  if ((kinds & KINDS.int128) !== 0) return MOST_DIGITS;
  if ((kinds & KINDS.int64) !== 0) return 19;
  return (kinds & KINDS.int) !== 0 ? 16 : 0;
}

function kindOfBigInt(value: bigint): number {
  if (value >= INT64_MIN && value <= INT64_MAX) {
    return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
      ? KINDS.int
      : KINDS.int64;
  }
  return value > -DECIMAL38 && value < DECIMAL38 ? KINDS.int128 : KINDS.bigint;
}
