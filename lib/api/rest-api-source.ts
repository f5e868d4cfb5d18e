import { defer, type Observable } from 'rxjs';
import type { z } from 'zod';
import type { Exactly } from '../config/exactly.ts';
import type { ResourceConfig, RestApiConfig } from '../config/types.ts';
import type { RunSummary } from '../core/events.ts';
import { SOURCE } from '../core/source-brand.ts';
import type { Page, Row } from '../core/types.ts';
import type { PlanDescription } from '../run/describe-plan.ts';
import { run, type RunOptions } from '../run/run.ts';
import { sourcePages, type ResourceOptions } from '../run/source-pages.ts';
import { createMemory } from '../source/memory.ts';
import { planSource } from './plan-source.ts';
import { prepare } from './prepare.ts';
import { rowsOfPages, type RowsOptions } from './rows-of-pages.ts';
import { replaySecrets } from './replay-secrets.ts';

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
    const pages = defer(() => {
      const source = prepare(this.config, { secrets: { env: process.env, file: {} } });
      return sourcePages(source, name, { ...options, kept: this.#kept });
    });
    return pages as Observable<Page<unknown>> as Observable<Page<RowOf<C, N>>>;
  }

  /**
   * The rows of a resource: `for await (const row of source.rows('jobs')) ...`. They are fetched as they are consumed: the
   * next page is asked for when the rows of this one are used up, and who leaves the loop cancels what is under way.
   * Nothing is published, and no cursor is read or moved. It ends with a `MillraceError` where a request fails, and at a
   * row that its schema rejects, unless `onRejected` takes such rows or the resource has `on_reject: ignore`.
   */
  rows<N extends ResourceName<C>>(
    name: N,
    options: ResourceOptions & RowsOptions = {},
  ): AsyncGenerator<RowOf<C, N>, void, void> {
    const { onRejected } = options;
    const isIgnoring = () => {
      const setting = this.config.resources.find((one) => typeof one === 'object' && one.name === name);
      return typeof setting === 'object' && setting.on_reject === 'ignore';
    };
    const taking = onRejected ?? (isIgnoring() ? () => {} : undefined);
    return rowsOfPages(this.resource(name, options), taking === undefined ? {} : { onRejected: taking });
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
    const secrets = options?.replay === undefined ? { env: process.env, file: {} } : replaySecrets;
    return run(prepare(this.config, { secrets }), options);
  }
}

/** Describes the resources of a REST API. The configuration is dlt's; it is checked when the source runs. */
export function restApiSource<const C extends RestApiConfig>(config: C & Exactly<C, RestApiConfig>): Source<C> {
  return new Source(config);
}
