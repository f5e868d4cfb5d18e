import type { SchemaContract } from '../core/contract.ts';
import { ContractError } from '../core/errors.ts';
import type { Page, RejectedRow, ResourceInfo, Row } from '../core/types.ts';
import type { Discards } from '../journal/discards.ts';
import { conform, type ContractTerms, type Violation } from '../rows/contract.ts';
import { RowColumns, type StoredColumn } from '../rows/row-columns.ts';
import { rowText } from '../rows/row-text.ts';

export interface KnownTable {
  /** Whether anything was ever published of it. */
  readonly isNew: boolean;
  /** Whether it is known which columns it has; a table that is new, or replaced as a whole, gets those of its rows. */
  readonly columnsKnown: boolean;
  /** What is published and declared of its columns. */
  readonly columns: readonly StoredColumn[];
  readonly nested: 'struct' | 'json';
}

/** Holds the rows of a resource against its schema contract. */
export class ContractCheck {
  readonly #resource: ResourceInfo;
  readonly #contract: SchemaContract;
  readonly #table: KnownTable;
  readonly #known: RowColumns;
  readonly #types: ReadonlyMap<string, string>;
  readonly #terms: ContractTerms;
  readonly #keys: ReadonlySet<string>;
  readonly #discards: Discards;

  constructor(resource: ResourceInfo, contract: SchemaContract, table: KnownTable, discards: Discards) {
    this.#resource = resource;
    this.#contract = contract;
    this.#table = table;
    this.#discards = discards;
    this.#known = this.#columnsWith([]);
    this.#types = typesOf(this.#known);
    this.#terms = { ...contract, columns: table.columnsKnown ? contract.columns : 'evolve' };
    this.#keys = new Set([...resource.primaryKey, ...resource.parentColumns]);
  }

  /** Whether there is not to be such a table. */
  get refusesTable(): boolean {
    return this.#table.isNew && this.#contract.tables !== 'evolve';
  }

  /**
   * The rows of a page that may be published, without the values that may not, and those to set aside: a key cannot be
   * left out of its row. Throws a `ContractError` where the contract is frozen.
   */
  apply({ rows, index }: Page): { readonly rows: readonly Row[]; readonly rejected: readonly RejectedRow[] } {
    if (rows.length === 0) return { rows, rejected: [] };
    if (this.refusesTable) return this.#refuseTable(rows);
    if (this.#allFit(rows)) return { rows, rejected: [] };
    const kept: Row[] = [];
    const rejected: RejectedRow[] = [];
    for (const [i, given] of rows.entries()) {
      const { row, violations } = conform(given, this.#known, this.#terms, this.#keys);
      const frozen = violations.find(({ mode }) => mode === 'freeze');
      if (frozen !== undefined) throw this.#frozen(frozen, given, `row ${i + 1} of page ${index + 1}`);
      const reasons = violations.map(({ reason }) => reason);
      if (violations.some(({ mode }) => mode === 'discard_row')) this.#discards.addRow(reasons);
      else if (violations.some(({ key }) => this.#keys.has(key))) {
        rejected.push({ row: given, reason: `${reasons.join('; ')} (schema_contract)` });
      } else {
        if (reasons.length > 0) this.#discards.addValues(reasons);
        kept.push(row);
      }
    }
    return { rows: kept, rejected };
  }

  /** Whether rows change nothing of what is known, which most do. */
  #allFit(rows: readonly Row[]): boolean {
    const types = typesOf(this.#columnsWith(rows));
    if (types.size > this.#types.size && this.#terms.columns !== 'evolve') return false;
    return [...types].every(([name, type]) =>
      this.#types.has(name) ? this.#types.get(name) === type : this.#terms.columns === 'evolve',
    );
  }

  #columnsWith(rows: readonly Row[]): RowColumns {
    const columns = new RowColumns();
    columns.nestedAsJson = this.#table.nested === 'json';
    columns.merge(this.#table.columns);
    columns.add(rows);
    return columns;
  }

  #refuseTable(rows: readonly Row[]): { rows: readonly Row[]; rejected: readonly RejectedRow[] } {
    const { name, table } = this.#resource;
    if (this.#contract.tables === 'freeze') {
      throw new ContractError(`${table} is not published yet, and schema_contract.tables is freeze`, {
        resource: name,
        setting: `resources.${name}.schema_contract`,
        fix: 'write {columns: freeze, data_type: freeze} in its place, which lets the first run make the table',
      });
    }
    for (const _ of rows) this.#discards.addRow([`${table} is a new table`]);
    return { rows: [], rejected: [] };
  }

  #frozen({ entity, reason }: Violation, row: Row, place: string): ContractError {
    const { name, primaryKey } = this.#resource;
    const key = primaryKey.map((column) => `${column} ${rowText(row[column])}`).join(', ');
    const where = key === '' ? place : `the row with ${key}`;
    const what = entity === 'columns' ? 'take the column in' : 'widen its type';
    return new ContractError(`${reason} (in ${where}); schema_contract.${entity} is freeze`, {
      resource: name,
      setting: `resources.${name}.schema_contract`,
      fix: `set ${entity} to evolve to ${what}, or to discard_row or discard_value to leave such rows or values out`,
    });
  }
}

/** By key. Structs with other fields, and lists of them, have other types. */
function typesOf(columns: RowColumns): ReadonlyMap<string, string> {
  const types = new Map(columns.columns.map(({ name, type }) => [name, JSON.stringify(type)]));
  return new Map(columns.toJSON().map(({ key, column }) => [key, types.get(column)!]));
}
