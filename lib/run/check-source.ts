import {
  catchError,
  concat,
  defer,
  finalize,
  from,
  last,
  map,
  mergeMap,
  of,
  takeWhile,
  tap,
  throwError,
  timeout,
  type Observable,
} from 'rxjs';
import { isLocal } from '../config/merge-defaults.ts';
import { NetworkError } from '../core/errors.ts';
import type { OnEvent } from '../core/events.ts';
import type { Keep } from '../core/plugin.ts';
import { redactor } from '../core/redact.ts';
import { Receipt } from '../core/receipt.ts';
import type { Page } from '../core/types.ts';
import { statusText } from '../http/check-status.ts';
import type { FirstPage } from '../source/check-page.ts';
import type { SourceContext } from '../source/context.ts';
import { incrementalLoadings } from '../source/incremental/incremental-loadings.ts';
import { openClient } from '../source/open-client.ts';
import type { ResourcePlan } from '../source/plan.ts';
import { resourcePages } from '../source/resource-pages.ts';
import { failed, judged, unchecked, type Asking, type ResourceCheck } from './resource-check.ts';
import type { PreparedSource } from './run.ts';
import { selectResources, withDescendants, type ResourceNode } from './select-resources.ts';

/** A check is there to answer soon: it does not wait as long as a run would. */
const MOST_RETRIES = 2;
const LONGEST = 60_000;

/** Some APIs count from 1, or have an empty first page. */
const PAGES = 2;

export interface CheckOptions {
  /** As for `run`. */
  readonly select?: readonly string[] | undefined;
  /** Whether children are checked as well, each with the first parents. */
  readonly children: boolean;
  readonly concurrency: number;
  /** What authentication keeps. */
  readonly kept: Keep;
  readonly onEvent: OnEvent;
}

interface Check extends Asking {
  readonly context: SourceContext;
}

/**
 * Sends the first request of each root resource and emits what its answer tells, for each resource of the run in the
 * order in which they become known. Nothing is written. Fails with a `ConfigError` for a name that is not there.
 */
export function checkSource(source: PreparedSource, options: CheckOptions): Observable<ResourceCheck> {
  return defer(() => {
    const redact = redactor(source.secrets);
    const asked = new Map<string, { url: string; status?: number; ms?: number }>();
    const onEvent: OnEvent = (event) => {
      if (event.type === 'request') asked.set(event.resource, { url: `${event.method} ${event.url}` });
      if (event.type === 'response')
        Object.assign(asked.get(event.resource) ?? {}, { status: event.status, ms: event.ms });
      options.onEvent(event);
    };
    const { concurrency, kept } = options;
    const opened = openClient(source.config.client, { concurrency, redact, onEvent, kept });
    const context: SourceContext = {
      ...opened,
      onEvent,
      // The first parent is enough; the second is for where the first one has no children.
      concurrency: 1,
      limit: PAGES,
      incremental: incrementalLoadings(source.plans, { now: Date.now, onEvent, keepsMissing: true }),
      onParentSkipped: () => {},
    };
    // Who names a child wants it checked.
    const children = options.children || options.select !== undefined;
    const check = { client: source.config.client, children, context, asked, redact };
    return from(selectResources(source.plans, options.select)).pipe(
      mergeMap((node) => checkNode(node, check), concurrency),
      finalize(() => opened.transport.close()),
    );
  });
}

function checkNode(node: ResourceNode, check: Check, parentPage?: Page): Observable<ResourceCheck> {
  const { plan } = node;
  return firstPage(plan, check, parentPage).pipe(
    map((found) => ({ found, result: judged(plan, check, found) })),
    catchError((error: unknown) => of({ found: undefined, result: failed(plan, check, error) })),
    mergeMap(
      ({ found, result }) =>
        concat(
          of(result),
          (check.children || isLocal(plan.settings)) && found !== undefined
            ? from(node.children).pipe(
                mergeMap((child) => checkNode(child, check, { ...found.page, receipt: new Receipt() }), 1),
              )
            : from(node.children.flatMap(withDescendants).map(({ plan }) => unchecked(plan, check))),
        ),
      1,
    ),
  );
}

/** The first page that has rows, else the last that was asked for; `undefined` where nothing could be asked for. */
function firstPage(plan: ResourcePlan, check: Check, parentPage?: Page): Observable<FirstPage | undefined> {
  let raw: Page | undefined;
  const spied = withSpy(bounded(plan, check), (page) => (raw = page));
  const parents = parentPage === undefined ? undefined : of(parentPage);
  return resourcePages(spied, check.client, check.context, parents).pipe(
    map((page) => ({ page, raw: raw ?? page })),
    takeWhile(({ raw }) => raw.rows.length === 0, true),
    last(undefined, undefined),
    timeout({ first: LONGEST, with: () => throwError(() => tooSlow(plan, check)) }),
  );
}

/** The plan with a step before all others that sees each page as its rows were selected. */
function withSpy(plan: ResourcePlan, see: (page: Page) => void): ResourcePlan {
  const steps = [{ pipe: tap(see) as never }, ...(plan.settings.processing_steps ?? [])];
  return { ...plan, settings: { ...plan.settings, processing_steps: steps } };
}

function bounded(plan: ResourcePlan, { client }: Check): ResourcePlan {
  const { endpoint } = plan.settings;
  const handler = endpoint.error_handler ?? client.error_handler ?? {};
  const max_retries = Math.min(handler.max_retries ?? MOST_RETRIES, MOST_RETRIES);
  return {
    ...plan,
    settings: { ...plan.settings, endpoint: { ...endpoint, error_handler: { ...handler, max_retries } } },
  };
}

function tooSlow(plan: ResourcePlan, { asked }: Asking): NetworkError {
  const { url, status } = asked.get(plan.info.name) ?? { url: 'the API' };
  const before = status === undefined ? '' : `; the last answer was ${statusText(status)}`;
  return new NetworkError(`${url} gave no page within ${LONGEST / 1000} s${before}`, {
    resource: plan.info.name,
    fix: 'try again later; a run waits longer',
  });
}
