import { compilePath } from '../core/path.ts';
import { SelectorError } from '../core/errors.ts';
import type { Page, Row } from '../core/types.ts';
import type { AncestorField } from './parent-binding.ts';

/** A value of a parent row, or of a row above it; `undefined` where it has none. */
export type ReadAncestor = (row: Row, page: Page) => unknown;

/** Reads fields of the rows of `parent` and, through the pages that they are on, of what is above it. */
export function ancestorReader(parent: string) {
  const rowOf = (resource: string) => (row: Row, page: Page) => {
    const found = resource === parent ? row : page.ancestors?.[resource];
    if (found !== undefined) return found;
    throw new SelectorError(`a page of ${parent} does not say which row of ${resource} it comes from`, {
      resource: parent,
      setting: `resources.${parent}.processing_steps`,
      fix: 'an operator of your own that makes pages keeps what it does not change: { ...page, rows }',
    });
  };
  return {
    /** By a path; `$` is the row, and of a list of plain values the value. */
    field({ resource, field }: AncestorField): ReadAncestor {
      const row = rowOf(resource);
      const path = compilePath(field);
      if (path.keys.length === 0) return (own, page) => plainValue(row(own, page));
      return (own, page) => path.read(row(own, page));
    },
    /** By the name of a column, or else by a path. */
    column({ resource, field }: AncestorField): ReadAncestor {
      const row = rowOf(resource);
      const path = compilePath(field);
      return (own, page) => {
        const found = row(own, page);
        return Object.hasOwn(found, field) ? found[field] : path.read(found);
      };
    },
  };
}

/** A plain value in a list is the row `{ value }`. */
function plainValue(row: Row): unknown {
  const names = Object.keys(row);
  return names.length === 1 && names[0] === 'value' ? row['value'] : row;
}
