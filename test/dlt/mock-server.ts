/** A server of routes such as `GET /posts/:id/comments`, which keeps the requests it got. */
import { createServer, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

export interface MockRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Path and query, as they were asked for. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The body, where it is JSON. */
  readonly json: unknown;
  /** What `:name` stands for in the route, decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** Where the server is: `http://127.0.0.1:1234`. */
  readonly origin: string;
}

/** An answer that is more than 200 and JSON. */
export interface MockAnswer {
  readonly status?: number;
  readonly headers?: OutgoingHttpHeaders;
  readonly json?: unknown;
  readonly text?: string;
}

/** What a route answers: a `MockAnswer` made by `answer()`, else the JSON itself. It may take its time. */
export type MockRoute = (request: MockRequest) => unknown;
export type MockRoutes = Readonly<Record<string, MockRoute>>;

const answers = new WeakSet<object>();

/** Marks an answer that has a status, headers or a text of its own. */
export function answer(how: MockAnswer): MockAnswer {
  answers.add(how);
  return how;
}

export interface MockServer {
  readonly origin: string;
  /** The requests in the order in which they came. */
  readonly requests: MockRequest[];
  close(): Promise<void>;
}

/** Listens on a free port of 127.0.0.1. What no route fits is answered with 404, what throws in a route with 400. */
export async function startMockServer(routes: MockRoutes): Promise<MockServer> {
  const table = Object.entries(routes).map(([key, route]) => ({ ...patternOf(key), route }));
  const requests: MockRequest[] = [];
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const { method = '', url = '', headers } = incoming;
      const { pathname, searchParams } = new URL(url, origin);
      const found = table.find((row) => row.method === method && row.path.test(pathname));
      const params = Object.entries(found?.path.exec(pathname)?.groups ?? {});
      const body = Buffer.concat(chunks).toString();
      const request: MockRequest = {
        method,
        url,
        path: pathname,
        query: searchParams,
        headers,
        body,
        json: jsonOf(body),
        params: Object.fromEntries(params.map(([name, value]) => [name, decodeURIComponent(value)])),
        origin,
      };
      requests.push(request);
      const reply = async () => {
        const { status = 200, headers: own = {}, json, text } = await answerOf(found?.route, request);
        outgoing.writeHead(status, { ...(json !== undefined && { 'content-type': 'application/json' }), ...own });
        outgoing.end(json === undefined ? text : JSON.stringify(json));
      };
      void reply();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    requests,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answerOf(route: MockRoute | undefined, request: MockRequest): Promise<MockAnswer> {
  if (route === undefined) return { status: 404, json: { error: 'no route' } };
  try {
    const result = await route(request);
    return typeof result === 'object' && result !== null && answers.has(result) ? result : { json: result };
  } catch (error) {
    return { status: 400, json: { error: String(error) } };
  }
}

function patternOf(key: string): { method: string; path: RegExp } {
  const [method = '', path = ''] = key.split(' ');
  return { method, path: new RegExp(`^${path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`) };
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
