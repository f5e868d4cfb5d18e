import { defer, finalize, type Observable } from 'rxjs';
import { ConfigError } from '../core/errors.ts';
import type { OnEvent } from '../core/events.ts';
import { resourceAdvice } from '../core/nearest.ts';
import type { Keep } from '../core/plugin.ts';
import { redactor, type Redactor } from '../core/redact.ts';
import type { Page } from '../core/types.ts';
import type { SourceContext } from '../source/context.ts';
import { incrementalLoadings } from '../source/incremental/incremental-loadings.ts';
import { openClient } from '../source/open-client.ts';
import type { ResourcePlan } from '../source/plan.ts';
import { resourcePages } from '../source/resource-pages.ts';
import { DEFAULT_CONCURRENCY, type PreparedSource } from './run.ts';

export interface ResourceOptions {
  /** At most this many pages of the resource, and of each of its parents. */
  readonly limit?: number;
  /** How many requests are under way at the same time. @default 8 */
  readonly concurrency?: number;
  /** Told of requests, retries, warnings and pages, those of the parents included. */
  readonly onEvent?: OnEvent;
}

export interface SourcePagesOptions extends ResourceOptions {
  /** What authentication keeps. */
  readonly kept: Keep;
  /** @default one that knows the secrets of the source */
  readonly redact?: Redactor;
}

/**
 * The pages of one resource, outside of a run: nothing is published, and no cursor is read or moved. Its parents'
 * pages are fetched as it needs them. Fails with a `ConfigError` where there is no such resource.
 */
export function sourcePages(source: PreparedSource, name: string, options: SourcePagesOptions): Observable<Page> {
  return defer(() => {
    const { limit, concurrency = DEFAULT_CONCURRENCY, onEvent = () => {}, kept } = options;
    const redact = options.redact ?? redactor(source.secrets);
    const client = openClient(source.config.client, { concurrency, redact, onEvent, kept });
    const context: SourceContext = {
      ...client,
      onEvent,
      concurrency,
      limit,
      incremental: incrementalLoadings(source.plans, { now: Date.now, onEvent }),
      onParentSkipped: () => {},
    };
    const pagesOf = (plan: ResourcePlan): Observable<Page> => {
      const parent = source.plans.find((other) => other.info.name === plan.parent?.resource);
      return resourcePages(plan, source.config.client, context, parent && pagesOf(parent));
    };
    return pagesOf(planNamed(source.plans, name)).pipe(finalize(() => client.transport.close()));
  });
}

/** Throws a `ConfigError` that says which name was probably meant. */
export function planNamed(plans: readonly ResourcePlan[], name: string): ResourcePlan {
  const plan = plans.find(({ info }) => info.name === name);
  if (plan !== undefined) return plan;
  const names = plans.map(({ info }) => info.name);
  throw new ConfigError(`there is no resource ${name}`, { fix: resourceAdvice(name, names) });
}
