import { isDeepStrictEqual } from 'node:util';
import type { Column, ColumnType } from './column-type.ts';
import { decimalDigits, isBytes, isTime, MOST_DIGITS, widestDigits, type Digits } from './hinted-text.ts';
import { HINTED, KINDS, kindOfBigInt, scalarType, type Kind } from './kinds.ts';
import { textKind } from './text-kind.ts';

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

  /** Whether the type stays what it is with this value, which is inside of no other one. */
  admits(value: unknown): boolean {
    const after = new Observation();
    after.#kinds = this.#kinds;
    after.#digits = this.#digits;
    after.add(value);
    if (after.#kinds === this.#kinds && after.#digits === this.#digits) return true;
    return isDeepStrictEqual(after.type, this.type);
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
    if (kinds === 0) return { kind: 'null' };
    if (kinds === KINDS.struct) return this.#structType();
    if (kinds === KINDS.list) return { kind: 'list', element: this.element.type };
    return scalarType(kinds, this.#digits);
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

  /** Says that what is JSON text now stays so, whatever comes: an empty object might be a struct later. */
  settleJson(): void {
    const { kind } = this.type;
    if (kind === 'json') this.declare('json');
    else if (kind === 'list') this.element.settleJson();
    else if (kind === 'struct') for (const field of this.#fields?.values() ?? []) field.settleJson();
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
