import type { Column } from './column-type.ts';

/** Newline-delimited JSON files, oldest row first, and what their rows hold. */
export interface RowFiles {
  readonly paths: readonly string[];
  readonly columns: readonly Column[];
  /** No row is longer than this, in bytes. */
  readonly largestRow: number;
}
