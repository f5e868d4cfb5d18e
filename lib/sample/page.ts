import type { Endpoint, SampleRow } from './definition.ts';

/** The part of a list that one page shows. */
export interface Window {
  readonly start: number;
  readonly size: number;
}

export type ReadWindow = (query: URLSearchParams) => Window;

/** `page` counts from 1; page 0 is answered like page 1. The size is fixed unless `sizeParam` names a parameter. */
export function byPage(size: number, sizeParam?: string): ReadWindow {
  return (query) => {
    const wanted = sizeParam === undefined ? size : wholeNumber(query.get(sizeParam), size);
    const actual = Math.min(Math.max(wanted, 1), size);
    return { start: Math.max(0, wholeNumber(query.get('page'), 1) - 1) * actual, size: actual };
  };
}

/** `offset` and `limit`; more than `most` rows are never given at once. */
export function byOffset(limit: number, most: number): ReadWindow {
  return (query) => ({
    start: wholeNumber(query.get('offset'), 0),
    size: Math.min(Math.max(wholeNumber(query.get('limit'), limit), 1), most),
  });
}

function wholeNumber(text: string | null, fallback: number): number {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : fallback;
}

/**
 * Where the window stands when one row was put in front of the list for each page that was read before: the last row
 * of a page is then the first of the next one. A window of one row would never move on, and stays.
 */
export function shifted({ start, size }: Window): Window {
  return size > 1 ? { start: start - Math.ceil(start / size), size } : { start, size };
}

export interface ListOptions {
  readonly path: string;
  readonly resource: string;
  readonly rows: readonly SampleRow[];
  readonly window: ReadWindow;
  readonly envelope: (page: readonly SampleRow[], window: Window) => unknown;
}

/** An endpoint that gives a list page by page; beyond its end the pages are empty. */
export function listEndpoint({ path, resource, rows, window, envelope }: ListOptions): Endpoint {
  return {
    path,
    holds: { [resource]: () => rows },
    answer: ({ query, shift }) => {
      const asked = window(query);
      const { start, size } = shift ? shifted(asked) : asked;
      return envelope(rows.slice(start, start + size), asked);
    },
  };
}

export interface ChildOptions {
  readonly path: string;
  readonly resource: string;
  /** The column that a published row of this child carries its parent's key in. */
  readonly parentColumn: string;
  readonly rowsByParent: ReadonlyMap<string | number, readonly SampleRow[]>;
  readonly envelope: (rows: readonly SampleRow[]) => unknown;
}

/** An endpoint that gives what belongs to one parent. */
export function childEndpoint({ path, resource, parentColumn, rowsByParent, envelope }: ChildOptions): Endpoint {
  const byText = new Map([...rowsByParent].map(([key, rows]) => [String(key), rows]));
  return {
    path,
    holds: {
      [resource]: () =>
        [...rowsByParent].flatMap(([key, rows]) => rows.map((row) => Object.assign({ [parentColumn]: key }, row))),
    },
    answer: ({ id }) => {
      const rows = byText.get(id);
      return rows === undefined ? undefined : envelope(rows);
    },
  };
}
