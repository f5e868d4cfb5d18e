import type { Page } from './types.ts';

/** How many rows a page has; looking at `rows` would parse those that are packed. */
export function rowCountOf(page: Page<unknown>): number {
  return page.packed?.count ?? page.rows.length;
}
