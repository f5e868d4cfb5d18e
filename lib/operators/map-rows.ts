import { map, type OperatorFunction } from 'rxjs';
import type { Page } from '../core/types.ts';
import { forEachRow, type RowOptions } from './row-error.ts';

/** Replaces each row by what `project` returns for it. An error that it throws fails the resource as a `RowError`. */
export function mapRows<A, B>(
  project: (row: A, page: Page<A>) => B,
  options?: RowOptions,
): OperatorFunction<Page<A>, Page<B>> {
  return map((page) => {
    const rows: B[] = [];
    forEachRow('mapRows', page, (row) => rows.push(project(row, page)), options);
    return { ...page, rows };
  });
}
