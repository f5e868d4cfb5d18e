import { generateKeyPairSync } from 'node:crypto';
import { assert } from 'chai';
import { ConfigError, HttpError } from '../../lib/index.ts';
import { AuthError } from '../../lib/core/errors.ts';
import { answer, mockApi, type MockRequest } from './mock-api.ts';

const jsonLink = { type: 'json_link', next_url_path: 'next_page' };
const protectedPosts = (kind: string, auth: unknown) => ({
  client: { auth, paginator: jsonLink },
  resources: [{ name: 'posts', endpoint: { path: `/protected/posts/${kind}`, data_selector: 'data' } }],
});

describe('dlt: auth', () => {
  const api = mockApi({
    'GET /whoami': ({ headers }) => [{ id: 1, authorization: headers.authorization ?? null }],
    'GET /expiring': (request) => {
      const good = request.headers.authorization === `Bearer renewed-${tokens}`;
      return good ? [{ id: 1 }] : answer({ status: 401, json: { message: 'token expired' } });
    },
    'GET /never': () => answer({ status: 401, json: { message: 'you may not' } }),
    'POST /renewing': () => ({ access_token: `renewed-${(tokens += 1)}`, expires_in: '3600' }),
  });
  let tokens = 0;
  beforeEach(() => (tokens = 0));
  const asked = (path: string): MockRequest[] => api.requests.filter((request) => request.path === path);
  const client = () => ({
    type: 'oauth2_client_credentials',
    access_token_url: `${api.url}/oauth/token`,
    client_id: 'test-client-id',
    client_secret: 'test-client-secret',
  });

  for (const [kind, auth] of [
    ['basic-auth', { type: 'http_basic', username: 'user', password: 'password' }],
    ['bearer-token', { type: 'bearer', token: 'test-token' }],
    ['api-key', { type: 'api_key', name: 'x-api-key', api_key: 'test-api-key', location: 'header' }],
  ] as const) {
    it(`A1: ${kind} is sent with every page`, async () => {
      const { rows, requests } = await api.fetch(protectedPosts(kind, auth), 'posts');
      assert.lengthOf(rows, 25);
      assert.lengthOf(requests, 5);
    });
  }

  it('A2: client credentials get a token, which is sent with every page', async () => {
    const { rows } = await api.fetch(protectedPosts('bearer-token', client()), 'posts');
    assert.lengthOf(rows, 25);
    assert.lengthOf(asked('/oauth/token'), 1);
  });

  for (const wrong of ['client_id', 'client_secret']) {
    it(`A2: a wrong ${wrong} is an error that names resource, setting and status, and no secret`, async () => {
      const auth = { ...client(), [wrong]: 'not-to-be-shown' };
      const error = await api.failure(protectedPosts('bearer-token', auth), 'posts');
      assert.instanceOf(error, AuthError);
      const { resource, setting, status, message, fix } = error;
      assert.deepEqual({ resource, setting, status }, { resource: 'posts', setting: 'client.auth', status: 401 });
      assert.match(message, /^no credentials: POST http.*\/oauth\/token answered 401 Unauthorized/);
      assert.notInclude(`${message} ${fix}`, auth.client_secret);
      assert.lengthOf(asked('/oauth/token'), 1);
    });
  }

  it('A3: a token that expires at once is asked for before each request', async () => {
    const auth = { ...client(), access_token_url: `${api.url}/oauth/token-expires-now` };
    const { rows } = await api.fetch(protectedPosts('bearer-token', auth), 'posts');
    assert.lengthOf(rows, 25);
    assert.lengthOf(asked('/oauth/token-expires-now'), 5);
  });

  it('A4: another grant and the client in a Basic header need no code', async () => {
    const auth = {
      ...client(),
      access_token_url: `${api.url}/custom-oauth/token`,
      client_id: 'test-account-id',
      token_endpoint_auth_method: 'client_secret_basic',
      access_token_request_data: { grant_type: 'account_credentials', account_id: 'test-account-id' },
    };
    const { rows } = await api.fetch(protectedPosts('bearer-token', auth), 'posts');
    assert.lengthOf(rows, 25);
  });

  it('A5: a signed JSON Web Token gets a token', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const auth = {
      type: 'oauth2_jwt',
      client_id: 'test-client-id',
      private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      auth_endpoint: `${api.url}/oauth/token`,
      scopes: ['read', 'write'],
    };
    const { rows } = await api.fetch(protectedPosts('bearer-token', auth), 'posts');
    assert.lengthOf(rows, 25);
    assert.lengthOf(asked('/oauth/token'), 1);
  });

  it('A6: without a type it is bearer', async () => {
    const { rows } = await api.fetch(protectedPosts('bearer-token', { token: 'test-token' }), 'posts');
    assert.lengthOf(rows, 25);
  });

  describe('A7: the auth of an endpoint', () => {
    const basic = { type: 'http_basic', username: 'U', password: 'P' };
    const whoami = async (own: object, defaults: object = {}) => {
      const config = {
        client: { auth: { type: 'bearer', token: 'T' }, headers: { Authorization: 'by hand' } },
        resource_defaults: { endpoint: defaults },
        resources: [{ name: 'me', endpoint: { path: '/whoami', paginator: 'single_page', ...own } }],
      };
      return (await api.fetch(config, 'me')).rows[0]!['authorization'];
    };

    it('takes the place of the client’s', async () => assert.equal(await whoami({ auth: basic }), 'Basic VTpQ'));
    it('takes the place of that of the defaults', async () =>
      assert.equal(await whoami({ auth: basic }, { auth: { token: 'D' } }), 'Basic VTpQ'));
    it('is null: nothing is added, and a header that is set by hand stays', async () => {
      assert.equal(await whoami({ auth: null }), 'by hand');
      assert.equal(await whoami({ auth: null }, { auth: basic }), 'by hand');
    });
    it('goes over an Authorization header that is set by hand', async () => {
      assert.equal(await whoami({}), 'Bearer T');
      assert.equal(await whoami({ auth: basic, headers: { AUTHORIZATION: 'own' } }), 'Basic VTpQ');
    });
  });

  for (const [what, auth] of [
    ['a wrong type', { type: 'no_such', token: 's3cret-value' }],
    ['a secret where a key belongs', { type: 'api_key', api_key: { value: 's3cret-value' } }],
    ['a misspelt key', { type: 'bearer', tokn: 's3cret-value' }],
    ['a secret as the type', { type: 's3cret-value' }],
    ['a list', ['s3cret-value']],
    ['a secret as the URL', { type: 'oauth2_client_credentials', access_token_url: 's3cret-value', client_id: 'a' }],
  ] as const) {
    it(`A8: ${what} is told without the secret`, async () => {
      const error = await api.failure(protectedPosts('bearer-token', auth), 'posts');
      assert.instanceOf(error, ConfigError);
      assert.isNotEmpty(error.issues);
      assert.notInclude(error.message + JSON.stringify(error.issues), 's3cret-value');
      assert.isEmpty(api.requests);
    });
  }

  it('A9: a 401 whose body is plain text is told as such', async () => {
    const config = protectedPosts('bearer-token-plain-text-error', { token: 'wrong-token' });
    const error = await api.failure(config, 'posts');
    assert.instanceOf(error, HttpError);
    assert.deepInclude(error, { status: 401, resource: 'posts', setting: 'client.auth' });
    assert.match(error.message, /answered 401 Unauthorized: Unauthorized$/);
  });

  it('A10: an unknown type is told with those that there are', async () => {
    const error = (await api.failure(protectedPosts('bearer-token', { type: 'non_existing' }), 'posts')) as ConfigError;
    const [issue] = error.issues;
    assert.equal(issue!.path, 'client.auth.type');
    for (const type of ['bearer', 'api_key', 'http_basic', 'oauth2_client_credentials'])
      assert.include(issue!.fix, type);
  });

  it('A10: an auth that is no object is refused', async () => {
    const error = (await api.failure(protectedPosts('bearer-token', 42), 'posts')) as ConfigError;
    assert.equal(error.issues[0]!.path, 'client.auth');
  });

  describe('2.13 no. 12: a 401', () => {
    const expiring = (path: string) => ({
      client: { auth: { ...client(), access_token: 'expired', access_token_url: `${api.url}/renewing` } },
      resources: [{ name: 'jobs', endpoint: { path, paginator: 'single_page' } }],
    });

    it('renews the token, and the request is sent once more', async () => {
      const { rows } = await api.fetch(expiring('/expiring'), 'jobs');
      assert.deepEqual(rows, [{ id: 1 }]);
      assert.deepEqual(
        asked('/expiring').map(({ headers }) => headers.authorization),
        ['Bearer expired', 'Bearer renewed-1'],
      );
    });

    it('is the error when it comes with the new token too', async () => {
      const error = await api.failure(expiring('/never'), 'jobs');
      assert.instanceOf(error, HttpError);
      assert.equal(error.status, 401);
      assert.lengthOf(asked('/never'), 2);
      assert.lengthOf(asked('/renewing'), 1);
    });
  });
});
