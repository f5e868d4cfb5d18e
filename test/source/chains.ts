import { defer, lastValueFrom, materialize, of, toArray, type Observable } from 'rxjs';
import type { ChainStart } from '../../lib/core/chain-start.ts';
import type { RunEvent } from '../../lib/core/events.ts';
import { requestUrl } from '../../lib/core/request.ts';
import type { ApiRequest, ApiResponse, Page } from '../../lib/core/types.ts';
import { checkConfig } from '../../lib/config/check.ts';
import type { SourceContext } from '../../lib/source/context.ts';
import { PageBudget } from '../../lib/source/page-budget.ts';
import { chainsOf, type Chain } from '../../lib/source/page-chain.ts';
import { planOf } from './planned.ts';

export const ORIGIN = 'https://api.example.com';

/** What a scripted server answers: a body, or a response. */
export type Server = (request: ApiRequest, path: string) => unknown;

export interface ChainOptions {
  readonly client?: object;
  readonly start?: ChainStart | undefined;
  readonly context?: Partial<SourceContext>;
  /** How a scripted answer reaches the chain; at once unless given. */
  readonly deliver?: (response: ApiResponse) => Observable<ApiResponse>;
  readonly onEvent?: (event: RunEvent) => void;
}

/** The chain of pages of one endpoint, against a scripted server. */
export function chain(endpoint: object, server: Server, options: ChainOptions = {}): Observable<Page> {
  return chains(endpoint, server, options)(() => undefined, options.start);
}

/** The chains of one endpoint, for several ranges. */
export function chains(endpoint: object, server: Server, options: ChainOptions = {}): Chain {
  const { client = {}, context, deliver = of, onEvent = () => {} } = options;
  const plan = planOf({ name: 'jobs', endpoint });
  const config = checkConfig({ client: { base_url: ORIGIN, ...client }, resources: [{ name: 'jobs', endpoint }] });
  const send = (request: ApiRequest) =>
    defer(() => {
      const url = requestUrl(request);
      return deliver({
        status: 200,
        headers: {},
        url,
        bytes: 0,
        ...answerOf(server(request, url.slice(ORIGIN.length))),
      });
    });
  return chainsOf(plan, config.client, {
    transport: { sender: () => send, close: () => {} },
    authenticators: { of: () => undefined },
    budget: new PageBudget(),
    onEvent,
    concurrency: 1,
    incremental: () => undefined,
    onParentSkipped: () => {},
    ...context,
  });
}

const responses = new WeakSet<object>();

/** An answer with headers, or a status. */
export function response(body: unknown, over: Partial<ApiResponse> = {}): object {
  const made = { body, ...over };
  responses.add(made);
  return made;
}

function answerOf(answer: unknown): Pick<ApiResponse, 'body'> {
  return typeof answer === 'object' && answer !== null && responses.has(answer)
    ? (answer as ApiResponse)
    : { body: answer };
}

export interface Walked {
  readonly pages: readonly Page[];
  /** Path and query of each request, in order. */
  readonly asked: readonly string[];
  readonly events: readonly RunEvent[];
  readonly error: Error | undefined;
}

/** Reads a chain to its end. */
export async function walk(endpoint: object, server: Server, options: ChainOptions = {}): Promise<Walked> {
  const asked: string[] = [];
  const events: RunEvent[] = [];
  const counted: Server = (request, path) => {
    asked.push(path);
    if (asked.length > 50) throw new Error('it does not stop');
    return server(request, path);
  };
  const onEvent = (event: RunEvent) => void events.push(event);
  const told = await lastValueFrom(chain(endpoint, counted, { ...options, onEvent }).pipe(materialize(), toArray()));
  const pages = told.flatMap((one) => (one.kind === 'N' ? [one.value] : []));
  const end = told.at(-1)!;
  return { pages, asked, events, error: end.kind === 'E' ? (end.error as Error) : undefined };
}

/** The ids of all rows. */
export function ids({ pages }: Walked): unknown[] {
  return pages.flatMap(({ rows }) => rows.map((row) => row['id']));
}
