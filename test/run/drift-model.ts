/** What has to be published of rows whose columns come, go and change: the rules of the documentation, in memory. */
import { assert } from 'chai';
import { json } from '../../lib/decoders/json.ts';
import { rowText } from '../../lib/rows/row-text.ts';

export type ModelRow = Readonly<Record<string, unknown>>;

type ModelType =
  | { readonly kind: 'null' | 'bool' | 'int' | 'double' | 'text' | 'instant' | 'date' | 'json' }
  | { readonly kind: 'list'; readonly element: ModelType }
  | { readonly kind: 'struct'; readonly fields: ReadonlyMap<string, ModelType> };

export class DriftModel {
  readonly #disposition: 'merge' | 'append' | 'replace';
  readonly #key: readonly string[];
  #rows: ModelRow[] = [];
  /** Every value that a column has ever had, and the name of the column. */
  readonly #columns = new Map<string, { readonly name: string; readonly values: unknown[] }>();

  constructor(disposition: 'merge' | 'append' | 'replace', key: readonly string[]) {
    this.#disposition = disposition;
    this.#key = key;
    for (const name of key) this.#column(name);
  }

  run(rows: readonly ModelRow[]): void {
    for (const row of rows) for (const [key, value] of Object.entries(row)) this.#column(key).values.push(value);
    if (this.#disposition === 'append') {
      this.#rows.push(...rows);
      return;
    }
    const byKey = new Map<string, ModelRow>();
    const before = this.#disposition === 'merge' ? this.#rows : [];
    for (const row of [...before, ...rows]) byKey.set(JSON.stringify(this.#key.map((name) => row[name])), row);
    this.#rows = [...byKey.values()];
  }

  /** The rows that are to be there, as texts in order. */
  published(): string[] {
    const texts = this.#rows.map((row) =>
      this.#text((key, type) => shown(Object.hasOwn(row, key) ? row[key] : null, type)),
    );
    return texts.toSorted();
  }

  /** The rows of a file, as DuckDB gives them for JSON, as the same texts. */
  read(rows: readonly ModelRow[]): string[] {
    const names = [...this.#columns.values()].map(({ name }) => name);
    for (const row of rows) assert.sameMembers(Object.keys(row), names);
    return rows.map((row) => this.#text((_, type, name) => readBack(row[name], type))).toSorted();
  }

  #text(cell: (key: string, type: ModelType, name: string) => unknown): string {
    return JSON.stringify([...this.#columns].map(([key, { name, values }]) => [name, cell(key, typeOf(values), name)]));
  }

  #column(key: string): { readonly name: string; readonly values: unknown[] } {
    const known = this.#columns.get(key);
    if (known !== undefined) return known;
    const taken = new Set([...this.#columns.values()].map(({ name }) => name.toLowerCase()));
    let name = key;
    for (let n = 2; taken.has(name.toLowerCase()); n += 1) name = `${key}_${n}`;
    const column = { name, values: [] };
    this.#columns.set(key, column);
    return column;
  }
}

/** The narrowest type for all values. */
function typeOf(all: readonly unknown[]): ModelType {
  const values = all.filter((value) => value !== null && value !== undefined);
  const every = (test: (value: unknown) => boolean) => values.every(test);
  if (values.length === 0) return { kind: 'null' };
  if (every((value) => typeof value === 'boolean')) return { kind: 'bool' };
  if (every(isNumber)) return numberType(values as unknown as readonly (number | bigint)[]);
  if (every((value) => typeof value === 'string')) {
    if (every((value) => /^\d{4}-\d\d-\d\dT/.test(String(value)))) return { kind: 'instant' };
    return { kind: every((value) => /^\d{4}-\d\d-\d\d$/.test(String(value))) ? 'date' : 'text' };
  }
  if (every(Array.isArray)) return { kind: 'list', element: typeOf((values as unknown[][]).flat()) };
  if (every((value) => typeof value === 'object' && !Array.isArray(value))) {
    const objects = values as unknown as readonly ModelRow[];
    const names = new Set(objects.flatMap((value) => Object.keys(value)));
    return {
      kind: 'struct',
      fields: new Map([...names].map((name) => [name, typeOf(objects.map((value) => value[name]))])),
    };
  }
  return { kind: 'json' };
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'bigint';
}

function numberType(values: readonly (number | bigint)[]): ModelType {
  const isWhole = values.every((value) => typeof value === 'bigint' || Number.isInteger(value));
  if (isWhole) return { kind: values.every((value) => String(value).replace('-', '').length <= 38) ? 'int' : 'text' };
  return { kind: values.every((value) => typeof value === 'number') ? 'double' : 'text' };
}

/** What is to be read of a value in a column of this type. */
function shown(value: unknown, type: ModelType): unknown {
  if (value === null || value === undefined) return null;
  switch (type.kind) {
    case 'json':
      return jsonShown(value);
    case 'list':
      return (value as readonly unknown[]).map((item) => shown(item, type.element));
    case 'struct':
      return [...type.fields].map(([name, field]) => [name, shown((value as ModelRow)[name], field)]);
    case 'instant':
      return Date.parse(value as string);
    case 'bool':
      return value;
    default:
      return textOf(value);
  }
}

const INSTANT = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)\+00$/;

function readBack(value: unknown, type: ModelType): unknown {
  if (value === null || value === undefined) return null;
  switch (type.kind) {
    case 'json':
      return jsonShown(json.decode(value as string));
    case 'list':
      return (value as readonly unknown[]).map((item) => readBack(item, type.element));
    case 'struct':
      return [...type.fields].map(([name, field]) => [name, readBack((value as ModelRow)[name], field)]);
    case 'instant':
      return Date.parse((value as string).replace(INSTANT, '$1T$2Z'));
    case 'bool':
      return value;
    default:
      return textOf(value);
  }
}

/**
 * What JSON says, numbers as texts: integers of more than 38 digits, and those that a double beside them would round, were
 * text before. A struct that became JSON has its fields in another order, and those that were missing as null. */
function jsonShown(value: unknown): string {
  return rowText(plain(value));
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (isNumber(value)) return String(value);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== null);
  return Object.fromEntries(
    entries.map(([name, item]) => [name, plain(item)]).toSorted(([a], [b]) => (a! < b! ? -1 : 1)),
  );
}

/** Of a number or a text. */
function textOf(value: unknown): string {
  return (value as number | bigint | string).toString();
}
