import { map, type OperatorFunction } from 'rxjs';
import type { Page } from '../core/types.ts';
import { forEachRow, type RowOptions } from './row-error.ts';

/**
 * Replaces each row by the rows that `project` returns for it: none, one or several. An error that it throws fails
 * the resource as a `RowError`.
 */
export function flatMapRows<A, B>(
  project: (row: A, page: Page<A>) => Iterable<B>,
  options?: RowOptions,
): OperatorFunction<Page<A>, Page<B>> {
  return map((page) => {
    const rows: B[] = [];
    const add = (row: A) => {
      for (const result of project(row, page)) rows.push(result);
    };
    forEachRow('flatMapRows', page, add, options);
    return { ...page, rows };
  });
}
