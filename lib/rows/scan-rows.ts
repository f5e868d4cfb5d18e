/**
 * The rows of a JSON body as they are written in it: checked, typed and cut into lines, but not parsed, so that rows
 * nobody looks at cost no objects. Whatever is not plain (see `RowScanner.scan`) is left to the decoder.
 */
import { isUtf8 } from 'node:buffer';
import type { PackedRows } from '../core/types.ts';
import { BYTE, endOfNumber, endOfText, isInstant, skipBlanks } from './json-bytes.ts';
import { listStart } from './list-start.ts';
import type { Observation } from './observation.ts';
import { RowColumns } from './row-columns.ts';

/** Rows of one page that were checked and typed; `cut` makes lines of them. */
export interface FoundRows {
  readonly count: number;
  /** The positions of the brackets around the rows in the body. */
  readonly start: number;
  readonly end: number;
  /**
   * Makes one line of each row, in place, since a copy of every body would cost more than cutting it: the body is no
   * JSON any more afterwards.
   */
  readonly cut: () => ScannedRows;
}

/** Rows as lines of JSON, with what is known of them. */
export class ScannedRows implements PackedRows {
  readonly lines: Uint8Array;
  readonly count: number;
  readonly longest: number;
  /** What these rows hold, and those that the same scanner has scanned before. */
  readonly columns: RowColumns;

  constructor(lines: Uint8Array, count: number, longest: number, columns: RowColumns) {
    this.lines = lines;
    this.count = count;
    this.longest = longest;
    this.columns = columns;
  }
}

/** No valid position. */
const NOT_PLAIN = -1;

/** Deeper nesting is left to the decoder, before the stack ends. */
const MAX_DEPTH = 64;

/** More digits than that may be an integer beyond 2^53. */
const SAFE_DIGITS = 15;

/** A value somewhere in a row: a column, a field of an object, or the elements of a list. */
class Place {
  readonly observation: Observation;
  /** The name as it is written in the body, with its quotes. */
  readonly name: Uint8Array;
  /** The field that came after this one the last time. */
  next: Place | undefined;
  /** The last object that had this field. */
  seenIn = 0;
  /** How many values were not null. */
  filled = 0;
  #fields: Fields | undefined;
  #element: Place | undefined;

  constructor(observation: Observation, name: Uint8Array) {
    this.observation = observation;
    this.name = name;
  }

