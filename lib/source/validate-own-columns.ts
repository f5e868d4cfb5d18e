import { map, pipe, type OperatorFunction } from 'rxjs';
import type { z } from 'zod';
import { isRecord } from '../core/is-record.ts';
import type { Page, Row } from '../core/types.ts';
import { validateRows } from '../operators/validate-rows.ts';

/**
 * Validates the rows by the schema of their resource. The parent columns of a child are not the schema's business:
 * it does not see them, and cannot lose them.
 */
export function validateOwnColumns(schema: z.ZodType): OperatorFunction<Page, Page> {
  return pipe(
    map((page: Page) => (page.parent === undefined ? page : withRows(page, without(page.parent)))),
    validateRows(schema),
    map((page) => {
      const rows = page as Page;
      return page.parent === undefined ? rows : withRows(rows, (row) => ({ ...row, ...page.parent }));
    }),
  );
}

function withRows(page: Page, change: (row: Row) => Row): Page {
  return {
    ...page,
    rows: page.rows.map(change),
    rejected: page.rejected.map(({ row, reason }) => ({ row: isRecord(row) ? change(row) : row, reason })),
  };
}

function without(columns: Row): (row: Row) => Row {
  const names = new Set(Object.keys(columns));
  return (row) => Object.fromEntries(Object.entries(row).filter(([name]) => !names.has(name)));
}
