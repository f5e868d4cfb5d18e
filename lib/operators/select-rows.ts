import { defer, map, type OperatorFunction } from 'rxjs';
import { isRecord } from '../core/is-record.ts';
import type { Page, Row } from '../core/types.ts';
import { detectRows, type Detected } from './detect-rows.ts';
import { RowPlaces } from './row-places.ts';
import { rowsAt, toRow, type SelectedRows } from './rows-at.ts';
import { compileSelector, type Selector } from './selector.ts';

export interface SelectRowsOptions {
  /** Where the rows are: a JSONPath, or a list of keys; without it they are looked for. */
  readonly selector?: string | readonly string[] | Selector | undefined;
  /** Dotted path of the setting, for messages: `resources.jobs.endpoint.data_selector`. */
  readonly setting: string;
  /** Whether the path ends in a placeholder: then an object is one row, unless all it does is to carry a list. */
  readonly oneRecord?: boolean | undefined;
  /** Told, once, of what the user should confirm by a `data_selector`. */
  readonly onDoubt?: ((message: string) => void) | undefined;
}

/** Reads the rows of the pages of one chain. */
export type RowSelector = (page: Page<unknown>) => Page;

/** Reads the rows out of `page.response.body`; a subscription is one chain of pages (see `createRowSelector`). */
export function selectRows(options: SelectRowsOptions): OperatorFunction<Page<unknown>, Page> {
  return (pages) => defer(() => pages.pipe(map(createRowSelector(options)())));
}

/**
 * Prepares the reading of the rows of one resource; each chain of its pages takes a function of its own, and one that
 * is taken up again gives the place where its rows were. Without a selector, the place where a chain had its first rows
 * is kept for the pages that follow: a last page has no rows there, or, as XML, one that is no list. An answer that was
 * taken for one row although another one, in whatever chain, has its rows in a list at the same place fails the resource.
 */
export function createRowSelector(options: SelectRowsOptions): (rowsAt?: readonly string[]) => RowSelector {
  const { setting, oneRecord = false } = options;
  const selector = compiled(options.selector);
  const doubts = new Set<string>();
  const doubt = (message: string) => {
    if (doubts.has(message)) return;
    doubts.add(message);
    options.onDoubt?.(message);
  };
  const places = new RowPlaces();

  return (place) => {
    let usual = place && compileSelector(place);
    return (page) => {
      const { body } = page.response;
      const context = { resource: page.resource.name, setting, first: page.index === 0 };
      if (selector) return { ...page, ...rowsAt(body, selector, context, doubt) };
      if (usual?.matches(body).length === 1) return { ...page, ...rowsAt(body, usual, context, doubt) };
      if (!isRecord(body)) return { ...page, ...rowsAt(body, WHOLE, context, doubt) };

      const detected = detectRows(body, { ...context, oneRecord, primaryKey: page.resource.primaryKey });
      places.check(body, detected, context);
      if ('doubt' in detected && detected.doubt !== undefined) doubt(detected.doubt);
      if (detected.kind === 'list' && detected.list.items.length > 0) usual = compileSelector(detected.list.keys);
      return { ...page, ...rowsOf(body, detected) };
    };
  };
}

const WHOLE = compileSelector([]);

function compiled(selector: SelectRowsOptions['selector']): Selector | undefined {
  return typeof selector === 'string' || Array.isArray(selector)
    ? compileSelector(selector as string | readonly string[])
    : (selector as Selector | undefined);
}

function rowsOf(body: Row, detected: Detected): SelectedRows {
  if (detected.kind === 'list') return { rows: detected.list.items.map(toRow), rowsAt: detected.list.keys };
  return { rows: detected.kind === 'row' ? [body] : [] };
}
