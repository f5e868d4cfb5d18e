/** The pages that one first request leads to. */
import { defer, map, of, type Observable } from 'rxjs';
import type { CheckedConfig } from '../config/schema.ts';
import { Receipt } from '../core/receipt.ts';
import type { ApiRequest, Page, QueryParams } from '../core/types.ts';
import { paginate } from '../operators/paginate.ts';
import { createRowSelector } from '../operators/select-rows.ts';
import type { SourceContext } from './context.ts';
import { endpointOf } from './endpoint.ts';
import { createPageGuard } from './page-guard.ts';
import type { ResourcePlan } from './plan.ts';
import { createRowLane } from './row-lane.ts';
import type { Lookup } from './template.ts';

/** Makes the chain of pages that begins with one request. */
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
  return (lookup: Lookup): Observable<Page> =>
    defer(() => {
      const select = selectorOf();
      const guard = createPageGuard(endpoint.paginator);
      let index = 0;
      return of(endpoint.paginator.first(endpoint.request(lookup, params))).pipe(
        paginate<ApiRequest, Page>({
          send: (request) =>
            send(request).pipe(
              map((response): Page<unknown> => ({
                resource: plan.info,
                index: index++,
                request,
                response,
                rows: [],
                rejected: [],
                receipt: new Receipt(),
              })),
              map((page) => guard.page(lane === undefined ? select(page) : lane.page(page, select))),
            ),
          next: (page, request) => (isRecord(page) ? undefined : guard.next(page, request)),
          accept: (page) => page.receipt.accepted,
        }),
      );
    });
}
