import { map, type OperatorFunction } from 'rxjs';
import type { Page } from '../core/types.ts';
import { forEachRow } from './row-error.ts';

/**
 * Replaces each row by the rows that `project` returns for it: none, one or several. An error that it throws fails
 * the resource as a `RowError`.
 */
export function flatMapRows<A, B>(project: (row: A, page: Page<A>) => Iterable<B>): OperatorFunction<Page<A>, Page<B>> {
  return map((page) => {
    const rows: B[] = [];
    forEachRow('flatMapRows', page, (row) => {
      for (const result of project(row, page)) rows.push(result);
    });
    return { ...page, rows };
  });
}
