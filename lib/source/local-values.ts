/** Rows that are not asked for: a list, anything that can be iterated, an Observable, or a function that makes one. */
import { from, type Observable } from 'rxjs';
import { isIterable, isObservable } from '../config/is-rows-input.ts';
import type { RowsInput } from '../config/types.ts';

const BATCH = 100;

/**
 * The values of a source of rows, in batches. What it fails with is thrown.
 *
 * @param signal lets go of an Observable, also while it is waited for
 */
export async function* batchesOf(rows: RowsInput, signal: AbortSignal): AsyncGenerator<readonly unknown[]> {
  const made: unknown = await (typeof rows === 'function' ? rows() : rows);
  if (isObservable(made)) yield* pushed(from(made), signal);
  else if (isIterable(made)) yield* gathered(made);
  else throw new TypeError('rows is a function that returned nothing to iterate');
}

async function* gathered(values: Iterable<unknown> | AsyncIterable<unknown>): AsyncGenerator<readonly unknown[]> {
  let batch: unknown[] = [];
  for await (const value of values) {
    batch.push(value);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** An Observable does not wait: what it pushes meanwhile is kept until it is asked for. */
async function* pushed(values: Observable<unknown>, signal: AbortSignal): AsyncGenerator<readonly unknown[]> {
  let waiting: unknown[] = [];
  let end: { readonly error?: unknown } | undefined;
  let wake = () => {};
  const finish = (ended: { readonly error?: unknown }) => {
    end = ended;
    wake();
  };
  signal.addEventListener('abort', () => finish({}), { once: true });
  const subscription = values.subscribe({
    next: (value) => {
      waiting.push(value);
      wake();
    },
    error: (error: unknown) => finish({ error }),
    complete: () => finish({}),
  });
  try {
    for (;;) {
      if (waiting.length > 0) {
        const batch = waiting;
        waiting = [];
        yield batch;
        continue;
      }
      if (end !== undefined) break;
      await new Promise<void>((resolve) => (wake = resolve));
    }
    if ('error' in end) throw end.error;
  } finally {
    subscription.unsubscribe();
  }
}
