import { map, pipe, tap, type OperatorFunction } from 'rxjs';
import { compilePath } from '../core/path.ts';
import type { Page, QueryParams, QueryValue } from '../core/types.ts';
import { textKind } from '../rows/text-kind.ts';
import type { ResourcePlan } from './plan.ts';
import type { Lookup } from './template.ts';

/** The incremental loading of one resource in one run; its start is fixed for the run. */
export interface Incremental {
  /** What the API is told. */
  readonly params: QueryParams;
  /** What `{incremental.<name>}` refers to. */
  readonly lookup: Lookup;
  /** Drops the rows from before the start, and reports the highest cursor of those that go on. */
  readonly operator: OperatorFunction<Page, Page>;
}

/**
 * @param stored where the last published run got to; a resource that is replaced as a whole starts anew
 * @param onCursor takes the highest cursor, each time it rises
 */
export function incrementalOf(
  plan: ResourcePlan,
  stored: unknown,
  onCursor: (value: unknown) => void,
): Incremental | undefined {
  const config = plan.settings.endpoint.incremental;
  if (config === undefined) return undefined;
  const reached = plan.info.writeDisposition === 'replace' ? undefined : stored;
  const start = reached ?? config.initial_value;
  const cursor = compilePath(config.cursor_path);
  let highest = reached;
  const values = new Map([
    ['start_value', start],
    ['initial_value', config.initial_value],
    ['last_value', start],
  ]);
  return {
    lookup: (name) => values.get(name),
    params: config.start_param && start != null ? { [config.start_param]: start as QueryValue } : {},
    operator: pipe(
      map((page: Page) => ({
        ...page,
        // A row without a cursor may be new, so it stays.
        rows: start == null ? page.rows : page.rows.filter((row) => isAtLeast(cursor.read(row), start)),
      })),
      tap((page) => {
        for (const row of page.rows) {
          const value = cursor.read(row);
          if (value == null || (highest != null && compareCursors(value, highest) <= 0)) continue;
          highest = value;
        }
        if (highest != null) onCursor(highest);
      }),
    ),
  };
}

function isAtLeast(value: unknown, start: unknown): boolean {
  return value == null || compareCursors(value, start) >= 0;
}

/** Orders cursors as what they are: instants and dates by time, numbers by size, other text by its characters. */
export function compareCursors(a: unknown, b: unknown): number {
  const times = [timeOf(a), timeOf(b)] as const;
  if (times[0] !== undefined && times[1] !== undefined) return compare(times[0], times[1]) || compareFractions(a, b);
  const numbers = [numberOf(a), numberOf(b)] as const;
  if (numbers[0] !== undefined && numbers[1] !== undefined) return compare(numbers[0], numbers[1]);
  return compare(String(a), String(b));
}

function compare<T extends string | number | bigint>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Milliseconds since 1970; a date is its midnight, a time without a zone is UTC. */
function timeOf(value: unknown): number | undefined {
  if (value instanceof Date) return value.getTime();
  if (typeof value !== 'string') return undefined;
  const kind = textKind(value);
  if (kind === 'string') return undefined;
  const zoned = kind === 'date' || /(?:Z|[+-]\d\d:\d\d)$/.test(value.slice(10));
  return Date.parse(zoned ? value : `${value}Z`);
}

/** What a Date does not hold: the digits of a second behind the milliseconds. */
function compareFractions(a: unknown, b: unknown): number {
  return compare(microsOf(a), microsOf(b));
}

function microsOf(value: unknown): string {
  const [, digits] = /\.(\d+)/.exec(String(value)) ?? [];
  return (digits ?? '').padEnd(6, '0').slice(3, 6);
}

function numberOf(value: unknown): number | bigint | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  if (typeof value !== 'string' || !/^-?\d+(?:\.\d+)?$/.test(value)) return undefined;
  return value.includes('.') ? Number(value) : BigInt(value);
}
