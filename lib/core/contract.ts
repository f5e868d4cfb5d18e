/** What a schema contract may say of a change. */
export const CONTRACT_MODES = ['evolve', 'freeze', 'discard_row', 'discard_value'] as const;
export type ContractMode = (typeof CONTRACT_MODES)[number];

/**
 * Which changes of what is published are allowed, in dlt's words: that there is a new table, that it has a new column,
 * that a column has another type.
 */
export interface SchemaContract {
  readonly tables: ContractMode;
  readonly columns: ContractMode;
  readonly data_type: ContractMode;
}

/** What a contract has left out of the rows of a resource. */
export interface Discarded {
  /** Rows that were left out as a whole. */
  readonly rows: number;
  /** Values that were left out of rows. */
  readonly values: number;
  /** What was wrong with them, the first few of it: `note is new`, `size is a text, and the column holds int64`. */
  readonly reasons: readonly string[];
}
