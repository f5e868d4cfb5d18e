import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { once } from 'node:events';
import https from 'node:https';
import { assert } from 'chai';
import { firstValueFrom, forkJoin, lastValueFrom } from 'rxjs';
import { NetworkError } from '../../lib/core/errors.ts';
import { createAgents, type Agents } from '../../lib/http/agents.ts';
import { DEFAULT_LIMITS, type Limits } from '../../lib/http/limits.ts';
import { sendOnce } from '../../lib/http/send.ts';
import type { WireRequest } from '../../lib/http/wire-request.ts';
import { selfSigned } from './self-signed.ts';
import { testServers } from './test-servers.ts';

describe('sendOnce', () => {
  const servers = testServers();
  let agents: Agents;
  beforeEach(() => {
    agents = createAgents(5000);
  });
  afterEach(() => agents.destroy());

  const wire = (url: string, more: Partial<WireRequest> = {}): WireRequest => ({
    resource: 'jobs',
    method: 'GET',
    url,
    headers: { accept: '*/*' },
    label: `GET ${url.replace(/\?.*/, '')}`,
    ...more,
  });
  const send = (url: string, limits: Partial<Limits> = {}, more: Partial<WireRequest> = {}) =>
    sendOnce(wire(url, more), { agents, limits: { ...DEFAULT_LIMITS, ...limits } });

  async function failure(...args: Parameters<typeof send>): Promise<NetworkError> {
    try {
      await lastValueFrom(send(...args));
    } catch (error) {
      assert.instanceOf(error, NetworkError, String(error));
      return error;
    }
    return assert.fail('the request succeeded');
  }

  it('emits status, headers in lower case, URL and body, whatever the status', async () => {
    const server = await servers.http((_, response) => {
      response.writeHead(404, { 'X-Total': '7', Link: ['<a>', '<b>'] });
      response.end('gone');
    });
    const answer = await lastValueFrom(send(`${server.origin}/a?b=1`));
    assert.include(answer, { status: 404, url: `${server.origin}/a?b=1` });
    assert.include(answer.headers, { 'x-total': '7', link: '<a>, <b>' });
    assert.strictEqual(answer.body.toString(), 'gone');
    assert.isAbove(answer.ms, 0);
  });

  it('sends method, headers and body as they are, without a content type of its own', async () => {
    const server = await servers.http((_, response) => response.end());
    await lastValueFrom(
      send(server.origin, {}, { method: 'POST', headers: { 'x-a': '1' }, body: Buffer.from('tëxt') }),
    );
    assert.deepEqual(server.asked, ['POST /']);
    assert.deepEqual(server.bodies, ['tëxt']);
    assert.strictEqual(server.headers[0]!['x-a'], '1');
    assert.isUndefined(server.headers[0]!['content-type']);
  });

  it('sends nothing before it is subscribed to, and again on each subscription', async () => {
    const server = await servers.http((_, response) => response.end());
    const once = send(server.origin);
    assert.isEmpty(server.asked);
    await lastValueFrom(once);
    await lastValueFrom(once);
    assert.lengthOf(server.asked, 2);
  });

  const encodings = {
    gzip: gzipSync,
    deflate: deflateSync,
    br: brotliCompressSync,
    'deflate without its header': deflateRawSync,
  };
  for (const [name, compress] of Object.entries(encodings)) {
    it(`decompresses ${name}`, async () => {
      const server = await servers.http((_, response) => {
        response.writeHead(200, { 'content-encoding': name.split(' ')[0] });
        response.end(compress(Buffer.from('plain')));
      });
      assert.strictEqual((await lastValueFrom(send(server.origin))).body.toString(), 'plain');
    });
  }

  it('uses one connection for one request after the other, errors and redirects included', async () => {
    let count = 0;
    const server = await servers.http((_, response) => {
      response.statusCode = [200, 404, 500, 302, 204][count++ % 5]!;
      response.setHeader('location', '/x');
      response.end(response.statusCode === 204 ? undefined : 'x'.repeat(100_000));
    });
    for (let i = 0; i < 15; i++) await lastValueFrom(send(server.origin));
    assert.strictEqual(server.sockets.size, 1);
    await lastValueFrom(forkJoin(Array.from({ length: 3 }, () => send(server.origin))));
    assert.strictEqual(server.sockets.size, 3);
  });

  it('aborts the request when it is unsubscribed, before and during the answer', async () => {
    let reached!: () => void;
    const closed: Promise<unknown>[] = [];
    const server = await servers.http((request, response) => {
      closed.push(once(response, 'close'));
      if (request.url === '/body') response.write('begin');
      reached();
    });
    for (const path of ['/silent', '/body']) {
      const atServer = new Promise<void>((resolve) => (reached = resolve));
      const subscription = send(server.origin + path).subscribe();
      await atServer;
      subscription.unsubscribe();
      await closed.at(-1);
    }
    assert.deepEqual(server.asked, ['GET /silent', 'GET /body']);
  });

  it('names the limit that an answer exceeded', async () => {
    const server = await servers.http((request, response) => {
      if (request.url?.startsWith('/silent')) return;
      response.write('12345');
      if (request.url === '/stalls') return;
      const drip = setInterval(() => response.write('.'), 10);
      response.once('close', () => clearInterval(drip));
    });
    const silent = await failure(`${server.origin}/silent?api_key=k`, { headers: 50 });
    assert.strictEqual(silent.message, `GET ${server.origin}/silent: no answer within 50 ms`);
    const stalls = await failure(`${server.origin}/stalls`, { idle: 50 });
    assert.strictEqual(
      stalls.message,
      `GET ${server.origin}/stalls: the answer stalled: nothing for 50 ms after 5 bytes`,
    );
    const drips = await failure(`${server.origin}/drips`, { total: 150, idle: 5000 });
    assert.strictEqual(drips.message, `GET ${server.origin}/drips: the answer was not complete within 150 ms`);
    for (const error of [silent, stalls, drips]) {
      assert.isTrue(error.retryable);
      assert.strictEqual(error.resource, 'jobs');
    }
  });

  it('closes the connection of an answer that took too long', async () => {
    const closed: Promise<unknown>[] = [];
    const server = await servers.http((_, response) => {
      closed.push(once(response, 'close'));
      response.write('12345');
    });
    await failure(server.origin, { idle: 30 });
    await closed[0];
  });

  it('gives up connecting after its limit', async () => {
    const { origin } = await servers.raw(() => {});
    agents.destroy();
    agents = createAgents(50);
    const error = await failure(origin.replace('http', 'https'));
    assert.match(error.message, /: no connection within 50 ms$/);
    assert.isTrue(error.retryable);
  });

  it('does not limit the answer by the limit for connecting', async () => {
    const server = await servers.http((_, response) => void setTimeout(() => response.end('late'), 120));
    agents.destroy();
    agents = createAgents(40);
    assert.strictEqual((await lastValueFrom(send(server.origin))).body.toString(), 'late');
  });

  it('refuses a body beyond the limit, counted decompressed, and closes its connection', async () => {
    const closed: Promise<unknown>[] = [];
    const server = await servers.http((_, response) => {
      closed.push(once(response.socket!, 'close'));
      response.writeHead(200, { 'content-encoding': 'gzip' });
      response.write(gzipSync(Buffer.alloc(3_000_000)));
    });
    const error = await failure(server.origin, { maxBytes: 1_000_000 });
    assert.include(error.message, 'the answer is larger than 1000000 bytes');
    assert.include(error, { retryable: false, fix: 'ask for smaller pages' });
    await closed[0];
  });

  it('accepts a body of exactly the limit', async () => {
    const server = await servers.http((_, response) => response.end('12345'));
    assert.lengthOf((await lastValueFrom(send(server.origin, { maxBytes: 5 }))).body, 5);
  });

  const broken: Readonly<Record<string, string>> = {
    'shorter than its content-length': 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort',
    'that breaks off between chunks': 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nshort\r\n',
    'that never begins': '',
    'that is not HTTP': 'SSH-2.0-OpenSSH\r\n',
  };
  for (const [name, text] of Object.entries(broken)) {
    it(`calls an answer ${name} retryable`, async () => {
      const { origin } = await servers.raw((socket) => socket.once('data', () => socket.end(text)));
      const error = await failure(`${origin}/jobs?token=hush`);
      assert.isTrue(error.retryable);
      assert.match(error.message, /^GET http:\/\/127\.0\.0\.1:\d+\/jobs: (?:the |Premature)/);
    });
  }

  it('calls a reset in the middle of a body retryable', async () => {
    const { origin } = await servers.raw((socket) =>
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort');
        socket.resetAndDestroy();
      }),
    );
    const error = await failure(`${origin}/jobs`);
    assert.isTrue(error.retryable);
    assert.match(error.message, /the connection was reset$/);
  });

  it('calls a body that cannot be decompressed retryable', async () => {
    const server = await servers.http((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      response.end('not gzip');
    });
    const error = await failure(server.origin);
    assert.match(error.message, /could not be decompressed \(Z_DATA_ERROR\)$/);
    assert.isTrue(error.retryable);
  });

  it('says that the connection was refused, without the query', async () => {
    const { origin } = await servers.raw(() => {});
    const port = Number(new URL(origin).port);
    const free = port === 1 ? 2 : 1;
    const error = await failure(`http://127.0.0.1:${free}/jobs?token=hush`);
    assert.strictEqual(error.message, `GET http://127.0.0.1:${free}/jobs: connection refused`);
    assert.isTrue(error.retryable);
    assert.notInclude(JSON.stringify([error.message, error.cause, error.stack]), 'hush');
  });

  it('says that a proxy of the environment is not used, where that may be the reason', async () => {
    const proxy = process.env['HTTPS_PROXY'];
    try {
      process.env['HTTPS_PROXY'] = 'http://user:hush@proxy.example:3128';
      const error = await failure('http://127.0.0.1:1/jobs');
      assert.equal(error.fix, 'the API has to be reached directly: the proxy that HTTPS_PROXY names is not used');
    } finally {
      if (proxy === undefined) delete process.env['HTTPS_PROXY'];
      else process.env['HTTPS_PROXY'] = proxy;
    }
  });

  it('does not accept a certificate that nobody vouches for, and does not try again', async () => {
    const { origin } = await servers.listen(https.createServer(selfSigned, (_, response) => response.end('secret')));
    const error = await failure(origin.replace('http', 'https'));
    assert.match(error.message, /certificate of the server was not accepted \(DEPTH_ZERO_SELF_SIGNED_CERT\)$/);
    assert.isFalse(error.retryable);
  });

  it('does not try TLS again with a server that has none', async () => {
    const server = await servers.http((_, response) => response.end());
    const error = await failure(server.origin.replace('http', 'https'));
    assert.match(error.message, /no TLS connection could be made/);
    assert.isFalse(error.retryable);
  });

  it('passes an error that is not of the network on as it is', async () => {
    const error = await firstValueFrom(send('http://user:pass@127.0.0.1/')).catch((error: unknown) => error);
    assert.instanceOf(error, TypeError);
  });
});
