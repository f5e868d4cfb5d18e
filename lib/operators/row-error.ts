import { MillraceError } from '../core/errors.ts';
import type { Page } from '../core/types.ts';

/** The callback of a row operator threw. */
export class RowError extends MillraceError {
  readonly code = 'row';
}

/**
 * Calls `step` for each row of the page, in order. What it throws becomes a `RowError` that names the resource, the
 * page and the row. The query is left out of the path: it may carry a key.
 */
export function forEachRow<R>(operator: string, page: Page<R>, step: (row: R) => void): void {
  let position = 0;
  try {
    for (const row of page.rows) {
      position += 1;
      step(row);
    }
  } catch (cause) {
    const { name } = page.resource;
    const { method, url } = page.request;
    const where = `row ${position} of ${page.rows.length}, page ${page.index} of ${name} (${method} ${new URL(url).pathname})`;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new RowError(`${operator} failed at ${where}: ${reason}`, {
      resource: name,
      fix: `make the callback of ${operator} cope with this row`,
      cause,
    });
  }
}
