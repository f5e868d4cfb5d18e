/** The pages that one first request leads to. */
import { concatMap, defer, finalize, map, of, tap, type Observable } from 'rxjs';
import type { CheckedConfig } from '../config/schema.ts';
import { beginAt, type ChainStart } from '../core/chain-start.ts';
import type { PagingNote } from '../core/plugin.ts';
import { Receipt } from '../core/receipt.ts';
import { requestUrl } from '../core/request.ts';
import type { ApiRequest, ApiResponse, Page } from '../core/types.ts';
import { paginateAhead } from '../operators/paginate-ahead.ts';
import { createRowSelector } from '../operators/select-rows.ts';
import type { SourceContext } from './context.ts';
import { endpointOf } from './endpoint.ts';
import type { Leg } from './incremental/legs.ts';
import { withoutIgnored } from './ignored-answers.ts';
import { explainNoSuchPage } from './no-such-page.ts';
import { createPageGuard } from './page-guard.ts';
import { PageSlots } from './page-slots.ts';
import { textOf } from './request-cycle.ts';
import type { ResourcePlan } from './plan.ts';
import { createRowLane } from './row-lane.ts';
import type { Lookup } from './template.ts';

export interface PlacedLeg {
  readonly leg: Leg;
  readonly lookup: Lookup;
}

/** The range of incremental loading that a chain is for. */
export interface ChainRange {
  readonly leg: Leg;
  readonly index: number;
  /** The range after it, which is asked for when this one is complete. */
  readonly following: PlacedLeg | undefined;
  /** The index of its first page: those of all ranges are numbered together. */
  readonly firstPage: number;
}

export type Chain = (lookup: Lookup, start?: ChainStart, range?: ChainRange) => Observable<Page>;

/** Makes the chain of pages that begins with one request, or is taken up again where `start` says. */
export function chainsOf(plan: ResourcePlan, client: CheckedConfig['client'], context: SourceContext): Chain {
  const endpoint = endpointOf(plan, client);
  const { selector } = endpoint;
  const lane = context.leavesRows?.(plan.info.name)
    ? createRowLane(plan.info.primaryKey, selector?.kind === 'query' ? undefined : selector?.start.keys)
    : undefined;
  const authenticator = context.authenticators.of(endpoint.auth);
  const send = context.transport.sender({ ...endpoint.sending, authenticator, readPacked: lane?.read });
  const { name } = plan.info;
  const selectorOf = createRowSelector({
    selector,
    setting: `resources.${name}.endpoint.data_selector`,
    oneRecord: endpoint.oneRecord,
    onDoubt: (message) => context.onEvent({ type: 'warning', resource: name, message }),
  });
  // A record has no second page; the client's paginator would ask for it all the same.
  const mayBeRecord = endpoint.oneRecord && endpoint.paginatorInherited && selector?.kind !== 'query';
  // Looking at the rows would parse them.
  const isRecord = (page: Page) => mayBeRecord && page.rowsAt === undefined && page.rows.length === 1;
  const told = new Set<string>();
  const onNote = ({ kind, message, paginator }: PagingNote) => {
    if (told.has(message)) return;
    told.add(message);
    context.onEvent({ type: kind, resource: name, message, ...(kind === 'decision' && paginator && { paginator }) });
  };
  const incremental = context.incremental(name);
  const firstRequest = (lookup: Lookup, leg?: Leg) =>
    endpoint.paginator.first(endpoint.request(lookup, leg?.params ?? {}));
  /** The page after the last one of a range is the first one of the next range. */
  const endOf = (range: ChainRange | undefined): Found =>
    range?.following === undefined
      ? { last: true, done: 1 }
      : { next: firstRequest(range.following.lookup, range.following.leg), nextLeg: range.index + 1 };
  const slots = new PageSlots(context.concurrency, context.budget);
  return (lookup, start, range) =>
    defer(() => {
      const select = selectorOf(start?.rowsAt);
      const first = firstRequest(lookup, range?.leg);
      const begin = beginAt(start, first);
      const firstIndex = start?.index ?? range?.firstPage ?? 0;
      let index = firstIndex;
      const guard = createPageGuard(endpoint.paginator, {
        firstPage: requestUrl(begin) === requestUrl(first) ? index : -1,
        maxPages: plan.settings.endpoint.max_pages,
        onNote,
      });
      const pageOf = (request: ApiRequest, response: ApiResponse): Page<unknown> => ({
        resource: plan.info,
        index: index++,
        request,
        response,
        rows: [],
        rejected: [],
        receipt: new Receipt(),
      });
      const stepOf = (blank: Page<unknown>): Step => {
        const page = guard.page(lane === undefined ? select(blank) : lane.page(blank, select));
        if (range !== undefined) incremental?.claim(page, range.leg);
        return withNext(page, () => {
          const next = isRecord(page) ? undefined : guard.next(page, page.request);
          if (next === undefined) return { found: endOf(range), next };
          const inseparable = endpoint.paginator.needsPageBefore?.(next) === true;
          const nextLeg = range !== undefined && range.index > 0 && { nextLeg: range.index };
          // Of several ranges, each is only a part.
          const done = range?.following === undefined && !nextLeg ? guard.done(page, page.request) : undefined;
          return {
            found: { next, ...nextLeg, ...(inseparable && { inseparable }), ...(done !== undefined && { done }) },
            next,
          };
        });
      };
      const slot = slots.begin();
      return of(begin).pipe(
        paginateAhead<ApiRequest, ApiResponse, Step>({
          send: (request, ahead) => (ahead ? send(request) : slot.enter().pipe(concatMap(() => send(request)))),
          read: (answer, request) =>
            answer.pipe(
              tap((response) => slot.received(response.bytes)),
              withoutIgnored(name, index, context.onEvent),
              explainNoSuchPage(name, index),
              map((response) => stepOf(pageOf(request, response))),
            ),
          next: ({ page, next }) => (incremental?.ends(page) ? undefined : next()),
          accept: ({ page }) => page.receipt.accepted.pipe(finalize(slot.leave)),
          ahead: ({ page }, request) => {
            // Their order may end the pages anywhere, and saves requests then.
            if (plan.incremental?.rowOrder !== undefined) return undefined;
            return guard.ahead(page, request, (context.limit ?? Infinity) - (index - firstIndex));
          },
          same: (expected, request) => textOf(expected) === textOf(request),
          concurrency: context.concurrency,
          reserve: () => slots.reserve(),
        }),
        map(({ page }) => page),
        finalize(slot.end),
      );
    });
}

/** A page with what comes after it. */
interface Step {
  readonly page: Page;
  /** Throws what went wrong when it was found out: an error concerns the page after this one. */
  readonly next: () => ApiRequest | undefined;
}

/** What a page knows of the one after it. */
type Found = Pick<Page, 'next' | 'nextLeg' | 'last' | 'inseparable' | 'done'>;

/** @param find what the page is to know, and the request that goes on with this chain */
function withNext(page: Page, find: () => { found: Found; next: ApiRequest | undefined }): Step {
  try {
    const { found, next } = find();
    // Not a copy: rows may be read when they are looked at.
    return { page: Object.assign(page, found), next: () => next };
  } catch (error) {
    const fail = () => {
      throw error;
    };
    return { page, next: fail };
  }
}
