import type { Observable } from 'rxjs';
import type { RowsInput } from './types.ts';

export function isRowsInput(value: unknown): value is RowsInput {
  return typeof value === 'function' || isObservable(value) || isIterable(value);
}

/** Also one of another copy of RxJS. */
export function isObservable(value: unknown): value is Observable<unknown> {
  return typeof (value as { subscribe?: unknown } | null | undefined)?.subscribe === 'function';
}

/** A text is none: nobody means its letters. */
export function isIterable(value: unknown): value is Iterable<unknown> | AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value);
}
