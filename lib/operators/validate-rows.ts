import { map, type OperatorFunction } from 'rxjs';
import type { z } from 'zod';
import type { Page, RejectedRow } from '../core/types.ts';
import { forEachRow } from './row-error.ts';

/** A reason is one line; more issues than this are only counted. */
const ISSUES_SHOWN = 3;

/**
 * Replaces each row by what `schema` makes of it. A row that does not fit is moved, as it was, to `page.rejected`
 * with a short reason.
 */
export function validateRows<R>(schema: z.ZodType<R>): OperatorFunction<Page<unknown>, Page<R>> {
  return map((page) => {
    const rows: R[] = [];
    const rejected: RejectedRow[] = [...page.rejected];
    forEachRow('validateRows', page, (row) => {
      const result = schema.safeParse(row);
      if (result.success) rows.push(result.data);
      else rejected.push({ row, reason: reasonOf(result.error.issues) });
    });
    return { ...page, rows, rejected };
  });
}

function reasonOf(issues: z.ZodError['issues']): string {
  const shown = issues
    .slice(0, ISSUES_SHOWN)
    .map(({ path, message }) => (path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`));
  const more = issues.length - shown.length;
  return more > 0 ? `${shown.join('; ')}; and ${more} more` : shown.join('; ');
}
