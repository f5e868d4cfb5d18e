import type { OperatorFunction } from 'rxjs';
import { z } from 'zod';
import { isRecord } from '../core/is-record.ts';
import type { Page, Row } from '../core/types.ts';
import { validateRows } from '../operators/validate-rows.ts';

/**
 * Validates the rows by the schema of their resource. The columns that a child row has from its parent are not the
 * schema's business: it does not see them, and cannot lose them.
 *
 * @param parentColumns the names of those columns; none for a root resource
 */
export function validateOwnColumns(schema: z.ZodType, parentColumns: readonly string[]): OperatorFunction<Page, Page> {
  const rowSchema = parentColumns.length === 0 ? schema : besideColumns(schema, new Set(parentColumns));
  return validateRows(rowSchema as z.ZodType<Row>);
}

function besideColumns(schema: z.ZodType, names: ReadonlySet<string>): z.ZodType {
  return z.unknown().transform((row, context) => {
    const entries = isRecord(row) ? Object.entries(row) : [];
    const own = isRecord(row) ? Object.fromEntries(entries.filter(([name]) => !names.has(name))) : row;
    const result = schema.safeParse(own);
    if (!result.success) {
      for (const issue of result.error.issues) context.addIssue({ ...issue });
      return z.NEVER;
    }
    const given = Object.fromEntries(entries.filter(([name]) => names.has(name)));
    return { ...(result.data as Row), ...given };
  });
}
