import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfigError } from '../core/errors.ts';
import type { Metrics } from './metrics.ts';
import { CONTENT_TYPE } from './prometheus-text.ts';

export interface MetricsServer {
  /** `http://127.0.0.1:9464` */
  readonly url: string;
  readonly close: () => Promise<void>;
}

/**
 * Serves `/metrics` and `/health`; the latter has the status 503 where the last run did not succeed. Rejects with a
 * `ConfigError` where it cannot listen.
 *
 * @param port 0 for any free one
 */
export async function startMetricsServer(
  metrics: Metrics,
  { port, host }: { readonly port: number; readonly host: string },
): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    const [path] = (request.url ?? '').split('?', 1);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return answer(response, 405, 'text/plain', 'only GET is answered here\n');
    }
    if (path === '/metrics') return answer(response, 200, CONTENT_TYPE, metrics.text());
    if (path !== '/health') return answer(response, 404, 'text/plain', 'there are /metrics and /health\n');
    const health = metrics.health();
    return answer(response, health.status === 'ok' ? 200 : 503, 'application/json', `${JSON.stringify(health)}\n`);
  });
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? 'somebody else listens there' : (cause as Error).message;
    throw new ConfigError(`metrics cannot be served at ${host}:${port}: ${why}`, {
      fix: 'choose another --metrics-port or --metrics-host',
    });
  }
  const { port: own } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${own}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function answer(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
  response.end(body);
}