  get fields(): Fields {
    return (this.#fields ??= new Fields((name) => this.observation.field(name)));
  }

  get element(): Place {
    return (this.#element ??= new Place(this.observation.element, this.name));
  }
}

/** The fields that objects at one place have. */
class Fields {
  readonly #byName = new Map<string, Place>();
  readonly #observe: (name: string) => Observation;
  first: Place | undefined;
  /** How many objects there were; it numbers them. */
  objects = 0;

  constructor(observe: (name: string) => Observation) {
    this.#observe = observe;
  }

  /** The field whose name is written, with its quotes, from `start` to `end`. */
  at(bytes: Buffer, start: number, end: number): Place {
    const written = bytes.subarray(start, end);
    const name = JSON.parse(written.toString()) as string;
    let place = this.#byName.get(name);
    if (place === undefined) {
      place = new Place(this.#observe(name), Uint8Array.from(written));
      this.#byName.set(name, place);
    }
    return place;
  }

  filled(name: string): number {
    return this.#byName.get(name)?.filled ?? 0;
  }

  clearFilled(): void {
    for (const place of this.#byName.values()) place.filled = 0;
  }
}

/** Scans the pages of one resource; what it learns of one page makes it fast on the next. */
export class RowScanner {
  readonly #key: readonly string[];
  #columns = new RowColumns();
  #fields = this.#newFields();

  /** @param key columns that no row may be without */
  constructor(key: readonly string[]) {
    this.#key = key;
  }

  /**
   * Finds the elements of one list in a JSON body, all of them objects.
   *
   * @param path the keys of the objects on the way to the list
   * @param expected how many rows there have to be, where that is known
   * @returns `undefined` where the list is not found at once, has a row without the key, or has anything that is not
   * valid JSON or that would be written otherwise after it was parsed: line ends, half surrogates, `1.0` and `1e5`, a
   * name twice in one object
   */
  scan(body: Uint8Array, path: readonly string[], expected?: number): FoundRows | undefined {
    const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    const start = isUtf8(bytes) ? listStart(bytes, path) : undefined;
    const found = start === undefined ? undefined : this.#rowsFrom(bytes, start, path);
    if (found !== undefined && (expected === undefined || found.count === expected)) return found;
    // Rows that are not taken from here say nothing about the columns.
    this.#columns = new RowColumns();
    this.#fields = this.#newFields();
    return undefined;
  }

  #newFields(): Fields {
    const columns = this.#columns;
    return new Fields((name) => columns.at(name));
  }

  #rowsFrom(bytes: Buffer, start: number, path: readonly string[]): FoundRows | undefined {
    const ends: number[] = [];
    let longest = 0;
    this.#fields.clearFilled();
    let i = skipBlanks(bytes, start);
    if (bytes[i] === BYTE.openingBrace) {
      for (;;) {
        const row = i;
        i = bytes[i] === BYTE.openingBrace ? objectFrom(bytes, i, this.#fields, 0) : NOT_PLAIN;
        if (i === NOT_PLAIN) return undefined;
        if (i - row > longest) longest = i - row;
        i = skipBlanks(bytes, i);
        ends.push(i);
        if (bytes[i] !== BYTE.comma) break;
        i = skipBlanks(bytes, i + 1);
      }
    }
    const count = ends.length;
    if (bytes[i] !== BYTE.closingBracket || comesAgain(bytes, path, i)) return undefined;
    if (this.#key.some((name) => this.#fields.filled(name) !== count)) return undefined;
    const columns = this.#columns;
    return {
      count,
      start: start - 1,
      end: i,
      cut: () => {
        for (const end of ends) bytes[end] = BYTE.newline;
        return new ScannedRows(bytes.subarray(start, count === 0 ? start : i + 1), count, longest, columns);
      },
    };
  }
}

/** Of a name that comes again, the last one counts. */
function comesAgain(bytes: Buffer, path: readonly string[], from: number): boolean {
  return path.some((key) => bytes.includes(JSON.stringify(key), from));
}

/** The position after the object that opens at `start`. */
function objectFrom(bytes: Buffer, start: number, fields: Fields, depth: number): number {
  if (depth > MAX_DEPTH) return NOT_PLAIN;
  const number = (fields.objects += 1);
  let i = skipBlanks(bytes, start + 1);
  if (bytes[i] === BYTE.closingBrace) return i + 1;
  let before: Place | undefined;
  for (;;) {
    if (bytes[i] !== BYTE.quote) return NOT_PLAIN;
    let place: Place | undefined = before === undefined ? fields.first : before.next;
    if (place !== undefined && startsWith(bytes, i, place.name)) {
      i += place.name.length;
    } else {
      const end = endOfText(bytes, i);
      if (end === NOT_PLAIN) return NOT_PLAIN;
      place = fields.at(bytes, i, end);
      if (before === undefined) fields.first = place;
      else before.next = place;
      i = end;
    }
    if (place.seenIn === number) return NOT_PLAIN;
    place.seenIn = number;
    i = skipBlanks(bytes, i);
    if (bytes[i] !== BYTE.colon) return NOT_PLAIN;
    i = valueFrom(bytes, skipBlanks(bytes, i + 1), place, depth);
    if (i === NOT_PLAIN) return NOT_PLAIN;
    i = skipBlanks(bytes, i);
    if (bytes[i] === BYTE.closingBrace) return i + 1;
    if (bytes[i] !== BYTE.comma) return NOT_PLAIN;
    i = skipBlanks(bytes, i + 1);
    before = place;
  }
}

/** The position after the list that opens at `start`. */
function listFrom(bytes: Buffer, start: number, element: Place, depth: number): number {
  if (depth > MAX_DEPTH) return NOT_PLAIN;
  let i = skipBlanks(bytes, start + 1);
  if (bytes[i] === BYTE.closingBracket) return i + 1;
  for (;;) {
    i = valueFrom(bytes, i, element, depth);
    if (i === NOT_PLAIN) return NOT_PLAIN;
    i = skipBlanks(bytes, i);
    if (bytes[i] === BYTE.closingBracket) return i + 1;
    if (bytes[i] !== BYTE.comma) return NOT_PLAIN;
    i = skipBlanks(bytes, i + 1);
  }
}

/** The position after the value that begins at `start`. */
function valueFrom(bytes: Buffer, start: number, place: Place, depth: number): number {
  const { observation } = place;
  const first = bytes[start];
  if (first === BYTE.smallN) return wordFrom(bytes, start, NULL);
  place.filled += 1;
  switch (first) {
    case BYTE.quote:
      return textFrom(bytes, start, observation);
    case BYTE.openingBrace:
      observation.declare('struct');
      return objectFrom(bytes, start, place.fields, depth + 1);
    case BYTE.openingBracket:
      observation.declare('list');
      return listFrom(bytes, start, place.element, depth + 1);
    case BYTE.smallT:
      observation.declare('bool');
      return wordFrom(bytes, start, TRUE);
    case BYTE.smallF:
      observation.declare('bool');
      return wordFrom(bytes, start, FALSE);
    default:
      return numberFrom(bytes, start, observation);
  }
}

const NULL = Buffer.from('null');
const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');

function wordFrom(bytes: Buffer, start: number, word: Uint8Array): number {
  return startsWith(bytes, start, word) ? start + word.length : NOT_PLAIN;
}

function startsWith(bytes: Buffer, start: number, word: Uint8Array): boolean {
  for (let i = 0; i < word.length; i++) if (bytes[start + i] !== word[i]) return false;
  return true;
}

function textFrom(bytes: Buffer, start: number, observation: Observation): number {
  const end = endOfText(bytes, start);
  // Text takes in dates and instants, so once a column is text there is nothing more to find out.
  if (end === NOT_PLAIN || observation.isText) return end;
  if (isInstant(bytes, start + 1, end - 1)) observation.declare('timestamp');
  else observation.add(JSON.parse(bytes.toString('utf8', start, end)));
  return end;
}

/** A number that JavaScript would write in another way has to look like its equals where it ends up in a text. */
function numberFrom(bytes: Buffer, start: number, observation: Observation): number {
  const end = endOfNumber(bytes, start);
  if (end === NOT_PLAIN) return NOT_PLAIN;
  if (end < 0) {
    observation.declare('double');
    return -end;
  }
  if (end - start <= SAFE_DIGITS) observation.declare('int');
  else observation.add(BigInt(bytes.toString('latin1', start, end)));
  return end;
}
