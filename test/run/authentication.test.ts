import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import type { AuthFunction } from '../../lib/auth/custom.ts';
import { AuthError } from '../../lib/core/errors.ts';
import { secret } from '../../lib/core/secret.ts';
import { answer, testServers } from '../http/test-servers.ts';
import { api, inPages, type Asked, type Route } from '../helpers/server.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { configOf, isPublished, jobs, published, runConfig, tasks } from './scenario.ts';

describe('run: authentication', () => {
  const servers = testServers();
  const folder = temporaryFolder();
  const out = () => ({ out: folder() });

  const withToken =
    (token: () => string, route: Route): Route =>
    (asked) => {
      if (asked.request.headers.authorization === `Bearer ${token()}`)
        return typeof route === 'function' ? (route as (asked: Asked) => unknown)(asked) : route;
      answer(asked.response, { message: 'token expired' }, 401);
      return undefined;
    };
  const withAuth = (origin: string, resources: readonly (object | string)[], auth: object = {}) =>
    configOf(origin, resources, {
      client: {
        base_url: origin,
        error_handler: { max_retries: 1, backoff_factor: 0 },
        auth: {
          type: 'oauth2_client_credentials',
          access_token_url: `${origin}/token`,
          client_id: 'app',
          client_secret: 'app-s3cret',
          ...auth,
        },
      },
    });

  it('all resources that are configured alike share one token, however they say so', async () => {
    let given = 0;
    const mine = (route: Route) => withToken(() => `token-${given}`, route);
    const server = await api(servers, {
      '/token': () => ({ access_token: `token-${(given += 1)}`, expires_in: 3600 }),
      '/jobs': mine(inPages([{ id: 1 }, { id: 2 }], 1)),
      '/jobs/1/tasks': mine([{ id: 10 }]),
      '/jobs/2/tasks': mine([{ id: 20 }]),
      '/users': mine([{ id: 1 }]),
      '/teams': mine([{ id: 1 }]),
    });
    const config = withAuth(server.origin, [jobs, tasks, 'users', 'teams']) as { client: { auth: object } };
    const own = { name: 'teams', endpoint: { auth: { ...config.client.auth } } };
    const { summary } = await runConfig({ ...config, resources: [jobs, tasks, 'users', own] }, out());
    assert.deepEqual(
      summary.resources.map(({ resource, status }) => `${resource} ${status}`),
      ['jobs published', 'tasks published', 'users published', 'teams published'],
    );
    assert.equal(given, 1);
    assert.equal(server.asked.filter((line) => line === 'POST /token').length, 1);
  });

  it('a token that is revoked in the middle of a run is renewed once, and no row is lost', async () => {
    let given = 0;
    let revoked = false;
    const mine = (route: Route) => withToken(() => (revoked ? 'token-2' : 'token-1'), route);
    const server = await api(servers, {
      '/token': () => ({ access_token: `token-${(given += 1)}`, expires_in: 3600 }),
      '/jobs': mine((asked) => {
        if (asked.query.get('page') === '1') revoked = true;
        const page = Number(asked.query.get('page'));
        return page < 4 ? [{ id: page }] : [];
      }),
      ...Object.fromEntries([0, 1, 2, 3].map((id) => [`/jobs/${id}/tasks`, mine([{ id }])])),
    });
    const { outcome } = await runConfig(withAuth(server.origin, [jobs, tasks]), out());
    assert.equal(outcome('tasks').error, undefined);
    assert.lengthOf(await published(folder(), 'jobs', 'id'), 4);
    assert.lengthOf(await published(folder(), 'tasks', 'id'), 4);
    assert.equal(given, 2);
  });

  it('a token server that fails fails each resource by its name, is asked as often as the policy says, and no secret shows', async () => {
    const server = await api(servers, {
      '/token': ({ response }) => answer(response, { error: 'server_error', echo: 'app-s3cret' }, 503),
      '/jobs': [],
      '/users': [],
    });
    const { summary, events } = await runConfig(withAuth(server.origin, ['jobs', 'users']), {
      ...out(),
      concurrency: 1,
    });
    for (const { resource, error } of summary.resources) {
      assert.instanceOf(error, AuthError);
      assert.deepInclude(error, { resource, setting: 'client.auth', status: 503 });
      assert.match(
        error.message,
        /^no credentials: POST http.*\/token answered 503 Service Unavailable.*gave up after 1 retry/,
      );
    }
    assert.lengthOf(summary.resources, 2);
    assert.deepEqual(server.asked, Array(4).fill('POST /token'));
    assert.notInclude(
      JSON.stringify(summary) + JSON.stringify(events) + String(summary.resources[0]!.error),
      'app-s3cret',
    );
    assert.isFalse(isPublished(folder(), 'jobs'));
  });

  it('a token does not show, wherever the API writes it', async () => {
    const server = await api(servers, {
      '/token': () => ({ access_token: 'received-s3cret', expires_in: 3600 }),
      '/jobs': ({ request, response }) =>
        answer(response, { message: `bad token ${request.headers.authorization}` }, 403),
    });
    const { outcome, events } = await runConfig(withAuth(server.origin, ['jobs']), out());
    assert.match(outcome('jobs').error!.message, /answered 403 Forbidden: \{"message":"bad token Bearer \*\*\*"\}/);
    assert.notInclude(JSON.stringify(events), 'received-s3cret');
  });

  describe('a refresh token', () => {
    const file = () => join(folder(), '_millrace', 'credentials.json');
    /** Gives a new refresh token for each one, which is good once. */
    const rotating = async () => {
      let valid = 'refresh-0';
      let count = 0;
      let refused = false;
      const server = await api(servers, {
        '/token': ({ body, response }) => {
          const form = new URLSearchParams(body);
          if (refused) return answer(response, { you_sent: form.get('refresh_token') }, 400);
          if (form.get('refresh_token') !== valid) return answer(response, { error: 'invalid_grant' }, 400);
          count += 1;
          valid = `refresh-${count}`;
          return { access_token: `token-${count}`, expires_in: '3600', refresh_token: valid };
        },
        '/jobs': withToken(() => `token-${count}`, [{ id: 1 }]),
      });
      const auth = (refresh_token: string) => ({ type: 'oauth2_refresh_token', refresh_token });
      return {
        server,
        refuse: () => (refused = true),
        config: (token = 'refresh-0') => withAuth(server.origin, ['jobs'], auth(token)),
      };
    };
    const forms = (bodies: readonly string[]) =>
      bodies.flatMap((body) => new URLSearchParams(body).get('refresh_token') ?? []);

    it('that the server replaces is kept for the next run, readable by its owner only', async () => {
      const { server, config } = await rotating();
      for (let i = 0; i < 3; i++) {
        const { summary, events } = await runConfig(config(), out());
        assert.equal(summary.resources[0]!.status, 'published');
        assert.notMatch(JSON.stringify(events) + JSON.stringify(summary), /refresh-\d|token-\d/);
      }
      assert.deepEqual(forms(server.bodies), ['refresh-0', 'refresh-1', 'refresh-2']);
      assert.equal((await stat(file())).mode & 0o777, 0o600);
      assert.include(await readFile(file(), 'utf8'), 'refresh-3');
      assert.notInclude(await readFile(file(), 'utf8'), 'token-3"');
    });

    it('that is configured anew goes over the one that was kept', async () => {
      const { server, config } = await rotating();
      await runConfig(config(), out());
      const { outcome } = await runConfig(config('from-the-vault'), out());
      assert.deepEqual(forms(server.bodies), ['refresh-0', 'from-the-vault']);
      const { error } = outcome('jobs');
      assert.instanceOf(error, AuthError);
      assert.match(error.message, /answered 400 Bad Request: \{"error":"invalid_grant"\}/);
      assert.equal(error.fix, 'check the credentials, and whether they have expired');
    });

    it('that was kept does not show, even where the server repeats it', async () => {
      const { config, refuse } = await rotating();
      await runConfig(config(), out());
      refuse();
      const { outcome, events } = await runConfig(config(), out());
      assert.match(outcome('jobs').error!.message, /\{"you_sent":"\*\*\*"\}/);
      assert.notInclude(JSON.stringify(events), 'refresh-1');
    });

    it('that stays the same is not written down', async () => {
      const server = await api(servers, {
        '/token': () => ({ access_token: 'token-1', refresh_token: 'refresh-0' }),
        '/jobs': withToken(() => 'token-1', [{ id: 1 }]),
      });
      const auth = { type: 'oauth2_refresh_token', refresh_token: 'refresh-0' };
      await runConfig(withAuth(server.origin, ['jobs'], auth), out());
      assert.isUndefined(await stat(file()).catch(() => undefined));
    });
  });

  it('resources whose secrets differ do not share a credential', async () => {
    const whoami: Route = ({ request }) => [{ sent: request.headers.authorization }];
    const server = await api(servers, { '/one': whoami, '/two': whoami });
    const resource = (name: string) => ({ name, endpoint: { auth: { token: secret(`key_${name}`) } } });
    const config = configOf(server.origin, [resource('one'), resource('two')]);
    await runConfig(config, out(), { KEY_ONE: 'first', KEY_TWO: 'second' });
    assert.deepEqual(await published(folder(), 'one'), [{ sent: 'Bearer first' }]);
    assert.deepEqual(await published(folder(), 'two'), [{ sent: 'Bearer second' }]);
  });

  it('resources whose functions differ do not share one', async () => {
    const whoami: Route = ({ request }) => [{ sent: request.headers['x-who'] }];
    const server = await api(servers, { '/one': whoami, '/two': whoami });
    const resource = (name: string): object => {
      const auth: AuthFunction = (request) => ({ ...request, headers: { ...request.headers, 'x-who': name } });
      return { name, endpoint: { auth } };
    };
    await runConfig(configOf(server.origin, [resource('one'), resource('two')]), out());
    assert.deepEqual(await published(folder(), 'one'), [{ sent: 'one' }]);
    assert.deepEqual(await published(folder(), 'two'), [{ sent: 'two' }]);
  });

  it('the message of a function that fails shows no secret', async () => {
    const server = await api(servers, { '/jobs': [] });
    const auth: AuthFunction = () => {
      throw new Error('cannot sign with own-s3cret');
    };
    const client = { base_url: server.origin, headers: { 'x-key': secret('own_key') }, auth };
    const { outcome } = await runConfig(configOf(server.origin, ['jobs'], { client }), out(), {
      OWN_KEY: 'own-s3cret',
    });
    assert.equal(outcome('jobs').error?.message, 'no credentials: the auth function failed: cannot sign with ***');
  });

  it('a token server that answers something else is told by the names of the keys alone', async () => {
    const server = await api(servers, { '/token': () => ({ accessToken: 's3cret-1', ok: true }), '/jobs': [] });
    const { outcome } = await runConfig(withAuth(server.origin, ['jobs']), out());
    const { error } = outcome('jobs');
    assert.instanceOf(error, AuthError);
    assert.match(error.message, /answered 200 without an access_token: its keys are accessToken, ok$/);
  });

  it('a text as auth takes its secrets by the names of the options', async () => {
    const server = await api(servers, { '/jobs': withToken(() => 'from-the-environment', [{ id: 1 }]) });
    const config = configOf(server.origin, ['jobs'], { client: { base_url: server.origin, auth: 'bearer' } });
    const { outcome } = await runConfig(config, out(), { SHOP__TOKEN: 'from-the-environment' });
    assert.equal(outcome('jobs').status, 'published');
  });
});
