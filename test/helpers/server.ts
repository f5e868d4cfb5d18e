import type { IncomingMessage, ServerResponse } from 'node:http';
import { answer, type TestServer, type testServers } from '../http/test-servers.ts';

export interface Asked {
  readonly query: URLSearchParams;
  readonly request: IncomingMessage;
  /** The body of the request. */
  readonly body: string;
  readonly response: ServerResponse;
}

/** A body, or what makes it; it may answer by itself, and returns `undefined` then. */
export type Route = object | ((asked: Asked) => unknown);

/** An API that answers these paths with JSON, and any other with 404. The routes may be changed between requests. */
export function api(servers: ReturnType<typeof testServers>, routes: Record<string, Route>): Promise<TestServer> {
  return servers.http((request, response, body) => {
    const url = new URL(request.url!, 'http://127.0.0.1');
    const route = routes[url.pathname];
    if (route === undefined) {
      answer(response, { message: 'there is no such page' }, 404);
      return;
    }
    const found =
      typeof route === 'function'
        ? (route as (asked: Asked) => unknown)({ query: url.searchParams, request, body, response })
        : route;
    if (found !== undefined) answer(response, found);
  });
}

/** A list in pages of `size`, by the query parameter `page`, counted from 0. */
export function inPages(rows: readonly object[], size: number): Route {
  return ({ query }) => {
    const start = Number(query.get('page') ?? 0) * size;
    return rows.slice(start, start + size);
  };
}
