import { assert } from 'chai';
import { lastValueFrom, map, of, timer, toArray } from 'rxjs';
import { z } from 'zod';
import {
  AuthError,
  ConfigError,
  defineAuth,
  registerAuth,
  restApiSource,
  revealed,
  Secret,
  secretOption,
  tokenAuth,
  type AuthFunction,
  type RestApiConfig,
} from '../../lib/index.ts';
import { checkConfig } from '../../lib/config/check.ts';
import { answer, testServers } from '../http/test-servers.ts';
import { issuesOf } from '../helpers/issues.ts';

const signed = registerAuth(
  defineAuth({
    type: 'acme_signature',
    summary: 'Signs requests.',
    options: z.strictObject({
      key: secretOption.describe('The key.'),
      rounds: z.int().default(1).describe('How often.'),
    }),
    examples: [],
    create: ({ key, rounds }) => ({
      authorize: (request) =>
        of({
          ...request,
          headers: { ...request.headers, 'x-signature': `${revealed(key)}/${rounds}` },
        }),
    }),
  }),
);

describe('authentication in code', () => {
  const servers = testServers();
  /** Fetches one resource with this auth, and gives the requests that came. */
  async function asked(auth: unknown, routes: (url: string) => number = () => 200) {
    const server = await servers.http((request, response) => answer(response, [{ id: 1 }], routes(request.url!)));
    const config = {
      client: { base_url: server.origin, auth, error_handler: { max_retries: 2, backoff_factor: 0 } },
      resources: [{ name: 'jobs', endpoint: { paginator: 'single_page', params: { page: 1 } } }],
    } as unknown as RestApiConfig;
    const error: unknown = await lastValueFrom(restApiSource(config).resource('jobs').pipe(toArray())).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    return { server, error };
  }

  describe('a function', () => {
    const sign: AuthFunction = (request) => ({
      ...request,
      params: { ...request.params, signature: `${request.method} ${request.url.slice(-5)}` },
    });

    it('makes of each request the one that is sent', async () => {
      const { server } = await asked(sign);
      assert.deepEqual(server.asked, ['GET /jobs?page=1&signature=GET+%2Fjobs']);
    });

    it('may take its time, and is asked again for a retry', async () => {
      let count = 0;
      const slowly: AuthFunction = async (request) => {
        count += 1;
        await lastValueFrom(timer(1));
        return { ...request, headers: { ...request.headers, 'X-Nonce': `${count}` } };
      };
      const { server, error } = await asked(slowly, () => (count < 2 ? 500 : 200));
      assert.isUndefined(error);
      assert.deepEqual(
        server.headers.map((headers) => headers['x-nonce']),
        ['1', '2'],
      );
    });

    const failing: Record<string, [auth: unknown, message: RegExp]> = {
      throws: [
        () => {
          throw new Error('no key');
        },
        /^no credentials: the auth function failed: no key$/,
      ],
      rejects: [() => Promise.reject(new Error('no key')), /^no credentials: the auth function failed: no key$/],
      'returns nothing': [() => {}, /did not return a request$/],
      'returns something else': [() => 'Bearer x', /did not return a request$/],
    };
    for (const [what, [auth, message]] of Object.entries(failing)) {
      it(`that ${what} is an error of the resource, and nothing is sent`, async () => {
        const { server, error } = await asked(auth);
        assert.instanceOf(error, AuthError);
        assert.match(error.message, message);
        assert.deepInclude(error, { resource: 'jobs', setting: 'client.auth' });
        assert.isEmpty(server.asked);
      });
    }
  });

  describe('registerAuth', () => {
    afterEach(() => {
      delete process.env['ACME_KEY'];
      delete process.env['KEY'];
    });

    it('makes its type one that a configuration can name', async () => {
      const { server } = await asked({ type: 'acme_signature', key: 'k', rounds: 3 });
      assert.equal(server.headers[0]!['x-signature'], 'k/3');
    });

    it('gives a function that makes the same of typed options', async () => {
      const { server } = await asked(signed({ key: 'k' }));
      assert.equal(server.headers[0]!['x-signature'], 'k/1');
    });

    it('takes secrets, also by its type alone', async () => {
      process.env['ACME_KEY'] = 'from-env';
      assert.equal(
        (await asked(signed({ key: new Secret('acme_key') }))).server.headers[0]!['x-signature'],
        'from-env/1',
      );
      process.env['KEY'] = 'by-name';
      assert.equal((await asked('acme_signature')).server.headers[0]!['x-signature'], 'by-name/1');
    });

    const config = (auth: unknown) => ({ client: { base_url: 'https://a.b', auth }, resources: ['jobs'] });

    it('checks the options as strictly as those of its own', () => {
      const issues = issuesOf(() => checkConfig(config({ type: 'acme_signature', kee: 's3cret', rounds: 'two' })));
      assert.deepEqual(issues.map(({ path }) => path).sort(), [
        'client.auth.kee',
        'client.auth.key',
        'client.auth.rounds',
      ]);
      assert.equal(issues.find(({ path }) => path.endsWith('kee'))?.fix, 'did you mean key?');
      assert.notInclude(JSON.stringify(issues), 's3cret');
    });

    it('is among the types that a misspelt one may have meant', () => {
      const [issue] = issuesOf(() => checkConfig(config({ type: 'acme_signatur' })));
      assert.match(issue!.fix ?? '', /did you mean acme_signature\?/);
      assert.notInclude(issue!.fix, 'registered');
    });

    for (const type of ['bearer', 'custom', 'registered']) {
      it(`does not take the place of ${type}`, () => {
        const spec = defineAuth({
          type,
          summary: '',
          options: z.strictObject({}),
          examples: [],
          create: () => ({ authorize: of }),
        });
        assert.throws(() => registerAuth(spec), ConfigError, /is built in/);
      });
    }

    it('may be a flow of its own: a token that is asked for, renewed after a 401', async () => {
      const flow = registerAuth(
        defineAuth({
          type: 'acme_token',
          summary: 'Asks for a token.',
          options: z.strictObject({ path: z.string().describe('Where.') }),
          examples: [],
          create: ({ path }, { send, urlOf, hide }) =>
            tokenAuth({
              obtain: ({ resource }) => {
                const url = urlOf(path);
                const request = {
                  resource,
                  method: 'GET',
                  url,
                  params: {},
                  headers: {},
                  credentialOrigin: new URL(url).origin,
                };
                return send(request, 'headers').pipe(
                  map(({ headers }) => {
                    hide(headers['date']!);
                    return { value: 'token', until: Number.POSITIVE_INFINITY };
                  }),
                );
              },
              place: (request, token) => ({ ...request, headers: { ...request.headers, authorization: token } }),
            }),
        }),
      );
      let rejected = false;
      const { server, error } = await asked(flow({ path: '/begin' }), (url) => {
        if (url === '/begin' || rejected) return 200;
        rejected = true;
        return 401;
      });
      assert.isUndefined(error);
      assert.deepEqual(server.asked, ['GET /begin', 'GET /jobs?page=1', 'GET /begin', 'GET /jobs?page=1']);
    });
  });
});
