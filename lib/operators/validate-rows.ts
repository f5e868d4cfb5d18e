import { map, type OperatorFunction } from 'rxjs';
import type { Page, RejectedRow } from '../core/types.ts';
import type { SchemaIssue } from './json-schema.ts';
import { rowCheck, type Checked, type RowSchema } from './row-check.ts';
import { forEachRow } from './row-error.ts';

/** A reason is one line; more issues than this are only counted. */
const ISSUES_SHOWN = 3;

/**
 * Replaces each row by what `schema`, of zod or a JSON Schema, makes of it. A row that does not fit is moved, as it was,
 * to `page.rejected` with a short reason.
 */
export function validateRows<R>(schema: RowSchema<R>): OperatorFunction<Page<unknown>, Page<R>> {
  return checkRows(rowCheck(schema));
}

/** The same by a function. */
export function checkRows<R>(check: (row: unknown) => Checked<R>): OperatorFunction<Page<unknown>, Page<R>> {
  return map((page) => {
    const rows: R[] = [];
    const rejected: RejectedRow[] = [...page.rejected];
    forEachRow('validateRows', page, (row) => {
      const result = check(row);
      if ('row' in result) rows.push(result.row);
      else rejected.push({ row, reason: reasonOf(result.issues) });
    });
    return { ...page, rows, rejected };
  });
}

function reasonOf(issues: readonly SchemaIssue[]): string {
  const shown = issues
    .slice(0, ISSUES_SHOWN)
    .map(({ path, message }) => (path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`));
  const more = issues.length - shown.length;
  return more > 0 ? `${shown.join('; ')}; and ${more} more` : shown.join('; ');
}
