import { assert } from 'chai';
import { HttpError, NetworkError, restApiSource, secret, type RunEvent } from '../../lib/index.ts';
import { testServers } from '../http/test-servers.ts';
import { answer, mockApi, type MockRequest, type MockRoutes } from './mock-api.ts';

describe('dlt: retries', () => {
  const servers = testServers();
  let statuses: number[] = [];
  let headers: Record<string, string> = {};
  const next: MockRoutes[string] = () => {
    const status = statuses.length > 1 ? statuses.shift()! : statuses[0]!;
    return status === 200 ? [{ id: 1 }] : answer({ status, headers, json: { error: `it is ${status}` } });
  };
  const api = mockApi({
    'GET /flaky': next,
    'POST /flaky': next,
    'GET /moved': () => answer({ status: 302, headers: { location: '/flaky' } }),
    'GET /echo': (request: MockRequest) => answer({ status: 500, json: { you_sent: request.url, ...request.headers } }),
  });
  beforeEach(() => {
    statuses = [200];
    headers = {};
  });

  const flaky = (handler: object = {}, endpoint: object = {}, client: object = {}) => ({
    client: { error_handler: { backoff_factor: 0, ...handler }, paginator: 'single_page', ...client },
    resources: [{ name: 'jobs', endpoint: { path: '/flaky', ...endpoint } }],
  });
  const at = (path: string) => api.requests.filter((request) => request.path === path).length;

  it('Y1: a status that stays 503 is asked for 5 times in all, then it is the error', async () => {
    statuses = [503];
    const error = await api.failure(flaky(), 'jobs');
    assert.instanceOf(error, HttpError);
    assert.equal(error.status, 503);
    assert.match(error.message, /\{"error":"it is 503"\} \(gave up after 4 retries\)$/);
    assert.equal(at('/flaky'), 5);
  });

  it('Y2: 503, 503, 200 gives the rows', async () => {
    statuses = [503, 503, 200];
    const { rows, events } = await api.fetch(flaky(), 'jobs');
    assert.deepEqual(rows, [{ id: 1 }]);
    assert.equal(at('/flaky'), 3);
    assert.lengthOf(
      events.filter(({ type }) => type === 'retry'),
      2,
    );
  });

  for (const status of [429, 500, 501, 502, 511, 599]) {
    it(`Y2: ${status} is tried again`, async () => {
      statuses = [status, 200];
      assert.lengthOf((await api.fetch(flaky(), 'jobs')).rows, 1);
    });
  }

  for (const status of [400, 401, 403, 404, 408, 409, 425, 422]) {
    it(`Y2: ${status} is not, unless it is asked for`, async () => {
      statuses = [status, 200];
      assert.equal(((await api.failure(flaky(), 'jobs')) as HttpError).status, status);
      statuses = [status, 200];
      assert.lengthOf((await api.fetch(flaky({ retry_on_status_codes: [status] }), 'jobs')).rows, 1);
    });
  }

  it('Y2: a POST is tried again as a GET is', async () => {
    statuses = [503, 200];
    assert.lengthOf((await api.fetch(flaky({}, { method: 'POST', json: { a: 1 } }), 'jobs')).rows, 1);
    assert.equal(at('/flaky'), 2);
  });

  describe('Y3: 5 attempts, then the error', () => {
    const failure = async (origin: string, timeouts: object = {}) => {
      const error = await api.failure(flaky({}, {}, { base_url: origin, timeouts }), 'jobs');
      assert.instanceOf(error, NetworkError);
      assert.match(error.message, /gave up after 4 retries/);
      return error;
    };

    it('of connections that are reset', async () => {
      let connections = 0;
      const { origin } = await servers.raw((socket) => {
        connections += 1;
        socket.once('data', () => socket.resetAndDestroy());
      });
      assert.match((await failure(origin)).message, /the connection was reset/);
      assert.equal(connections, 5);
    });

    it('of answers that do not come', async () => {
      const server = await servers.http(() => {});
      assert.match((await failure(server.origin, { headers: 0.05 })).message, /no answer within 50 ms/);
      assert.lengthOf(server.asked, 5);
    });

    it('of bodies that break off', async () => {
      const server = await servers.http((_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).write('[{"id":');
        setImmediate(() => response.socket!.destroy());
      });
      await failure(server.origin);
      assert.lengthOf(server.asked, 5);
    });
  });

  describe('Y4: Retry-After', () => {
    /** How long the first retry waits, in milliseconds; the run ends there. */
    const waitFor = (retryAfter: string) =>
      new Promise<number>((resolve, reject) => {
        statuses = [503];
        headers = { 'retry-after': retryAfter };
        const onEvent = (event: RunEvent) => {
          if (event.type !== 'retry') return;
          resolve(event.wait);
          queueMicrotask(() => pages.unsubscribe());
        };
        const source = restApiSource(api.config(flaky({ backoff_factor: 1 })));
        const pages = source.resource('jobs', { onEvent }).subscribe({ error: reject });
      });
    const isBackoff = (wait: number) => assert.isTrue(wait >= 1000 && wait < 1250, `${wait} ms`);

    it('is waited for, where it is longer than the backoff', async () => {
      assert.equal(await waitFor('4'), 4000);
      assert.equal(await waitFor('4.5'), 4500);
      const wait = await waitFor(new Date(Date.now() + 10_000).toUTCString());
      assert.isTrue(wait > 8000 && wait <= 10_000, `${wait} ms`);
    });

    for (const [what, value] of [
      ['zero', '0'],
      ['a date that has passed', 'Sun, 06 Nov 1994 08:49:37 GMT'],
      ['neither seconds nor a date', 'in a while'],
      ['a negative number', '-5'],
    ] as const) {
      it(`of ${what} falls back to the backoff`, async () => isBackoff(await waitFor(value)));
    }

    it('that asks for more than 15 minutes is not waited for: the resource fails and says so', async () => {
      statuses = [429];
      headers = { 'retry-after': '3600' };
      const error = await api.failure(flaky(), 'jobs');
      assert.match(error.message, /the server asked to wait 60 min, longer than the 15 min that are waited for/);
      assert.equal(at('/flaky'), 1);
    });
  });

  it('Y5: what a body says can be a reason to ask again', async () => {
    let asked = 0;
    const server = await servers.http((_, response) => {
      response.setHeader('content-type', 'application/json');
      response.end((asked += 1) < 3 ? '{"message":"error"}' : '[{"id":1}]');
    });
    const rule = { response_actions: [{ content: 'error', action: 'retry' }] };
    const { rows } = await api.fetch(flaky({}, rule, { base_url: server.origin }), 'jobs');
    assert.deepEqual(rows, [{ id: 1 }]);
    assert.equal(asked, 3);
  });

  it('Y6: a 503 that a function makes a 204 is not tried again', async () => {
    statuses = [503];
    const swallow = () => ({ status: 204 });
    const { rows } = await api.fetch(flaky({}, { response_actions: [swallow] }), 'jobs');
    assert.isEmpty(rows);
    assert.equal(at('/flaky'), 1);
  });

  it('Y7: how often and how slowly is configured, on the client, in the defaults or on the endpoint', async () => {
    const tries = async (config: object) => {
      statuses = [503];
      const before = at('/flaky');
      await api.failure(config, 'jobs');
      return at('/flaky') - before;
    };
    const handler = (max_retries: number) => ({ error_handler: { max_retries, backoff_factor: 0 } });
    assert.equal(await tries(flaky({ max_retries: 2 })), 3);
    assert.equal(await tries(flaky({ max_retries: 2 }, handler(1))), 2);
    assert.equal(await tries({ ...flaky({ max_retries: 2 }), resource_defaults: { endpoint: handler(0) } }), 1);
  });

  describe('R15: secrets', () => {
    const SECRET = 'qK7/very+s3cret';
    beforeEach(() => (process.env['R15_KEY'] = SECRET));
    afterEach(() => delete process.env['R15_KEY']);
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    const forms = [SECRET, encodeURIComponent(SECRET), 'qK7/very%2Bs3cret', base64(SECRET), base64(`:${SECRET}`)];

    const uses: Record<string, { client?: object; endpoint?: object }> = {
      'in auth, in a header': { client: { auth: { type: 'bearer', token: secret('r15_key') } } },
      'in auth, in the query': {
        client: { auth: { type: 'api_key', name: 'k', api_key: secret('r15_key'), location: 'query' } },
      },
      'in a password': { client: { auth: { type: 'http_basic', username: '', password: secret('r15_key') } } },
      'in params': { endpoint: { params: { q: secret('r15_key') } } },
      'in headers': { client: { headers: { 'x-key': secret('r15_key') } } },
      'in a parameter of a usual name, not declared': { endpoint: { params: { api_key: SECRET } } },
    };
    for (const [where, { client, endpoint }] of Object.entries(uses)) {
      it(`${where} are in no event and no error, even where the API repeats them`, async () => {
        const events: RunEvent[] = [];
        const config = flaky({ max_retries: 1 }, { path: '/echo', ...endpoint }, client);
        const pages = restApiSource(api.config(config)).resource('jobs', { onEvent: (event) => events.push(event) });
        const error = await new Promise<Error>((resolve) => pages.subscribe({ error: resolve }));
        assert.instanceOf(error, HttpError);
        assert.isNotEmpty(events.filter(({ type }) => type === 'retry'));
        const told = `${error.message} ${error.stack} ${JSON.stringify(error)} ${JSON.stringify(events)}`;
        for (const form of forms) assert.notInclude(told, form);
      });
    }
  });

  it('R16: timeouts are configured in seconds', async () => {
    const slow = await servers.http((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('[');
    });
    const timed = async (timeouts: object) =>
      (await api.failure(flaky({ max_retries: 0 }, {}, { base_url: slow.origin, timeouts }), 'jobs')).message;
    assert.match(await timed({ idle: 0.05 }), /the answer stalled: nothing for 50 ms/);
    assert.match(await timed({ total: 0.06 }), /the answer was not complete within 60 ms/);
    const closed = await servers.raw(() => {});
    const secure = closed.origin.replace('http:', 'https:');
    const error = await api.failure(
      flaky({ max_retries: 0 }, {}, { base_url: secure, timeouts: { connect: 0.05 } }),
      'jobs',
    );
    assert.match(error.message, /no connection within 50 ms/);
  });

  it('2.13 no. 9: a redirect to what fails is tried 5 times, each with its redirect: 10 requests', async () => {
    statuses = [500];
    const error = await api.failure(flaky({}, { path: '/moved' }), 'jobs');
    assert.match(error.message, /\/flaky answered 500/);
    assert.equal(at('/moved'), 5);
    assert.equal(at('/flaky'), 5);
  });

  it('2.13 no. 11: an error of a resource with response_actions shows no secret', async () => {
    const rules = {
      path: '/echo',
      params: { api_key: 'S3CRET-VALUE' },
      response_actions: [{ status_code: 404, action: 'ignore' }],
    };
    const error = await api.failure(flaky({ max_retries: 0 }, rules), 'jobs');
    assert.match(error.message, /answered 500/);
    assert.notInclude(error.message, 'S3CRET-VALUE');
  });
});
