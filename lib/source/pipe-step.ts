import { catchError, defer, map, tap, throwError, type OperatorFunction } from 'rxjs';
import { MillraceError } from '../core/errors.ts';
import { isRecord } from '../core/is-record.ts';
import type { Page } from '../core/types.ts';
import { RowError } from '../operators/row-error.ts';
import { checkedRow } from './step-results.ts';

/** A user's operator as a step: what it throws, or emits that is no page, is an error that names the step. */
export function pipeStep(
  operator: OperatorFunction<Page, Page>,
  resource: string,
  setting: string,
): OperatorFunction<Page, Page> {
  return (pages) =>
    defer(() => {
      // What the pages themselves fail with has been told before.
      let failed: { readonly error: unknown } | undefined;
      const watched = pages.pipe(tap({ error: (error: unknown) => (failed = { error }) }));
      return watched.pipe(
        operator,
        map(checkedPage),
        catchError((cause: unknown) => {
          if (cause === failed?.error || cause instanceof MillraceError) return throwError(() => cause);
          const reason = cause instanceof Error ? cause.message : String(cause);
          const what = setting.replace(`resources.${resource}.`, '');
          return throwError(
            () =>
              new RowError(`${what} of ${resource} failed: ${reason}`, {
                resource,
                setting,
                fix: `make the operator of ${what} cope with these pages`,
                cause,
              }),
          );
        }),
      );
    });
}

function checkedPage(page: Page): Page {
  if (!isRecord(page) || !Array.isArray(page.rows) || !('receipt' in page)) {
    throw new TypeError('it emitted something that is no page: emit { ...page, rows }');
  }
  for (const row of page.rows as readonly unknown[]) checkedRow(row);
  return page;
}
