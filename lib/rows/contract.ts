import type { ContractMode, SchemaContract } from '../core/contract.ts';
import { isRecord } from '../core/is-record.ts';
import type { Row } from '../core/types.ts';
import type { ColumnType } from './column-type.ts';
import { Observation } from './observation.ts';
import type { RowColumns } from './row-columns.ts';
import { typeText } from './type-text.ts';

/** A value that a contract does not allow. */
export interface Violation {
  readonly entity: 'columns' | 'data_type';
  readonly mode: Exclude<ContractMode, 'evolve'>;
  /** The key in the row it is in. */
  readonly key: string;
  /** `note is new`, `size is a text, and the column holds int64`. */
  readonly reason: string;
}

export interface Conforming {
  /** The row without the values that are not allowed. */
  readonly row: Row;
  readonly violations: readonly Violation[];
}

export type ContractTerms = Pick<SchemaContract, 'columns' | 'data_type'>;

/**
 * Fits a row to what is known of the columns. A column that was only ever null is not known, as in dlt; null fits
 * everything, and makes no column of its own.
 *
 * @param free columns that may be new whatever the contract says, since the resource needs them
 */
export function conform(row: Row, known: RowColumns, terms: ContractTerms, free: ReadonlySet<string>): Conforming {
  const violations: Violation[] = [];
  let kept: Row | undefined;
  for (const [key, value] of Object.entries(row)) {
    const observation = known.has(key) ? known.at(key) : undefined;
    const checker = new Checker(free.has(key) ? { ...terms, columns: 'evolve' } : terms, key, violations);
    const fitting = checker.fit(value, observation, key);
    if (fitting === value) continue;
    kept ??= { ...row };
    if (fitting === LEFT_OUT) delete kept[key];
    else kept[key] = fitting;
  }
  return { row: kept ?? row, violations };
}

const LEFT_OUT = Symbol('left out');

class Checker {
  readonly #terms: ContractTerms;
  readonly #key: string;
  readonly #violations: Violation[];

  constructor(terms: ContractTerms, key: string, violations: Violation[]) {
    this.#terms = terms;
    this.#key = key;
    this.#violations = violations;
  }

  /** What stays of a value; the value itself where all of it may. */
  fit(given: unknown, known: Observation | undefined, path: string): unknown {
    const value = isTold(given) ? given.toJSON() : given;
    const type: ColumnType = known?.type ?? { kind: 'null' };
    if (value === null || value === undefined) {
      return known === undefined && this.#terms.columns !== 'evolve' ? LEFT_OUT : given;
    }
    if (type.kind === 'null') return this.#violated('columns', path, 'is new') ? LEFT_OUT : given;
    if (type.kind === 'json') return given;
    if (type.kind === 'struct' && isRecord(value)) return this.#fitStruct(value, known!, type, path);
    if (type.kind === 'list' && Array.isArray(value)) return this.#fitList(value, known!, path);
    if (known!.admits(value)) return given;
    const what = `is ${kindText(value)}, and the column holds ${typeText(type)}`;
    return this.#violated('data_type', path, what) ? LEFT_OUT : given;
  }

  #fitStruct(value: Row, known: Observation, type: ColumnType & { readonly kind: 'struct' }, path: string): unknown {
    let kept: Row | undefined;
    for (const [name, field] of Object.entries(value)) {
      const here = `${path}.${name}`;
      const fitting = type.fields.some((one) => one.name === name)
        ? this.fit(field, known.field(name), here)
        : this.#fitNewField(field, type, name, here);
      if (fitting === field) continue;
      kept ??= { ...value };
      if (fitting === LEFT_OUT) delete kept[name];
      else kept[name] = fitting;
    }
    return kept ?? value;
  }

  /** A name that a struct cannot have would make JSON text of it. */
  #fitNewField(
    value: unknown,
    { fields }: ColumnType & { readonly kind: 'struct' },
    name: string,
    path: string,
  ): unknown {
    const taken = fields.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (name !== '' && !name.includes('\0') && taken === undefined) return this.fit(value, undefined, path);
    const what = taken === undefined ? 'is no name of a field' : `differs from ${taken.name} only by case`;
    return this.#violated('data_type', path, what) ? LEFT_OUT : value;
  }

  /** An element that is left out leaves a null, so that the others keep their places. */
  #fitList(value: readonly unknown[], known: Observation, path: string): unknown {
    let kept: unknown[] | undefined;
    for (const [i, item] of value.entries()) {
      const fitting = item == null ? item : this.fit(item, known.element, `${path}[]`);
      if (fitting !== item) (kept ??= [...value])[i] = fitting === LEFT_OUT ? null : fitting;
    }
    return kept ?? value;
  }

  /** Whether it is one under these terms. */
  #violated(entity: Violation['entity'], path: string, what: string): boolean {
    const mode = this.#terms[entity];
    if (mode === 'evolve') return false;
    this.#violations.push({ entity, mode, key: this.#key, reason: `${path} ${what}` });
    return true;
  }
}

/** Dates and the like, of which the journal has the text. */
function isTold(value: unknown): value is { toJSON(): unknown } {
  return typeof value === 'object' && value !== null && 'toJSON' in value && typeof value.toJSON === 'function';
}

function kindText(value: unknown): string {
  const seen = new Observation();
  seen.add(value);
  const { kind } = seen.type;
  return kind === 'int64' ? 'an int64' : kind === 'string' ? 'a text' : `a ${kind}`;
}
