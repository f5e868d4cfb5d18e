import { gzipSync } from 'node:zlib';
import { assert } from 'chai';
import nock from 'nock';
import { forkJoin, lastValueFrom, map, of, throwError } from 'rxjs';
import { HttpError, MillraceError, NetworkError } from '../../lib/core/errors.ts';
import type { RunEvent } from '../../lib/core/events.ts';
import type { Authenticator } from '../../lib/core/plugin.ts';
import { redactor } from '../../lib/core/redact.ts';
import { withParam } from '../../lib/core/request.ts';
import type { ApiRequest } from '../../lib/core/types.ts';
import { checkStatus } from '../../lib/http/check-status.ts';
import { createGate, type Gate } from '../../lib/http/gate.ts';
import { createTransport, type SenderOptions, type Transport } from '../../lib/http/transport.ts';
import { answer, testServers } from './test-servers.ts';

describe('createTransport', () => {
  const servers = testServers();
  let events: RunEvent[];
  let transports: Transport[];
  beforeEach(() => {
    events = [];
    transports = [];
  });
  afterEach(() => {
    for (const transport of transports) transport.close();
  });

  const policy = { statuses: 'default', maxRetries: 3, backoffFactor: 0 } as const;
  const get = (url: string, more: Partial<ApiRequest> = {}): ApiRequest => ({
    resource: 'jobs',
    method: 'GET',
    url,
    params: {},
    headers: {},
    credentialOrigin: new URL(url).origin,
    ...more,
  });
  function sender(options: Partial<SenderOptions> = {}, gate: Gate = createGate(4)) {
    const redact = redactor(['key-1', 'key-2']);
    const transport = createTransport({ gate, redact, onEvent: (event) => events.push(event), random: () => 0 });
    transports.push(transport);
    return transport.sender({ policy, ...options });
  }
  async function failure(promise: Promise<unknown>): Promise<MillraceError> {
    const error: unknown = await promise.then(
      () => assert.fail('the request succeeded'),
      (error: unknown) => error,
    );
    if (error instanceof MillraceError) return error;
    throw error;
  }
  const types = () => events.map(({ type }) => type);

  it('emits one decoded answer', async () => {
    const server = await servers.http((_, response) => answer(response, { id: 1 }, 200, { 'x-total': '7' }));
    const response = await lastValueFrom(sender()(get(`${server.origin}/jobs`, { params: { page: 2 } })));
    assert.deepInclude(response, { status: 200, url: `${server.origin}/jobs?page=2`, body: { id: 1 }, bytes: 8 });
    assert.strictEqual(response.headers['x-total'], '7');
    assert.deepEqual(server.asked, ['GET /jobs?page=2']);
    assert.match(server.headers[0]!['user-agent'] ?? '', /^millrace\//);
  });

  it('lets cookies go back on the next request, also on that of a redirect, within one resource only', async () => {
    const server = await servers.http((request, response) => {
      const headers = request.url === '/login' ? { 'set-cookie': 'seat=7', location: '/page' } : undefined;
      answer(response, {}, headers === undefined ? 200 : 302, headers);
    });
    const one = sender();
    for (const path of ['/login', '/page']) await lastValueFrom(one(get(`${server.origin}${path}`)));
    await lastValueFrom(sender()(get(`${server.origin}/page`)));
    assert.deepEqual(server.asked, ['GET /login', 'GET /page', 'GET /page', 'GET /page']);
    assert.deepEqual(
      server.headers.map(({ cookie }) => cookie),
      [undefined, 'seat=7', 'seat=7', undefined],
    );
  });

  it('keeps no cookie of a login, which are secrets', async () => {
    const server = await servers.http((_, response) => answer(response, {}, 200, { 'set-cookie': 'sid=s3cret' }));
    const login = sender({ confidential: true });
    for (const path of ['/login', '/login']) await lastValueFrom(login(get(`${server.origin}${path}`)));
    assert.isUndefined(server.headers[1]!.cookie);
  });

  it('reads a gzip file by the ending of its name, and again where it broke off', async () => {
    const zip = gzipSync('id,name\n1,x\n');
    let count = 0;
    const server = await servers.http((_, response) => {
      response.writeHead(200, { 'content-type': 'application/gzip' });
      response.end(count++ === 0 ? zip.subarray(0, -5) : zip);
    });
    const response = await lastValueFrom(sender()(get(`${server.origin}/export.csv.gz`)));
    assert.deepInclude(response, { body: [{ id: '1', name: 'x' }], bytes: 12 });
    assert.deepInclude(
      events.find(({ type }) => type === 'retry'),
      {
        reason: `GET ${server.origin}/export.csv.gz: the gzip file of the answer cannot be read: unexpected end of file`,
      },
    );
  });

  it('tells of requests, answers and retries, without secrets', async () => {
    let count = 0;
    const server = await servers.http((_, response) => {
      if (count++ === 0) answer(response, { error: 'slow down' }, 429, { 'retry-after': '0.05' });
      else answer(response, []);
    });
    await lastValueFrom(sender()(get(`${server.origin}/jobs`, { params: { q: 'key-1' } })));
    const url = `${server.origin}/jobs?q=***`;
    const request = `GET ${url}`;
    const timeless = events.map((event) => (event.type === 'response' ? { ...event, ms: 0 } : event));
    assert.deepEqual(timeless, [
      { type: 'request', resource: 'jobs', method: 'GET', url },
      { type: 'response', resource: 'jobs', request, status: 429, bytes: 21, ms: 0 },
      {
        type: 'retry',
        resource: 'jobs',
        attempt: 1,
        limit: 3,
        wait: 50,
        reason: `GET ${url} answered 429 Too Many Requests, the server asked for 50 ms`,
      },
      { type: 'request', resource: 'jobs', method: 'GET', url },
      { type: 'response', resource: 'jobs', request, status: 200, bytes: 2, ms: 0 },
    ]);
  });

  it('says how often it tried before it gave up', async () => {
    const server = await servers.http((_, response) => answer(response, { error: 'down' }, 503));
    const error = (await failure(lastValueFrom(sender()(get(server.origin))))) as HttpError;
    assert.lengthOf(server.asked, 4);
    assert.strictEqual(
      error.message,
      `GET ${server.origin} answered 503 Service Unavailable: {"error":"down"} (gave up after 3 retries)`,
    );
    assert.strictEqual(error.status, 503);
  });

  it('does not try again what the policy does not list', async () => {
    const server = await servers.http((_, response) => answer(response, {}, 404));
    const error = await failure(lastValueFrom(sender()(get(server.origin))));
    assert.notInclude(error.message, 'gave up');
    assert.lengthOf(server.asked, 1);
  });

  it('counts the retries of each subscription for itself', async () => {
    let count = 0;
    const server = await servers.http((_, response) => answer(response, [], count++ % 4 === 3 ? 200 : 503));
    const send = sender()(get(server.origin));
    await lastValueFrom(send);
    await lastValueFrom(send);
    assert.lengthOf(server.asked, 8);
  });

  it('tries a cut body and a reset again', async () => {
    let count = 0;
    const server = await servers.http((_, response) => {
      count += 1;
      if (count === 1) response.writeHead(200, { 'content-type': 'application/json' }).end('{"rows":[1,');
      else if (count === 2) response.socket!.resetAndDestroy();
      else answer(response, [1]);
    });
    const { body } = await lastValueFrom(sender()(get(server.origin)));
    assert.deepEqual(body, [1]);
    assert.deepEqual(types(), ['request', 'response', 'retry', 'request', 'retry', 'request', 'response']);
  });

  it('does not try an HTML page again', async () => {
    const server = await servers.http((_, response) => response.end('<!doctype html><title>Login</title>'));
    const error = await failure(lastValueFrom(sender()(get(server.origin))));
    assert.match(error.message, /instead of JSON: "Login"$/);
    assert.lengthOf(server.asked, 1);
  });

  it('authorises each attempt anew', async () => {
    let count = 0;
    const authenticator: Authenticator = { authorize: (request) => of(withParam(request, 'token', `key-${++count}`)) };
    const server = await servers.http((_, response) => answer(response, [], count === 1 ? 500 : 200));
    const { url } = await lastValueFrom(sender({ authenticator })(get(server.origin, { params: { page: 1 } })));
    assert.deepEqual(server.asked, ['GET /?page=1&token=key-1', 'GET /?page=1&token=key-2']);
    assert.strictEqual(url, `${server.origin}/?page=1`);
    assert.notInclude(JSON.stringify(events), 'token');
  });

  describe('a 401', () => {
    /** Has the keys key-1 and key-2, the second after the first was rejected. */
    const twoKeys = (): Authenticator & { rejections: number } => {
      const own = {
        rejections: 0,
        authorize: (request: ApiRequest) => of(withParam(request, 'key', `key-${own.rejections + 1}`)),
        rejected: (sent: ApiRequest) => {
          if (sent.params['key'] === 'key-1') own.rejections = 1;
          return sent.params['key'] !== undefined;
        },
      };
      return own;
    };

    it('sends the request once more with another credential, which is no retry', async () => {
      const server = await servers.http((request, response) => {
        const good = request.url!.includes('key-2');
        answer(response, good ? [1] : { message: 'expired' }, good ? 200 : 401);
      });
      const { body } = await lastValueFrom(sender({ authenticator: twoKeys() })(get(server.origin)));
      assert.deepEqual(body, [1]);
      assert.deepEqual(server.asked, ['GET /?key=key-1', 'GET /?key=key-2']);
      assert.deepEqual(types(), ['request', 'response', 'request', 'response']);
    });

    it('is the error when it comes a second time', async () => {
      const server = await servers.http((_, response) => answer(response, { message: 'expired' }, 401));
      const error = await failure(lastValueFrom(sender({ authenticator: twoKeys() })(get(server.origin))));
      assert.match(error.message, /answered 401 Unauthorized/);
      assert.lengthOf(server.asked, 2);
    });

    it('of another origin does not cost the credential', async () => {
      const other = await servers.http((_, response) => answer(response, {}, 401));
      const server = await servers.http((_, response) =>
        response.writeHead(302, { location: `${other.origin}/x` }).end(),
      );
      const authenticator = twoKeys();
      await failure(lastValueFrom(sender({ authenticator })(get(server.origin))));
      assert.lengthOf(other.asked, 1);
      assert.equal(authenticator.rejections, 0);
    });

    it('is not sent again where there is only one credential', async () => {
      const server = await servers.http((_, response) => answer(response, {}, 401));
      const authenticator: Authenticator = { authorize: (request) => of(request) };
      await failure(lastValueFrom(sender({ authenticator })(get(server.origin))));
      assert.lengthOf(server.asked, 1);
    });
  });

  describe('confidential', () => {
    const post = (url: string) => get(url, { method: 'POST', body: { kind: 'form', fields: [['secret', 's3cret']] } });

    it('does not show an answer that cannot be read', async () => {
      const server = await servers.http((_, response) => response.end('access_token=s3cret&scope=x'));
      const send = sender({ confidential: true, decoder: 'json' });
      const error = await failure(lastValueFrom(send(post(server.origin))));
      assert.match(error.message, /is not valid JSON/);
      assert.notInclude(error.message + JSON.stringify(events), 's3cret');
    });

    it('is not taken to another origin by a redirect, but to another path', async () => {
      const other = await servers.http((_, response) => answer(response, {}));
      const server = await servers.http((request, response) => {
        const location = request.url === '/a' ? '/b' : `${other.origin}/c`;
        response.writeHead(307, { location }).end();
      });
      const error = await failure(lastValueFrom(sender({ confidential: true })(post(`${server.origin}/a`))));
      assert.match(error.message, /answered 307 Temporary Redirect/);
      assert.deepEqual(server.asked, ['POST /a', 'POST /b']);
      assert.isEmpty(other.asked);
    });
  });

  it('sends credentials to their own origin only, over redirects there and back', async () => {
    const authenticator: Authenticator = {
      authorize: (request) =>
        of({
          ...withParam(request, 'api_key', 'key-1'),
          headers: { ...request.headers, authorization: 'key-1', cookie: 'key-1' },
        }),
    };
    const api = await servers.http((request, response) => {
      const { pathname, searchParams } = new URL(request.url!, 'http://x');
      if (pathname === '/end') answer(response, ['end']);
      else response.writeHead(307, { location: `${other.origin}/away?${searchParams.toString()}` }).end('moved');
    });
    const other = await servers.http((_, response) =>
      response.writeHead(302, { location: `${api.origin}/end?api_key=key-1` }).end(),
    );
    const request = get(`${api.origin}/begin`, {
      params: { page: 1 },
      headers: { 'x-api-key': 'mine', accept: 'text/json' },
    });
    const response = await lastValueFrom(sender({ authenticator })(request));

    assert.deepEqual(response.body, ['end']);
    assert.deepEqual(api.asked, ['GET /begin?page=1&api_key=key-1', 'GET /end?api_key=key-1']);
    assert.deepEqual(other.asked, ['GET /away?page=1']);
    for (const seen of api.headers)
      assert.include(seen, { authorization: 'key-1', cookie: 'key-1', 'x-api-key': 'mine' });
    assert.doesNotHaveAnyKeys(other.headers[0], ['authorization', 'cookie', 'x-api-key']);
    assert.strictEqual(other.headers[0]!.accept, 'text/json');
  });

  it('ends a circle of redirects, which no retry will change', async () => {
    const server = await servers.http((_, response) => response.writeHead(302, { location: '/again' }).end());
    const error = await failure(lastValueFrom(sender()(get(server.origin))));
    assert.match(error.message, /\/again: more than 10 redirects/);
    assert.isFalse(error.retryable);
    assert.lengthOf(server.asked, 11);
  });

  it('keeps no slot while it waits for a retry', async () => {
    const order: string[] = [];
    const server = await servers.http((request, response) => {
      order.push(request.url!);
      const first = order.filter((url) => url === '/a').length === 1;
      answer(response, [], request.url === '/a' && first ? 503 : 200, { 'retry-after': '0.05' });
    });
    const send = sender({}, createGate(1));
    await lastValueFrom(forkJoin([send(get(`${server.origin}/a`)), send(get(`${server.origin}/b`))]));
    assert.deepEqual(order, ['/a', '/b', '/a']);
  });

  it('runs no more at once than the gate has slots', async () => {
    const server = await servers.http((_, response) => answer(response, []));
    const send = sender({}, createGate(2));
    await lastValueFrom(forkJoin(Array.from({ length: 12 }, () => send(get(server.origin)))));
    let running = 0;
    const atOnce = types().map((type) => (running += type === 'request' ? 1 : -1));
    assert.lengthOf(atOnce, 24);
    assert.strictEqual(Math.max(...atOnce), 2);
  });

  it('lets an authenticator send requests while its caller has the last slot', async () => {
    const server = await servers.http((_, response) => answer(response, []));
    const gate = createGate(1);
    const sendForToken = sender({ gated: false }, gate);
    const authenticator: Authenticator = {
      authorize: (request) => sendForToken(get(`${server.origin}/token`)).pipe(map(() => request)),
    };
    await lastValueFrom(sender({ authenticator }, gate)(get(server.origin)));
    assert.deepEqual(server.asked, ['GET /token', 'GET /']);
  });

  it('passes errors of an authenticator on, a bug untouched', async () => {
    const failing = (error: unknown) =>
      sender({ authenticator: { authorize: () => throwError(() => error) } })(get('http://127.0.0.1:1'));
    const bug = new TypeError('bug');
    assert.strictEqual(await lastValueFrom(failing(bug)).catch((error: unknown) => error), bug);
    const error = await failure(lastValueFrom(failing(new NetworkError('no token'))));
    assert.strictEqual(error.message, 'no token (gave up after 3 retries)');
    assert.isEmpty(events.filter(({ type }) => type === 'request'));
  });

  it('lets another check judge the status', async () => {
    const server = await servers.http((_, response) => answer(response, { gone: true }, 410));
    const check: typeof checkStatus = (answer, context) =>
      answer.raw.status === 410 ? { ...answer.raw, status: 204 } : checkStatus(answer, context);
    const response = await lastValueFrom(sender({ check })(get(server.origin)));
    assert.include(response, { status: 204, body: undefined });
  });

  it('uses the decoder that it is given', async () => {
    nock.activate();
    try {
      nock('http://api.example').get('/jobs?page=1').reply(200, '<a>1</a>', { 'content-type': 'text/plain' });
      const { body } = await lastValueFrom(sender({ decoder: 'xml' })(get('http://api.example/jobs?page=1')));
      assert.deepEqual(body, { a: '1' });
    } finally {
      nock.cleanAll();
      nock.restore();
    }
  });
});
