import { once } from 'node:events';
import { connect } from 'node:net';
import { assert } from 'chai';
import { startSampleApi } from '../../lib/sample/server.ts';
import type { ApiName } from '../../lib/sample/definition.ts';
import { API_NAMES, ask, askWithoutKey, withSampleApi } from './sample-client.ts';

const FIRST_PATH: Readonly<Record<ApiName, string>> = {
  'web-scraper': '/api/v1/sitemaps',
  generic: '/v1/resource',
  'field-operations': '/v1/master/client',
  onboarding: '/v3/edit/searches',
  'practice-management': '/staff.api/list',
};

const OTHER_PLACES: readonly (readonly [path: string, headers: Record<string, string>])[] = [
  ['/api/v1/sitemaps', { api_token: 'sample-key' }],
  ['/v1/resource?api_token=sample-key', {}],
  ['/v1/master/client?api_key=sample-key', {}],
  ['/v3/edit/searches', { authorization: 'Bearer sample-key' }],
  ['/staff.api/list', { authorization: 'sample-key' }],
];

describe('sample: server', () => {
  for (const name of API_NAMES) {
    it(`lets a request to ${name} in with the right key only`, () =>
      withSampleApi({ size: 0.01 }, async (api) => {
        const refused = [
          await askWithoutKey(api, name, FIRST_PATH[name]),
          await ask(api, name, FIRST_PATH[name], 'wrong'),
          await ask(api, name, FIRST_PATH[name], ''),
        ];
        for (const response of refused) {
          assert.equal(response.status, 401);
          assert.deepEqual(await response.json(), { error: { status: 401, message: 'The key is missing or wrong.' } });
        }
        const response = await ask(api, name, FIRST_PATH[name]);
        await response.text();
        assert.equal(response.status, 200);
      }));
  }

  it('takes a key only where the API has it', () =>
    withSampleApi({ size: 0.01 }, async (api) => {
      for (const [path, headers] of OTHER_PLACES) {
        const response = await fetch(api.url + path, { headers });
        await response.text();
        assert.equal(response.status, 401, path);
      }
    }));

  it('asks for the key it was started with', () =>
    withSampleApi({ size: 0.01, key: 'another' }, async (api) => {
      const statuses = [
        await ask(api, 'generic', '/v1/resource'),
        await ask(api, 'generic', '/v1/resource', 'another'),
      ];
      assert.deepEqual(
        statuses.map(({ status }) => status),
        [401, 200],
      );
    }));

  it('answers unknown paths, unknown parents and other methods with an error, and lives on', () =>
    withSampleApi({ size: 0.01 }, async (api) => {
      const status = async (name: ApiName, path: string) => (await ask(api, name, path)).status;
      assert.equal(await status('web-scraper', '/nothing/here'), 404);
      assert.equal(await status('web-scraper', '/api/v1/nothing'), 404);
      assert.equal(await status('web-scraper', '/api/v1/sitemap/0'), 404);
      assert.equal(await status('web-scraper', '/api/v1/sitemap/%E0%A4%A'), 404);
      assert.equal(await status('practice-management', '/client.api/documents/no-such-client'), 404);
      const posted = await fetch(`${api.url}/v1/resource?api_key=sample-key`, { method: 'POST', body: '{}' });
      assert.equal(posted.status, 405);
      assert.equal(await status('generic', '/v1/resource'), 200);
    }));

  it('counts requests by path and by status', () =>
    withSampleApi({ size: 0.01 }, async (api) => {
      for (const path of ['/v1/resource', '/v1/resource?offset=100', '/v1/else']) {
        await (await ask(api, 'generic', path)).text();
      }
      await (await askWithoutKey(api, 'generic', '/v1/resource')).text();
      assert.equal(api.requests.total, 4);
      assert.deepEqual(Object.fromEntries(api.requests.byPath), { '/v1/resource': 3, '/v1/else': 1 });
      assert.deepEqual(Object.fromEntries(api.requests.byStatus), { 200: 2, 404: 1, 401: 1 });
    }));

  it('frees its port on close, keep-alive connections included', async () => {
    const first = await startSampleApi({ size: 0.01 });
    await (await ask(first, 'generic', '/v1/resource')).text();
    await first.close();
    await withSampleApi({ port: Number(new URL(first.url).port), size: 0.01 }, (second) => {
      assert.equal(second.url, first.url);
    });
  });

  it('does not wait on close for a request that never ends', async () => {
    const api = await startSampleApi({ size: 0.01 });
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1').on('error', () => undefined);
    await once(socket, 'connect');
    socket.write('GET /v1/resource HTTP/1.1\r\n');
    const answered = await ask(api, 'generic', '/v1/resource');
    await answered.text();
    await api.close();
    if (!socket.closed) await once(socket, 'close');
    assert.isTrue(socket.destroyed);
  });

  it('says so when its port is taken', () =>
    withSampleApi({ size: 0.01 }, async (api) => {
      const error: unknown = await startSampleApi({ port: Number(new URL(api.url).port) }).catch((reason) => reason);
      assert.propertyVal(error, 'code', 'EADDRINUSE');
    }));

  it('holds thousands of rows, and as many times more or fewer as `size` says', () =>
    withSampleApi({}, (full) =>
      withSampleApi({ size: 0.1 }, (small) => {
        assert.equal(full.expected('generic', 'resource_name').length, 2500);
        assert.equal(small.expected('generic', 'resource_name').length, 250);
        assert.equal(small.expected('field-operations', 'clients').length, 4);
        assert.throws(() => full.expected('generic', 'sitemap_list'), /generic has no resource "sitemap_list"/);
      }),
    ));
});
