/** An API that takes its time, and knows how it was asked: pages with a known total, and the children of parents. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { benchRow } from './rows.ts';

const ROWS_EACH = 10;

/** How the slow requests since the last `reset` came. */
export interface Asked {
  /** From the first request to the end of the last answer, seconds. */
  readonly seconds: number;
  readonly requests: number;
  /** How many were under way at the same time, at most. */
  readonly most: number;
}

export interface SlowApi {
  readonly url: string;
  /** Rows of all pages, or of all children together. */
  readonly rowsOf: (requests: number) => number;
  reset(): void;
  asked(): Asked;
  close(): void;
}

/** Serves `pages` pages of `/rows` and `parents` parents with one page of children each, every one after `delay` ms. */
export async function slowApi(pages: number, parents: number, delay: number): Promise<SlowApi> {
  let [requests, underWay, most, first, last] = [0, 0, 0, 0, 0];
  const rowsFrom = (index: number) =>
    Array.from({ length: ROWS_EACH }, (_, i) => ({ ...benchRow(i), id: index * ROWS_EACH + i }));
  const bodyOf = ({ pathname, searchParams }: URL): unknown => {
    if (pathname === '/rows') return { data: rowsFrom(Number(searchParams.get('page')) - 1), total_pages: pages };
    return { data: rowsFrom(Number(pathname.split('/')[2])) };
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url!, 'http://localhost');
    response.setHeader('content-type', 'application/json');
    if (url.pathname === '/parents') {
      response.end(JSON.stringify(Array.from({ length: parents }, (_, id) => ({ id }))));
      return;
    }
    requests += 1;
    if (requests === 1) first = performance.now();
    underWay += 1;
    most = Math.max(most, underWay);
    setTimeout(() => {
      response.end(JSON.stringify(bodyOf(url)), () => {
        underWay -= 1;
        last = performance.now();
      });
    }, delay);
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    rowsOf: (count) => count * ROWS_EACH,
    reset: () => {
      [requests, most] = [0, 0];
    },
    asked: () => ({ seconds: (last - first) / 1000, requests, most }),
    close: () => server.close(),
  };
}
