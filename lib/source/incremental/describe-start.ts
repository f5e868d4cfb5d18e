import type { QueryValue, ResourceInfo } from '../../core/types.ts';
import { rowText } from '../../rows/row-text.ts';
import { IncrementalLoading } from './loading.ts';
import { progressOf, stateValue } from './progress.ts';
import type { IncrementalSettings } from './settings.ts';

export interface DescribedStart {
  readonly value: QueryValue;
  readonly from: 'state' | 'initial_value';
}

export interface NextStart {
  /** Where the next run starts; none where it takes everything. */
  readonly start?: DescribedStart;
  /** What the first request is told of it. */
  readonly lookup: (name: string) => unknown;
  readonly params: Readonly<Record<string, unknown>>;
}

/**
 * Where the next run starts, told without one.
 *
 * @param stored what was kept of the resource
 */
export function describeStart(info: ResourceInfo, settings: IncrementalSettings, stored: unknown): NextStart {
  const loadingWith = (value: unknown) =>
    new IncrementalLoading({
      info,
      settings,
      consumers: [{ info, progress: progressOf(stateValue(value)) }],
      now: Date.now,
      onWarning: () => {},
    });
  const fresh = loadingWith(undefined).legs().leg(0);
  const leg = orElse(() => loadingWith(stored).legs().leg(0), fresh);
  const shown = (value: unknown): QueryValue => (typeof value === 'object' ? rowText(value) : (value as QueryValue));
  const start = leg.start?.mark.raw;
  const isInitial = rowText(start) === rowText(fresh.start?.mark.raw);
  return {
    ...(start !== undefined && { start: { value: shown(start), from: isInitial ? 'initial_value' : 'state' } }),
    lookup: leg.lookup,
    params: leg.params,
  };
}

/** What was kept may not fit the configuration any more; the run says so. */
function orElse<T>(make: () => T, otherwise: T): T {
  try {
    return make();
  } catch {
    return otherwise;
  }
}
