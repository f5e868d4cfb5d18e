import { assert } from 'chai';
import { lastValueFrom, toArray } from 'rxjs';
import { session } from '../../lib/auth/session.ts';
import { AuthError, restApiSource, Secret, type HttpError, type RestApiConfig } from '../../lib/index.ts';
import { answer, testServers, type Handler } from '../http/test-servers.ts';

describe('session', () => {
  const servers = testServers();
  const login = { type: 'session', path: '/login', json: { user: 'ada', password: 'pa55word' }, token_path: 'token' };

  async function fetchJobs(handler: Handler, auth: object = login) {
    const server = await servers.http(handler);
    const config = {
      client: { base_url: server.origin, auth, error_handler: { max_retries: 1, backoff_factor: 0 } },
      resources: [{ name: 'jobs', endpoint: { paginator: 'single_page' } }],
    } as unknown as RestApiConfig;
    const error: unknown = await lastValueFrom(restApiSource(config).resource('jobs').pipe(toArray())).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    return { server, error };
  }

  /** Gives the tokens t-1, t-2 ...; the jobs are for who has the one that is good. */
  function api(good: (tokens: number) => boolean): Handler {
    let tokens = 0;
    return (request, response) => {
      if (request.url === '/login') answer(response, { token: `t-${(tokens += 1)}` });
      else answer(response, [], good(tokens) ? 200 : 401);
    };
  }

  it('logs in before the first request, with method, headers and body', async () => {
    const auth = {
      ...login,
      method: 'PUT',
      json: { user: 'ada', deep: [{ password: new Secret('p', 'pa55word') }], remember: true, days: 3 },
      headers: { 'X-App': new Secret('a', 'app-key') },
      prefix: 'Token ',
    };
    const { server, error } = await fetchJobs(
      api(() => true),
      auth,
    );
    assert.isUndefined(error);
    assert.deepEqual(server.asked, ['PUT /login', 'GET /jobs']);
    assert.deepEqual(JSON.parse(server.bodies[0]!), {
      user: 'ada',
      deep: [{ password: 'pa55word' }],
      remember: true,
      days: 3,
    });
    assert.equal(server.headers[0]!['x-app'], 'app-key');
    assert.equal(server.headers[1]!.authorization, 'Token t-1');
  });

  it('logs in again once after a 401', async () => {
    const { server, error } = await fetchJobs(api((tokens) => tokens === 2));
    assert.isUndefined(error);
    assert.deepEqual(server.asked, ['POST /login', 'GET /jobs', 'POST /login', 'GET /jobs']);
  });

  it('fails with the second 401', async () => {
    const { server, error } = await fetchJobs(api(() => false));
    assert.equal((error as HttpError).status, 401);
    assert.deepEqual(server.asked, ['POST /login', 'GET /jobs', 'POST /login', 'GET /jobs']);
  });

  it('a refused login names resource, setting and status, and is not tried again', async () => {
    const { server, error } = await fetchJobs((_, response, body) => answer(response, { wrong: body }, 403));
    assert.instanceOf(error, AuthError);
    assert.deepInclude(error, { resource: 'jobs', setting: 'client.auth', status: 403 });
    assert.notInclude(error.message, 'pa55word');
    assert.lengthOf(server.asked, 1);
  });

  const places: [what: string, options: object, message: RegExp][] = [
    ['body', { token_path: 'data.token' }, /without a token at data\.token; there is tokn, other$/],
    [
      'header',
      { token_path: undefined, token_header: 'X-Token' },
      /without a token in the header X-Token; there is .*set-cookie/,
    ],
    [
      'cookie',
      { token_path: undefined, token_cookie: 'sid' },
      /without a token in the cookie sid; there is lang, theme$/,
    ],
  ];
  for (const [what, options, message] of places) {
    it(`says what there is where the ${what} has no token, by names alone`, async () => {
      const given = Object.fromEntries(
        Object.entries({ ...login, ...options }).filter(([, value]) => value !== undefined),
      );
      const { error } = await fetchJobs((_, response) => {
        const cookies = ['lang=s3cret; Expires=Wed, 21 Oct 2035 07:28:00 GMT; Path=/', 'theme=s3cret'];
        answer(response, { tokn: 's3cret', other: 1 }, 200, { 'set-cookie': cookies });
      }, given);
      assert.instanceOf(error, AuthError);
      assert.match(error.message, message);
      assert.notInclude(error.message, 's3cret');
    });
  }

  it('finds its cookie among others that have dates, and does not read the body then', async () => {
    const auth = { type: 'session', path: '/login', token_cookie: 'sid', name: 'sid', location: 'cookie' };
    const { server, error } = await fetchJobs((request, response) => {
      if (request.url === '/jobs') return answer(response, []);
      const cookies = ['lang=en; Expires=Wed, 21 Oct 2035 07:28:00 GMT; Path=/', 'sid=a=b,c==; HttpOnly'];
      return response.writeHead(200, { 'set-cookie': cookies }).end('<!doctype html><title>Welcome</title>');
    }, auth);
    assert.isUndefined(error);
    assert.equal(server.headers[1]!.cookie, 'sid=a=b,c==');
  });

  for (const [what, options] of [
    ['no place of the token', { path: '/login' }],
    ['two places of the token', { ...login, token_header: 'x' }],
    ['two bodies', { ...login, form: { a: 'b' } }],
  ] as const) {
    it(`refuses ${what}`, () => {
      const { type: _type, ...own } = options as typeof login;
      assert.isFalse(session.options.safeParse(own).success);
    });
  }
});
