import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { assert } from 'chai';
import { prepare } from '../../lib/api/prepare.ts';
import { replaySecrets } from '../../lib/api/replay-secrets.ts';
import type { RunSummary } from '../../lib/core/events.ts';
import { ReplayError, secret } from '../../lib/index.ts';
import { run, type RunOptions } from '../../lib/run/run.ts';
import { api, inPages, type Route } from '../helpers/server.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { answer, testServers, type TestServer } from '../http/test-servers.ts';
import { configOf, published } from '../run/scenario.ts';

const SECRETS = { CLIENT_SECRET: 'cl1ent/secret', PASSWORD: 'pa55 w0rd', API_KEY: 'the+api/key' };
const rows = [{ id: 1 }, { id: 2 }, { id: 3 }];

describe('recording: replays', () => {
  const servers = testServers();
  const folder = temporaryFolder();
  const tape = () => join(folder(), 'tape');
  const out = (name: string) => join(folder(), name);

  const record = (config: object, more: RunOptions = {}): Promise<RunSummary> =>
    run(prepare(config, { secrets: { env: SECRETS, file: {} } }), { out: out('recorded'), record: tape(), ...more });
  const replay = (config: object, more: RunOptions = {}): Promise<RunSummary> =>
    run(prepare(config, { secrets: replaySecrets }), { out: out('replayed'), replay: tape(), ...more });
  const failures = ({ resources }: RunSummary) => resources.flatMap(({ error }) => error?.message ?? []);

  /** All that the recording has, bodies included. */
  const written = async (): Promise<string> => {
    const files = (await readdir(tape(), { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    const texts = files.map(async ({ parentPath, name }) => {
      const bytes = await readFile(join(parentPath, name));
      return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
    });
    return (await Promise.all(texts)).join('\n');
  };

  /** Records a run of these routes and replays it: the files have to be equal, and nothing may be asked for. */
  const both = async (
    routes: Record<string, Route>,
    resources: readonly (object | string)[],
    client: object = {},
  ): Promise<{ server: TestServer; text: string }> => {
    const server = await api(servers, routes);
    const base = { base_url: server.origin, error_handler: { max_retries: 2, backoff_factor: 0 } };
    const config = configOf(server.origin, resources, { client: { ...base, ...client } });
    assert.deepEqual(failures(await record(config)), []);
    const asked = server.asked.length;
    assert.deepEqual(failures(await replay(config)), []);
    assert.lengthOf(server.asked, asked, 'a replay asks for nothing');
    const table = (resources[0] as { name?: string }).name ?? (resources[0] as string);
    // The children of parents that are asked for at once come in any order.
    const rowsIn = async (name: string) =>
      (await published(out(name), table, 'id')).map((row) => JSON.stringify(row)).sort();
    assert.isNotEmpty(await rowsIn('recorded'));
    assert.deepEqual(await rowsIn('replayed'), await rowsIn('recorded'));
    const text = await written();
    for (const value of Object.values(SECRETS)) {
      for (const form of [value, encodeURIComponent(value), btoa(value)]) assert.notInclude(text, form);
    }
    return { server, text };
  };

  it('gives the answers to one request in their order: 429, a broken body, then rows', async () => {
    let turn = 0;
    const jobs: Route = ({ response }) => {
      turn += 1;
      if (turn === 1) return answer(response, {}, 429, { 'retry-after': '0' });
      if (turn === 2) return void response.writeHead(200, { 'content-type': 'application/json' }).end('[{"id":');
      return rows;
    };
    await both({ '/jobs': jobs }, ['jobs']);
    assert.equal(turn, 3);
  });

  it('does not sleep through a Retry-After, nor keeps to a rate limit', async () => {
    let turn = 0;
    const jobs: Route = ({ response, query }) => {
      turn += 1;
      if (turn === 1) return answer(response, {}, 429, { 'retry-after': '0' });
      return rows.slice(Number(query.get('page')), Number(query.get('page')) + 1);
    };
    const resources = [{ name: 'jobs', endpoint: { paginator: 'page_number' } }];
    const { server } = await both({ '/jobs': jobs }, resources);
    const exchanges = join(tape(), 'exchanges.jsonl');
    const text = await readFile(exchanges, 'utf8');
    await writeFile(exchanges, text.replace('"retry-after":"0"', '"retry-after":"600"'));
    const client = {
      base_url: server.origin,
      error_handler: { max_retries: 1, backoff_factor: 60 },
      rate_limit: { requests: 1, per: 'hour' },
    };
    const started = performance.now();
    assert.deepEqual(failures(await replay(configOf(server.origin, resources, { client }))), []);
    assert.isBelow(performance.now() - started, 10_000);
  });

  it('replays connections that broke off', async () => {
    let turn = 0;
    const jobs: Route = ({ response }) => {
      turn += 1;
      return turn === 1 ? void response.destroy() : rows;
    };
    const { text } = await both({ '/jobs': jobs }, ['jobs']);
    assert.match(text, /"failure":\{"message":"GET .*\/jobs: .*","retryable":true/);
  });

  it('replays redirects, and what they carry', async () => {
    const routes: Record<string, Route> = {
      '/jobs': ({ response }) =>
        void response
          .writeHead(302, { location: '/moved?token=s1gned-for-you', 'set-cookie': 'sid=c00kie; Path=/' })
          .end(),
      '/moved': rows,
    };
    const { text } = await both(routes, ['jobs']);
    assert.notInclude(text, 's1gned-for-you');
    assert.notInclude(text, 'c00kie');
  });

  it('replays children that are asked for at once, in whatever order', async () => {
    const many = Array.from({ length: 40 }, (_, id) => ({ id }));
    const routes = {
      '/jobs': many,
      ...Object.fromEntries(many.map(({ id }) => [`/jobs/${id}/tasks`, [{ id: 1, of: id }]])),
    };
    const tasks = { name: 'tasks', primary_key: 'id', endpoint: '/jobs/{resources.jobs.id}/tasks' };
    await both(routes, [{ ...tasks }, { name: 'jobs', primary_key: 'id' }]);
  });

  it('replays a token that is renewed, and hides it and what it is asked for with', async () => {
    let token = 0;
    const auth = {
      type: 'oauth2_client_credentials',
      access_token_url: '',
      client_id: 'me',
      client_secret: secret('client_secret'),
    };
    const routes: Record<string, Route> = {
      '/token': () => ({ access_token: `t0ken-${(token += 1)}`, expires_in: 3600, refresh_token: 'refr3sh' }),
      '/jobs': ({ request, response, query }) => {
        const page = Number(query.get('page'));
        const isOld = request.headers.authorization !== 'Bearer t0ken-2';
        return page > 0 && isOld ? answer(response, {}, 401) : rows.slice(page, page + 1);
      },
    };
    const server = await api(servers, routes);
    const client = { base_url: server.origin, auth: { ...auth, access_token_url: `${server.origin}/token` } };
    const config = configOf(server.origin, [{ name: 'jobs', endpoint: { paginator: 'page_number' } }], { client });
    assert.deepEqual(failures(await record(config)), []);
    assert.deepEqual(failures(await replay(config)), []);
    assert.equal(token, 2);
    assert.lengthOf(await published(out('replayed'), 'jobs', 'id'), 3);
    const text = await written();
    for (const part of ['t0ken', 'refr3sh', SECRETS.CLIENT_SECRET, encodeURIComponent(SECRETS.CLIENT_SECRET)]) {
      assert.notInclude(text, part);
    }
    assert.include(text, '"grant_type","client_credentials"');
  });

  it('replays a login without the password, and hides the session that it gives', async () => {
    const auth = {
      type: 'session',
      path: '/login',
      json: { user: 'ada', password: secret('password') },
      token_cookie: 'sid',
      name: 'X-Session',
    };
    const login: Route = ({ response }) =>
      answer(response, { welcome: 'Ada', token: 'b0dy-token' }, 200, { 'set-cookie': 'sid=s3ssion; Path=/' });
    const { text } = await both({ '/login': login, '/jobs': rows }, ['jobs'], { auth });
    for (const part of ['s3ssion', 'b0dy-token', 'Ada']) assert.notInclude(text, part);
  });

  it('hides a secret that comes back in a body, also of a gzip file', async () => {
    const auth = { type: 'api_key', name: 'api_key', api_key: secret('api_key'), location: 'query' };
    const routes: Record<string, Route> = {
      '/jobs': ({ response, request }) => {
        const next = request.url!.includes('page=2') ? null : `http://${request.headers.host}${request.url}&page=2`;
        const text = JSON.stringify({ data: [{ id: next === null ? 2 : 1 }], next });
        response.writeHead(200, { 'content-type': 'application/json' }).end(gzipSync(text));
      },
    };
    const jobs = {
      name: 'jobs',
      endpoint: { data_selector: 'data', paginator: { type: 'json_link', next_url_path: 'next' } },
    };
    await both(routes, [jobs], { auth });
    assert.lengthOf(await published(out('replayed'), 'jobs', 'id'), 2);
  });

  it('needs no secret at all, be it a key to sign with or the address of the API', async () => {
    const { privateKey } = await import('node:crypto').then(({ generateKeyPairSync }) =>
      generateKeyPairSync('rsa', {
        modulusLength: 2048,
        publicKeyEncoding: { type: 'spki', format: 'pem' },
        privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      }),
    );
    const server = await api(servers, { '/token': { access_token: 't0ken' }, '/jobs': rows });
    const auth = {
      type: 'oauth2_jwt',
      auth_endpoint: secret('token_address'),
      client_id: 'me',
      private_key: secret('pem'),
    };
    const config = configOf('', ['jobs'], { client: { base_url: secret('address'), auth } });
    const env = { PEM: privateKey, ADDRESS: server.origin, TOKEN_ADDRESS: `${server.origin}/token` };
    await run(prepare(config, { secrets: { env, file: {} } }), { out: out('recorded'), record: tape() });
    assert.deepEqual(failures(await replay(config)), []);
    assert.lengthOf(await published(out('replayed'), 'jobs', 'id'), 3);
  });

  it('tells cursors from each other that look like credentials', async () => {
    const jobs: Route = ({ query }) => {
      const at = Number(query.get('token') ?? 0);
      return { data: rows.slice(at, at + 1), next: at < 2 ? String(at + 1) : null };
    };
    const endpoint = {
      data_selector: 'data',
      paginator: { type: 'cursor', cursor_path: 'next', cursor_param: 'token' },
    };
    await both({ '/jobs': jobs }, [{ name: 'jobs', endpoint }]);
  });

  it('asks for the windows of the recorded moment, however long the run took', async () => {
    const endpoint = {
      paginator: 'single_page',
      incremental: {
        cursor_path: 'at',
        initial_value: '2024-01-01T00:00:00Z',
        start_param: 'from',
        end_param: 'to',
        step: '200 days',
      },
    };
    const jobs: Route = ({ query }) => [{ id: query.get('from'), at: query.get('from'), to: query.get('to') }];
    const server = await api(servers, { '/jobs': jobs });
    const config = configOf(server.origin, [{ name: 'jobs', primary_key: 'id', endpoint }]);
    let time = Date.UTC(2025, 5, 1);
    assert.deepEqual(failures(await record(config, { now: () => (time += 86_400_000) })), []);
    assert.deepEqual(failures(await replay(config)), []);
    const windows = (name: string) => published(out(name), 'jobs', 'id');
    assert.lengthOf(await windows('recorded'), 3);
    assert.deepEqual(await windows('replayed'), await windows('recorded'));
  });

  describe('what was not recorded', () => {
    const shop = async () => {
      const server = await api(servers, { '/jobs': inPages(rows, 2), '/users': rows });
      const config = (over: object) =>
        configOf(server.origin, [{ name: 'jobs', endpoint: { paginator: 'page_number', ...over } }]);
      await record(config({}));
      return { server, config };
    };
    const failed = async (config: object, more?: RunOptions) => (await replay(config, more)).resources[0]!.error!;

    it('is an error that shows the nearest recording and how it differs', async () => {
      const { config, server } = await shop();
      const error = await failed(config({ params: { state: 'open' } }));
      assert.equal(
        error.message,
        `GET ${server.origin}/jobs?state=open&page=0 was not recorded
the nearest is GET ${server.origin}/jobs?page=0 (exchange 1)
they differ: the parameter state (open) is only in the request`,
      );
      assert.instanceOf(error, ReplayError);
      assert.equal(error.resource, 'jobs');
    });

    it('names the path, the header and the body that differ', async () => {
      const { config } = await shop();
      assert.match(
        (await failed(config({ path: '/users' }))).message,
        /the path is \/jobs in the recording, \/users in/,
      );
      const headers = { accept: 'text/csv' };
      assert.match(
        (await failed(config({ headers }))).message,
        /the header accept \(text\/csv\) is only in the request/,
      );
      const body = { method: 'POST', json: { state: 'open' } };
      assert.match((await failed(config(body))).message, /the method is GET .*the body .*"state":"open"/);
    });

    it('is also an answer that the run did not wait for', async () => {
      const { config } = await shop();
      const exchanges = join(tape(), 'exchanges.jsonl');
      const text = await readFile(exchanges, 'utf8');
      await writeFile(exchanges, text.replace(/,"answer":.*\}\n/, ',"abandoned":true}\n'));
      assert.match((await failed(config({}))).message, /was recorded without an answer/);
    });

    it('is no reason to try again', async () => {
      const { config } = await shop();
      const { resources } = await replay({
        ...config({ params: { x: 1 } }),
        client: { ...(config({}) as { client: object }).client, error_handler: { max_retries: 5 } },
      });
      assert.equal(resources[0]!.retries, 0);
    });
  });
});
