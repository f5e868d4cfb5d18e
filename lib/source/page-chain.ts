/** The pages that one first request leads to. */
import { defer, map, of, type Observable } from 'rxjs';
import type { CheckedConfig } from '../config/schema.ts';
import type { ChainStart } from '../core/chain-start.ts';
import type { PagingNote } from '../core/plugin.ts';
import { Receipt } from '../core/receipt.ts';
import type { ApiRequest, ApiResponse, Page, QueryParams } from '../core/types.ts';
import { paginate } from '../operators/paginate.ts';
import { createRowSelector } from '../operators/select-rows.ts';
import type { SourceContext } from './context.ts';
import { endpointOf } from './endpoint.ts';
import { withoutIgnored } from './ignored-answers.ts';
import { createPageGuard } from './page-guard.ts';
import type { ResourcePlan } from './plan.ts';
import { createRowLane } from './row-lane.ts';
import type { Lookup } from './template.ts';

/** Makes the chain of pages that begins with one request, or is taken up again where `start` says. */
export function chainsOf(
  plan: ResourcePlan,
  client: CheckedConfig['client'],
  context: SourceContext,
  params: QueryParams,
) {
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
  const isRecord = ({ rowsAt, rows }: Page) => mayBeRecord && rowsAt === undefined && rows.length === 1;
  const told = new Set<string>();
  const onNote = ({ kind, message, paginator }: PagingNote) => {
    if (told.has(message)) return;
    told.add(message);
    context.onEvent({ type: kind, resource: name, message, ...(kind === 'decision' && paginator && { paginator }) });
  };
  return (lookup: Lookup, start?: ChainStart): Observable<Page> =>
    defer(() => {
      const select = selectorOf(start?.rowsAt);
      const guard = createPageGuard(endpoint.paginator, onNote);
      let index = start?.index ?? 0;
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
        return withNext(page, () => {
          const next = isRecord(page) ? undefined : guard.next(page, page.request);
          if (next === undefined) return { last: true };
          return { next, ...(endpoint.paginator.needsPageBefore?.(next) && { inseparable: true }) };
        });
      };
      return of(start?.request ?? endpoint.paginator.first(endpoint.request(lookup, params))).pipe(
        paginate<ApiRequest, Step>({
          send: (request) =>
            send(request).pipe(
              withoutIgnored(name, index, context.onEvent),
              map((response) => stepOf(pageOf(request, response))),
            ),
          next: ({ next }) => next(),
          accept: ({ page }) => page.receipt.accepted,
        }),
        map(({ page }) => page),
      );
    });
}

/** A page with what comes after it. */
interface Step {
  readonly page: Page;
  /** Throws what went wrong when it was found out: an error concerns the page after this one. */
  readonly next: () => ApiRequest | undefined;
}

function withNext(page: Page, find: () => Pick<Page, 'next' | 'last' | 'inseparable'>): Step {
  try {
    const found = find();
    // Not a copy: rows may be read when they are looked at.
    return { page: Object.assign(page, found), next: () => found.next };
  } catch (error) {
    const fail = () => {
      throw error;
    };
    return { page, next: fail };
  }
}
