import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { filter, firstValueFrom, ReplaySubject } from 'rxjs';

/** One request that reached the server. */
export interface Asked {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
}

/** A body to send as JSON, or a function that answers itself. */
export type Answer = object | Handler;

type Handler = (response: ServerResponse, asked: Asked) => void;

export interface TestApi {
  readonly url: string;
  readonly asked: readonly Asked[];
  /** Resolves when a request for this path has reached the server, now or before. */
  reached(path: string): Promise<Asked>;
  /** What is answered from now on at a path. */
  answer(path: string, answer: Answer): void;
  close(): Promise<void>;
}

/** An API on a free port of 127.0.0.1 that answers by path; anything else is 404. */
export async function startTestApi(answers: Readonly<Record<string, Answer>>): Promise<TestApi> {
  const byPath = new Map(Object.entries(answers));
  const asked: Asked[] = [];
  const arrivals = new ReplaySubject<Asked>();
  const server = createServer((request, response) => {
    const url = new URL(request.url!, 'http://127.0.0.1');
    const one = { path: url.pathname, query: url.searchParams, headers: request.headers };
    asked.push(one);
    const answer = byPath.get(url.pathname);
    if (answer === undefined) send(response, { message: 'not found' }, 404);
    else if (typeof answer === 'function') (answer as Handler)(response, one);
    else send(response, answer);
    arrivals.next(one);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    reached: (path) => firstValueFrom(arrivals.pipe(filter((one) => one.path === path))),
    answer: (path, answer) => void byPath.set(path, answer),
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

export function send(response: ServerResponse, body: object, status = 200): void {
  sendText(response, JSON.stringify(body), 'application/json', status);
}

export function sendText(response: ServerResponse, text: string, type: string, status = 200): void {
  response.writeHead(status, { 'content-type': type });
  response.end(text);
}

/** Takes a request and never answers it. */
export function hold(): void {}
