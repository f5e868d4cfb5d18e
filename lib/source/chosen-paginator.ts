import type { CheckedConfig, CheckedEndpoint } from '../config/schema.ts';

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
