/** What `{incremental.<name>}` stands for. */
import type { IncrementalSettings } from './settings.ts';
import { plain } from './settings.ts';

const VALUES = ['start_value', 'initial_value', 'last_value', 'end_value'] as const;

/** The keys of the configuration that may be used as they are. */
const KEYS: Readonly<Record<string, (settings: IncrementalSettings) => unknown>> = {
  cursor_path: ({ cursorPath }) => cursorPath,
  lag: ({ lag }) => lag,
  last_value_func: ({ lastValueFunc }) => (typeof lastValueFunc === 'function' ? lastValueFunc.name : lastValueFunc),
  row_order: ({ rowOrder }) => rowOrder,
  on_cursor_value_missing: ({ onMissing }) => onMissing,
  range_start: ({ rangeStart }) => rangeStart,
  range_end: ({ rangeEnd }) => rangeEnd,
};

export const PLACEHOLDERS: ReadonlySet<string> = new Set([...VALUES, ...Object.keys(KEYS)]);

export interface AskedRange {
  readonly start: unknown;
  readonly end: unknown;
}

/** The values of all placeholders for one range; cursors as `convert` makes them for the API. */
export function placeholderValues(
  settings: IncrementalSettings,
  { start, end }: AskedRange,
): ReadonlyMap<string, unknown> {
  const values = new Map(Object.entries(KEYS).map(([name, read]) => [name, read(settings)] as const));
  const given = { start_value: start, initial_value: settings.initialValue, last_value: start, end_value: end };
  for (const name of VALUES) values.set(name, forApi(given[name], settings));
  return values;
}

/** A cursor as the API takes it. */
export function forApi(cursor: unknown, { convert }: IncrementalSettings): unknown {
  return cursor === undefined || cursor === null ? undefined : plain(convert(cursor));
}
