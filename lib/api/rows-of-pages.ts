import type { Observable } from 'rxjs';
import { MillraceError } from '../core/errors.ts';
import type { Page, RejectedRow } from '../core/types.ts';

export interface RowsOptions {
  /** Takes the rows that a schema or a step sets aside. Without it the first of them is an error. */
  readonly onRejected?: (rejected: RejectedRow) => void;
}

/** A row was set aside, and nobody takes such rows. */
export class RejectedRowError extends MillraceError {
  readonly code = 'rejected_row';
}

interface Waiting<R> {
  readonly page: Page<R>;
  readonly release: () => void;
}

/**
 * The rows of pages, one by one. A page is accepted, so that the next one is asked for, when the row after its last one
 * is wanted. Whoever stops early unsubscribes from the pages, which cancels what is under way. An error comes after the
 * rows that were there before it.
 */
export async function* rowsOfPages<R>(
  pages: Observable<Page<R>>,
  { onRejected }: RowsOptions,
): AsyncGenerator<R, void, void> {
  const waiting: Waiting<R>[] = [];
  let ended = false;
  let failure: { readonly error: unknown } | undefined;
  let wake = () => {};
  const subscription = pages.subscribe({
    next: (page) => {
      waiting.push({ page, release: page.receipt.hold() });
      wake();
    },
    error: (error: unknown) => {
      failure = { error };
      wake();
    },
    complete: () => {
      ended = true;
      wake();
    },
  });
  try {
    for (;;) {
      const next = waiting.shift();
      if (next !== undefined) {
        const { page, release } = next;
        for (const row of page.rows) yield row;
        for (const rejected of page.rejected) (onRejected ?? refuse(page.resource.name))(rejected);
        release();
      } else if (failure !== undefined) {
        throw failure.error;
      } else if (ended) {
        return;
      } else {
        await new Promise<void>((resolve) => (wake = resolve));
      }
    }
  } finally {
    subscription.unsubscribe();
  }
}

function refuse(resource: string) {
  return ({ reason }: RejectedRow): never => {
    throw new RejectedRowError(`a row was set aside: ${reason}`, {
      resource,
      fix: 'give onRejected, which takes such rows, or set on_reject: ignore on the resource',
    });
  };
}
