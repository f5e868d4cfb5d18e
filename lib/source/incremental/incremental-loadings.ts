import type { OnEvent } from '../../core/events.ts';
import type { ResourcePlan } from '../plan.ts';
import type { SourceContext } from '../context.ts';
import type { ConsumerTaken } from './consumer.ts';
import { IncrementalLoading } from './loading.ts';
import { progressOf, type StateValue } from './progress.ts';

export interface LoadingsOptions {
  /** When the loading of a resource began, in milliseconds since 1970. */
  readonly now: (resource: string) => number;
  readonly onEvent: OnEvent;
  /** Who takes the rows of a resource in this run: itself, children. @default nobody, so that all start at the beginning */
  readonly consumersOf?: (resource: string) => readonly string[];
  /** What was kept of a resource. @default nothing */
  readonly stored?: (resource: string) => StateValue;
  /** Keeps rows without a cursor, whatever is configured, for someone who looks at them. @default false */
  readonly keepsMissing?: boolean;
  /** What `IncrementalLoading.taken` was, where a run goes on. @default nothing */
  readonly taken?: (resource: string) => ReadonlyMap<string, ConsumerTaken>;
}

/**
 * The incremental loadings of one run, made when they are first asked for. That throws a `CursorError` where what was
 * kept does not fit the configuration.
 */
export function incrementalLoadings(
  plans: readonly ResourcePlan[],
  {
    now,
    onEvent,
    consumersOf = () => [],
    stored = () => ({}),
    taken = () => new Map(),
    keepsMissing = false,
  }: LoadingsOptions,
): SourceContext['incremental'] {
  const byName = new Map(plans.map((plan) => [plan.info.name, plan]));
  const made = new Map<string, IncrementalLoading>();
  return (resource) => {
    const { info, incremental: settings } = byName.get(resource) ?? {};
    if (info === undefined || settings === undefined) return undefined;
    const known = made.get(resource);
    if (known !== undefined) return known;
    const loading = new IncrementalLoading({
      info,
      settings: keepsMissing ? { ...settings, onMissing: 'include' } : settings,
      consumers: consumersOf(resource).map((name) => {
        const value = stored(name);
        return {
          info: byName.get(name)!.info,
          progress: name === resource ? progressOf(value) : value.parent_rows,
          taken: taken(resource).get(name),
        };
      }),
      now: () => now(resource),
      onWarning: (message) => onEvent({ type: 'warning', resource, message }),
    });
    made.set(resource, loading);
    return loading;
  };
}
