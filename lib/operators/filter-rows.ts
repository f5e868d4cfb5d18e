import { map, type OperatorFunction } from 'rxjs';
import type { Page } from '../core/types.ts';
import { forEachRow, type RowOptions } from './row-error.ts';

/**
 * Keeps the rows for which `predicate` is true; a page that loses all of them is still emitted. An error that it
 * throws fails the resource as a `RowError`.
 */
export function filterRows<A, B extends A>(
  predicate: (row: A, page: Page<A>) => row is B,
  options?: RowOptions,
): OperatorFunction<Page<A>, Page<B>>;
export function filterRows<A>(
  predicate: (row: A, page: Page<A>) => boolean,
  options?: RowOptions,
): OperatorFunction<Page<A>, Page<A>>;
export function filterRows<A>(
  predicate: (row: A, page: Page<A>) => boolean,
  options?: RowOptions,
): OperatorFunction<Page<A>, Page<A>> {
  return map((page) => {
    const rows: A[] = [];
    const keep = (row: A) => {
      if (predicate(row, page)) rows.push(row);
    };
    forEachRow('filterRows', page, keep, options);
    return { ...page, rows };
  });
}
