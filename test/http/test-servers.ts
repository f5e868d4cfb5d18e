import http from 'node:http';
import net, { type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import nock from 'nock';

export type Handler = (request: http.IncomingMessage, response: http.ServerResponse, body: string) => void;

export interface TestServer {
  readonly origin: string;
  /** Method and path of every request. */
  readonly asked: string[];
  readonly headers: http.IncomingHttpHeaders[];
  readonly bodies: string[];
  readonly sockets: Set<Socket>;
}

/** Servers on free ports of 127.0.0.1, closed after each test of the suite that calls this. */
export function testServers() {
  const open: (() => Promise<unknown>)[] = [];
  // From the moment it is imported nock stands between client and server, and connections are not kept alive.
  let intercepted = false;
  before(() => {
    intercepted = nock.isActive();
    nock.restore();
  });
  after(() => {
    if (intercepted) nock.activate();
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((close) => close()));
  });

  async function listen(server: Server): Promise<{ origin: string; sockets: Set<Socket> }> {
    const sockets = new Set<Socket>();
    server.on('connection', (socket: Socket) => sockets.add(socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    open.push(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
      return once(server, 'close');
    });
    return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, sockets };
  }

  return {
    listen,
    async http(handler: Handler): Promise<TestServer> {
      const asked: string[] = [];
      const headers: http.IncomingHttpHeaders[] = [];
      const bodies: string[] = [];
      const server = http.createServer((request, response) => {
        asked.push(`${request.method} ${request.url}`);
        headers.push(request.headers);
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => {
          const body = Buffer.concat(chunks).toString();
          bodies.push(body);
          handler(request, response, body);
        });
      });
      return { ...(await listen(server)), asked, headers, bodies };
    },
    /** A server that takes connections and does what `onSocket` does with them. */
    raw: (onSocket: (socket: Socket) => void) =>
      listen(
        net.createServer((socket) => {
          socket.on('error', () => {});
          onSocket(socket);
        }),
      ),
  };
}

/** Answers with JSON. */
export function answer(
  response: http.ServerResponse,
  body: unknown,
  status = 200,
  headers: http.OutgoingHttpHeaders = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}
