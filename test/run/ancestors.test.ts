import { assert } from 'chai';
import { map } from 'rxjs';
import { ConfigError } from '../../lib/core/errors.ts';
import type { Page, Row } from '../../lib/core/types.ts';
import { testServers } from '../http/test-servers.ts';
import { api, type Route } from '../helpers/server.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { configOf, published, runConfig } from './scenario.ts';

const omit = (value: object, name: string) => Object.fromEntries(Object.entries(value).filter(([key]) => key !== name));

describe('parents of a run', () => {
  const servers = testServers();
  const folder = temporaryFolder();

  const load = async (resources: readonly (object | string)[], routes: Record<string, Route>) => {
    const server = await api(servers, routes);
    return { server, ...(await runConfig(configOf(server.origin, resources), { out: folder() })) };
  };
  const of = (name: string, path: string, over: object = {}) => ({ name, endpoint: path, ...over });

  describe('several levels deep', () => {
    const orgs = { name: 'orgs', primary_key: 'id' };
    // The ids of repositories are unique in their organisation only.
    const repos = of('repos', '/orgs/{resources.orgs.id}/repos', { primary_key: 'id' });
    const routes = {
      '/orgs': [
        { id: 'a', name: 'Acme', region: { code: 'eu' } },
        { id: 'b', name: 'Beta', region: { code: 'us' } },
      ],
      '/orgs/a/repos': [{ id: 1, title: 'one' }],
      '/orgs/b/repos': [{ id: 1, title: 'another one' }],
      '/orgs/a/repos/1/issues': [{ id: 7 }],
      '/orgs/b/repos/1/issues': [{ id: 7 }],
      '/issues/7': { ok: true },
    };

    it('a child may use the fields of any ancestor, and its rows carry the keys of all that it uses', async () => {
      const issues = of('issues', '/orgs/{resources.orgs.id}/repos/{resources.repos.id}/issues', {
        primary_key: 'id',
        write_disposition: 'merge',
        include_from_parent: ['title', 'resources.orgs.name', 'resources.orgs.region.code'],
      });
      const { server } = await load([issues, repos, orgs], routes);
      const expected = [
        { org: 'a', name: 'Acme', code: 'eu', title: 'one' },
        { org: 'b', name: 'Beta', code: 'us', title: 'another one' },
      ].map(({ org, name, code, title }) => ({
        id: 7,
        _repos_title: title,
        _orgs_name: name,
        _orgs_region_code: code,
        _orgs_id: org,
        _repos_id: 1,
      }));
      assert.deepEqual(await published(folder(), 'issues', '_orgs_id'), expected);
      assert.includeMembers(server.asked, ['GET /orgs/a/repos/1/issues', 'GET /orgs/b/repos/1/issues']);
    });

    it('an ancestor is known further down, also where no level between uses it', async () => {
      const issues = of('issues', '/orgs/{resources.orgs.id}/repos/{resources.repos.id}/issues');
      const details = of('details', '/issues/{resources.issues.id}', {
        include_from_parent: ['resources.orgs.name', 'resources.repos.title'],
      });
      await load([details, issues, repos, orgs], routes);
      assert.deepEqual(await published(folder(), 'details'), [
        { ok: true, _orgs_name: 'Acme', _repos_title: 'one', _issues_id: 7 },
      ]);
    });

    it('steps between do not break it, and an operator that forgets the ancestors is told', async () => {
      const issues = of('issues', '/orgs/{resources.orgs.id}/repos/{resources.repos.id}/issues');
      const step = (pipe: unknown) => ({ ...repos, processing_steps: [{ map: (row: Row) => ({ ...row }) }, { pipe }] });
      const keeping = step(map((page: Page) => ({ ...page, rows: [...page.rows] })));
      assert.equal((await load([issues, keeping, orgs], routes)).outcome('issues').rowsRead, 2);

      const forgetting = step(map((page: Page) => omit(page, 'ancestors')));
      const { outcome } = await load([issues, forgetting, orgs], routes);
      assert.equal(outcome('issues').status, 'failed');
      assert.match(String(outcome('issues').error), /a page of repos does not say which row of orgs it comes from/);
    });
  });

  describe('whose value is not there', () => {
    const items = of('items', '/jobs/{resources.jobs.ref}/items', { include_from_parent: ['ref'] });

    it('are skipped and counted, be it null, missing, empty or a step up', async () => {
      const refs = [{ ref: null }, {}, { ref: '' }, { ref: '.' }, { ref: '..' }, { ref: 'x' }, { ref: 0 }];
      const { server, outcome } = await load(['jobs', items], {
        '/jobs': refs,
        '/jobs/x/items': [{ a: 1 }],
        '/jobs/0/items': [{ a: 2 }],
      });
      assert.sameMembers(server.asked, ['GET /jobs', 'GET /jobs/x/items', 'GET /jobs/0/items']);
      assert.equal(outcome('items').parentsSkipped, 5);
      assert.equal(outcome('items').status, 'published');
    });

    it('fail their child where no row has the field: it is misspelt', async () => {
      const { server, outcome } = await load(['jobs', items], { '/jobs': [{ Ref: 1, name: 'a' }] });
      const { status, error } = outcome('items');
      assert.equal(status, 'failed');
      assert.instanceOf(error, ConfigError);
      assert.equal(error.message, 'resources.items.endpoint: no row of jobs has the field ref');
      assert.match(error.fix!, /^did you mean Ref\?/);
      assert.deepEqual(server.asked, ['GET /jobs']);
      assert.equal(outcome('jobs').status, 'published');
    });

    it('are no error where there is no parent at all', async () => {
      const { outcome } = await load(['jobs', items], { '/jobs': [] });
      assert.equal(outcome('items').status, 'published');
    });

    it('are asked for all the same where the value only narrows the request', async () => {
      const jobs = { name: 'jobs', primary_key: 'id' };
      const endpoint = {
        path: '/jobs/{resources.jobs.id}/items',
        params: { since: '{resources.jobs.at}' },
        headers: { 'x-at': '{resources.jobs.at}' },
      };
      const { server, outcome } = await load([jobs, { name: 'items', endpoint }], {
        '/jobs': [{ id: 1, at: null }, { id: 2 }, { id: 3, at: 'now' }],
        '/jobs/1/items': ({ request }) => [{ at: request.headers['x-at'] ?? 'none' }],
        '/jobs/2/items': ({ request }) => [{ at: request.headers['x-at'] ?? 'none' }],
        '/jobs/3/items': ({ request }) => [{ at: request.headers['x-at'] ?? 'none' }],
      });
      assert.includeMembers(server.asked, ['GET /jobs/1/items', 'GET /jobs/2/items', 'GET /jobs/3/items?since=now']);
      assert.equal(outcome('items').parentsSkipped, 0);
      assert.deepEqual(await published(folder(), 'items', '_jobs_id'), [
        { at: 'none', _jobs_id: 1 },
        { at: 'none', _jobs_id: 2 },
        { at: 'now', _jobs_id: 3 },
      ]);
    });
  });

  it('a field that changes from run to run does not make two rows of one', async () => {
    const jobs = { name: 'jobs', primary_key: 'id', write_disposition: 'merge' };
    const items = {
      name: 'items',
      primary_key: 'id',
      write_disposition: 'merge',
      endpoint: { path: '/jobs/{resources.jobs.id}/items', params: { since: '{resources.jobs.at}' } },
    };
    for (const at of ['monday', 'tuesday']) {
      await load([jobs, items], { '/jobs': [{ id: 1, at }], '/jobs/1/items': [{ id: 7, at }] });
    }
    assert.deepEqual(await published(folder(), 'items'), [{ id: 7, at: 'tuesday', _jobs_id: 1 }]);
  });

  it('a list of plain values is asked for by {resources.<parent>.$}', async () => {
    const { server } = await load(['ids', of('items', '/items/{resources.ids.$}')], {
      '/ids': [4, 5],
      '/items/4': { ok: true },
      '/items/5': { ok: false },
    });
    assert.includeMembers(server.asked, ['GET /items/4', 'GET /items/5']);
    assert.deepEqual(await published(folder(), 'items', '_ids_value'), [
      { ok: true, _ids_value: 4 },
      { ok: false, _ids_value: 5 },
    ]);
  });

  it('a column to take along may have a dot in its name', async () => {
    const items = of('items', '/jobs/{resources.jobs.id}', { include_from_parent: ['a.b', 'c.d'] });
    await load(['jobs', items], {
      '/jobs': [{ id: 1, 'a.b': 'own', a: { b: 'inner' }, c: { d: 'x' } }],
      '/jobs/1': { ok: 1 },
    });
    assert.deepEqual(await published(folder(), 'items'), [{ ok: 1, _jobs_a_b: 'own', _jobs_c_d: 'x', _jobs_id: 1 }]);
  });

  it('a path that cannot be split is skipped, also where the whole of it is used beside', async () => {
    for (const path of [
      '/x/{resources.files.path}/{+resources.files.path}',
      '/x/{+resources.files.path}/{resources.files.path}',
    ]) {
      const { server, outcome } = await load(['files', of('texts', path)], { '/files': [{ path: 'a/../b' }] });
      assert.deepEqual(server.asked, ['GET /files']);
      assert.equal(outcome('texts').parentsSkipped, 1);
    }
  });

  it('a path in the data keeps its slashes where it says so', async () => {
    const { server } = await load(['files', of('texts', '/raw/{+resources.files.path}')], {
      '/files': [{ path: 'a b/c' }, { path: '../secret' }],
      '/raw/a%20b/c': { ok: true },
    });
    assert.deepEqual(server.asked, ['GET /files', 'GET /raw/a%20b/c']);
  });
});
