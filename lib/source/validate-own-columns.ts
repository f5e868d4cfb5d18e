import type { OperatorFunction } from 'rxjs';
import { isRecord } from '../core/is-record.ts';
import type { Page, Row } from '../core/types.ts';
import { rowCheck, type Checked, type RowSchema } from '../operators/row-check.ts';
import { checkRows } from '../operators/validate-rows.ts';

/**
 * Validates the rows by the schema of their resource. The columns that a child row has from its parent are not the
 * schema's business: it does not see them, and cannot lose them.
 *
 * @param parentColumns the names of those columns; none for a root resource
 */
export function validateOwnColumns(schema: RowSchema, parentColumns: readonly string[]): OperatorFunction<Page, Page> {
  const check = rowCheck(schema as RowSchema<Row>);
  return checkRows(parentColumns.length === 0 ? check : besideColumns(check, new Set(parentColumns)));
}

function besideColumns(
  check: (row: unknown) => Checked<Row>,
  names: ReadonlySet<string>,
): (row: unknown) => Checked<Row> {
  return (row) => {
    if (!isRecord(row)) return check(row);
    const entries = Object.entries(row);
    const result = check(Object.fromEntries(entries.filter(([name]) => !names.has(name))));
    if (!('row' in result)) return result;
    return { row: { ...result.row, ...Object.fromEntries(entries.filter(([name]) => names.has(name))) } };
  };
}
