import type { OperatorFunction } from 'rxjs';
import type { MergedResource } from '../config/merge-defaults.ts';
import type { Page, Row } from '../core/types.ts';
import { checkRows } from '../operators/validate-rows.ts';

/** The columns that hints say are never null. */
export function requiredColumns({ columns = {} }: MergedResource): readonly string[] {
  return Object.entries(columns).flatMap(([name, hint]) => (hint?.nullable === false ? [name] : []));
}

/** Sets aside the rows that have no value in one of these columns. */
export function requireColumns(names: readonly string[]): OperatorFunction<Page, Page> {
  return checkRows<Row>((value) => {
    const row = value as Row;
    const missing = names.filter((name) => !Object.hasOwn(row, name) || row[name] == null);
    if (missing.length === 0) return { row };
    return { issues: missing.map((name) => ({ path: [name], message: 'is missing or null' })) };
  });
}
