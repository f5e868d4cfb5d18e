/**
 * The API that both sides of the benchmark read: `GET /rows?page=n`, pages counted from 1.
 *
 *   node --import tsx bench/server.ts [--rows 200000] [--page-size 1000] [--port 0] [--dump DIR]
 *
 * All page bodies are made before the server listens (about 350 bytes of memory a row), so that no client pays for
 * them. When it listens it prints one JSON line ({@link ServerReady}). With `--dump` it writes the bodies to DIR as
 * `page-000001.json`, ... and ends: the input of benchmarks without a network.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchRow, distinctKeys, lastSequenceSum } from './rows.ts';

/** The line that the server prints: where it is, and what a correct result looks like. */
export interface ServerReady {
  url: string;
  rows: number;
  pages: number;
  /** All page bodies together. */
  bytes: number;
  distinctKeys: number;
  /** See {@link lastSequenceSum}. */
  lastSequenceSum: number;
}

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '200000' },
    'page-size': { type: 'string', default: '1000' },
    port: { type: 'string', default: '0' },
    dump: { type: 'string' },
  },
});
const rows = Number(values.rows);
const pages = makePages(rows, Number(values['page-size']));

if (values.dump === undefined) serve(pages);
else dump(pages, values.dump);

function makePages(total: number, size: number): Buffer[] {
  const count = Math.ceil(total / size);
  return Array.from({ length: count }, (_, page) => {
    const length = Math.min(size, total - page * size);
    const data = Array.from({ length }, (_, row) => benchRow(page * size + row));
    return Buffer.from(JSON.stringify({ data, page: page + 1, total_pages: count }));
  });
}

function serve(bodies: Buffer[]): void {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const body = url.pathname === '/rows' ? bodies[Number(url.searchParams.get('page') ?? '1') - 1] : undefined;
    if (body === undefined) {
      response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"no such page"}');
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
  });
  server.keepAliveTimeout = 60_000;
  server.listen(Number(values.port), '127.0.0.1', () => {
    const ready: ServerReady = {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      rows,
      pages: bodies.length,
      bytes: bodies.reduce((sum, body) => sum + body.length, 0),
      distinctKeys: distinctKeys(rows),
      lastSequenceSum: lastSequenceSum(rows),
    };
    console.log(JSON.stringify(ready));
  });
}

function dump(bodies: Buffer[], directory: string): void {
  mkdirSync(directory, { recursive: true });
  for (const [index, body] of bodies.entries()) {
    writeFileSync(join(directory, `page-${String(index + 1).padStart(6, '0')}.json`), body);
  }
}
