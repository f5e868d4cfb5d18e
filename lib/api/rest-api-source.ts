import { defer, finalize, Observable } from 'rxjs';
import type { z } from 'zod';
import type { Exactly } from '../config/exactly.ts';
import type { ResourceConfig, RestApiConfig } from '../config/types.ts';
import { ConfigError } from '../core/errors.ts';
import { resourceAdvice } from '../core/nearest.ts';
import type { Keep } from '../core/plugin.ts';
import { redactor } from '../core/redact.ts';
import { SOURCE } from '../core/source-brand.ts';
import type { Page, Row } from '../core/types.ts';
import type { PlanDescription } from '../run/describe-plan.ts';
import { DEFAULT_CONCURRENCY, run, type RunOptions } from '../run/run.ts';
import type { OnEvent, RunSummary } from '../core/events.ts';
import type { SourceContext } from '../source/context.ts';
import { createMemory } from '../source/memory.ts';
import { openClient } from '../source/open-client.ts';
import { resourcePages } from '../source/resource-pages.ts';
import type { ResourcePlan } from '../source/plan.ts';
import { planSource } from './plan-source.ts';
import { prepare } from './prepare.ts';

type Entry<C extends RestApiConfig> = C['resources'][number];

/** The names of the resources of a configuration. */
export type ResourceName<C extends RestApiConfig> =
  | (Entry<C> extends infer E ? (E extends string ? E : never) : never)
  | Extract<Entry<C>, ResourceConfig>['name'];

/** The rows of a resource: what its zod schema puts out, else any row. */
export type RowOf<C extends RestApiConfig, N> = SchemaRow<Extract<Entry<C>, { readonly name: N }>>;

/** A resource that is only a text has no settings at all, which `never` stands for. */
type SchemaRow<Settings> = [Settings] extends [never]
  ? Row
  : Settings extends { readonly schema: infer S extends z.ZodType }
    ? z.output<S>
    : Row;

export interface ResourceOptions {
  /** At most this many pages of the resource, and of each of its parents. */
  readonly limit?: number;
  /** How many requests are under way at the same time. @default 8 */
  readonly concurrency?: number;
  /** Told of requests, retries, warnings and pages, those of the parents included. */
  readonly onEvent?: OnEvent;
}

/** A source: the resources of one API. Every resource is an Observable of its pages. */
export class Source<C extends RestApiConfig = RestApiConfig> {
  readonly [SOURCE] = true;
  readonly config: C;
  readonly #kept = createMemory();

  constructor(config: C) {
    this.config = config;
  }

  /**
   * The pages of a resource. They are fetched, the parent's before them, anew for each subscription. The next page is
   * asked for when the subscriber is done with this one; one that needs time holds `page.receipt`, as `toParquet`
   * does. Secrets are read from the environment. The Observable fails with a `MillraceError`.
   */
  resource<N extends ResourceName<C>>(name: N, options?: ResourceOptions): Observable<Page<RowOf<C, N>>> {
    return defer(() => openResource(this.config, name, this.#kept, options)) as Observable<Page<unknown>> as Observable<
      Page<RowOf<C, N>>
    >;
  }

  /**
   * What a run would do: for each resource its request, paginator, key, disposition and cursor, and where each was
   * decided. Nothing is requested; a missing secret is noted. Throws a `ConfigError`.
   */
  plan({ out = 'data', select }: Pick<RunOptions, 'out' | 'select'> = {}): PlanDescription {
    const secrets = { env: process.env, file: {} };
    return planSource(this.config, { secrets, out, select, cursorOf: () => undefined });
  }

  /** Fetches the resources and publishes their files. See `RunOptions` and `RunSummary`. */
  async run(options?: RunOptions): Promise<RunSummary> {
    return run(prepare(this.config, { secrets: { env: process.env, file: {} } }), options);
  }
}

/** Describes the resources of a REST API. The configuration is dlt's; it is checked when the source runs. */
export function restApiSource<const C extends RestApiConfig>(config: C & Exactly<C, RestApiConfig>): Source<C> {
  return new Source(config);
}

function openResource(
  config: RestApiConfig,
  name: string,
  kept: Keep,
  { limit, concurrency = DEFAULT_CONCURRENCY, onEvent = () => {} }: ResourceOptions = {},
): Observable<Page> {
  const source = prepare(config, { secrets: { env: process.env, file: {} } });
  const redact = redactor(source.secrets);
  const client = openClient(source.config.client, { concurrency, redact, onEvent, kept });
  const context: SourceContext = {
    ...client,
    onEvent,
    concurrency,
    limit,
    cursorOf: () => undefined,
    onCursor: () => {},
    onParentSkipped: () => {},
  };
  const pagesOf = (plan: ResourcePlan): Observable<Page> => {
    const parent = source.plans.find((other) => other.info.name === plan.parent?.resource);
    return resourcePages(plan, source.config.client, context, parent && pagesOf(parent));
  };
  return pagesOf(planNamed(source.plans, name)).pipe(finalize(() => client.transport.close()));
}

function planNamed(plans: readonly ResourcePlan[], name: string): ResourcePlan {
  const plan = plans.find(({ info }) => info.name === name);
  if (plan !== undefined) return plan;
  const names = plans.map(({ info }) => info.name);
  throw new ConfigError(`there is no resource ${name}`, {
    fix: resourceAdvice(name, names),
  });
}
