import type { CheckedConfig, CheckedEndpoint } from '../config/schema.ts';
import type { Paginator, PaginatorSpec } from '../core/plugin.ts';
import { CUSTOM, REGISTERED } from '../core/registered-plugins.ts';
import { customPaginator, type PaginatorFunction } from '../paginators/custom.ts';
import { paginators } from '../paginators/index.ts';
import { registeredPaginators } from '../paginators/registry.ts';

/** A paginator as a configuration names it. */
export interface PaginatorChoice {
  readonly type: string;
  readonly [option: string]: unknown;
}

type Given = CheckedEndpoint['paginator'];

/** The paginator of an endpoint, else that of the client, else `auto`; on an endpoint, `auto` is as good as nothing. */
export function chosenPaginator(endpoint: Given, client: CheckedConfig['client']): PaginatorChoice {
  return given(endpoint) ?? given(client.paginator) ?? { type: 'auto' };
}

function given(paginator: Given): PaginatorChoice | undefined {
  const choice = (paginator ?? undefined) as PaginatorChoice | undefined;
  return choice?.type === 'auto' ? undefined : choice;
}

/** Whether the endpoint itself, or its defaults, say how it pages. */
export function namesPaginator(endpoint: Given): boolean {
  return given(endpoint) !== undefined;
}

/** What the schema of a plug-in has checked; its type is only known to the plug-in itself. */
export function paginatorOf({ type, ...options }: PaginatorChoice): Paginator {
  if (type === CUSTOM) return customPaginator(options['paginator'] as PaginatorFunction);
  if (type !== REGISTERED) return ((paginators as Record<string, unknown>)[type] as PaginatorSpec).create(options);
  const { registered, ...own } = options;
  // It works in code of others, so its mistakes are told as those of code in the configuration are.
  return customPaginator(registeredPaginators.get(registered)!.create(own));
}

/** The choice as it was written, for a report: by the type that was registered, and without code. */
export function shownPaginator({ type, registered, ...options }: PaginatorChoice): PaginatorChoice {
  if (type === CUSTOM) return { type };
  return { ...options, type: type === REGISTERED ? String(registered) : type };
}
