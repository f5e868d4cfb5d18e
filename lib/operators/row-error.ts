import { MillraceError } from '../core/errors.ts';
import type { Page } from '../core/types.ts';

/** The callback of a row operator threw. */
export class RowError extends MillraceError {
  readonly code = 'row';
}

export interface RowOptions {
  /** The setting that the callback was written in, for messages: `resources.jobs.processing_steps.0.map`. */
  readonly setting?: string | undefined;
}

/**
 * Calls `step` for each row of the page, in order. What it throws becomes a `RowError` that names the resource, the
 * page, the row and the setting. The query is left out of the path: it may carry a key.
 */
export function forEachRow<R>(
  operator: string,
  page: Page<R>,
  step: (row: R) => void,
  { setting }: RowOptions = {},
): void {
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
    const what = setting?.replace(`resources.${name}.`, '') ?? operator;
    throw new RowError(`${what} failed at ${where}: ${reason}`, {
      resource: name,
      setting,
      fix: `make the function of ${what} cope with this row`,
      cause,
    });
  }
}
