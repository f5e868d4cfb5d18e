/** dlt's cases of which resource depends on which, and of configurations that are refused and accepted. */
import { assert } from 'chai';
import { checkConfig } from '../../lib/config/check.ts';
import { planResources } from '../../lib/source/plan.ts';
import { issueOf, issuesOf } from '../helpers/issues.ts';

const resolve = (resource: string, field: string) => ({ type: 'resolve', resource, field });
const planned = (resources: readonly unknown[]) =>
  planResources(checkConfig({ client: { base_url: 'https://api.example.com' }, resources }));
const parentOf = (resources: readonly unknown[], name: string) =>
  planned(resources).find(({ info }) => info.name === name)?.parent?.resource;
describe('dlt: the graph of resources', () => {
  describe('the graph', () => {
    const users = 'users';
    const user = { user_id: resolve('users', 'id') };

    it('C5: two resources may have one parent', () => {
      const resources = [
        users,
        { name: 'user_details', endpoint: { path: 'user/{user_id}/', params: user } },
        { name: 'meetings', endpoint: { path: 'meetings/{user_id}/', params: user } },
      ];
      assert.equal(parentOf(resources, 'user_details'), 'users');
      assert.equal(parentOf(resources, 'meetings'), 'users');
    });

    const chains: [what: string, details: object | string, meetings: object | string][] = [
      [
        'by resolve',
        { path: 'location/{id}', params: { id: resolve('locations', 'id') } },
        { path: '/meetings/{room_id}', params: { room_id: resolve('location_details', 'room_id') } },
      ],
      ['by placeholders', 'location/{resources.locations.id}', '/meetings/{resources.location_details.room_id}'],
      [
        'by placeholders in the query',
        { params: { location: '{resources.locations.id}' } },
        { params: { room: '{resources.location_details.room_id}' } },
      ],
    ];
    for (const [what, details, meetings] of chains) {
      it(`C5: a child may have children, ${what}`, () => {
        const resources = [
          { name: 'meetings', endpoint: meetings },
          { name: 'location_details', endpoint: details },
          'locations',
        ];
        assert.equal(parentOf(resources, 'meetings'), 'location_details');
        assert.equal(parentOf(resources, 'location_details'), 'locations');
        assert.deepEqual(
          planned(resources).map(({ info }) => info.name),
          ['locations', 'location_details', 'meetings'],
        );
      });
    }

    for (const endpoint of [
      { path: 'user/{user_id}/{group_id}', params: { ...user, group_id: resolve('users', 'group') } },
      'user/{resources.users.id}/{resources.users.group}',
    ]) {
      it(`C6: several fields of one parent: ${JSON.stringify(endpoint)}`, () => {
        const [, { parent } = assert.fail()] = planned([users, { name: 'it', endpoint }]);
        assert.equal(parent?.resource, 'users');
        assert.deepEqual(
          parent?.fields.map(({ field }) => field),
          ['id', 'group'],
        );
      });
    }

    for (const endpoint of [
      { path: 'user/{user_id}/{group_id}', params: { ...user, group_id: resolve('groups', 'id') } },
      'user/{resources.users.id}/{resources.groups.id}',
    ]) {
      it(`C7: two parents that have nothing to do with each other: ${JSON.stringify(endpoint)}`, () => {
        const issue = issueOf(() => planned([users, 'groups', { name: 'user_details', endpoint }]));
        assert.equal(issue.path, 'resources.user_details.endpoint');
        assert.match(issue.message, /several parents.*: users, groups$/);
      });
    }

    for (const [chicken, egg] of [
      [
        { path: 'chicken/{egg_id}/', params: { egg_id: resolve('egg', 'id') } },
        { path: 'egg/{chicken_id}/', params: { chicken_id: resolve('chicken', 'id') } },
      ],
      ['chicken/{resources.egg.id}/', 'egg/{resources.chicken.id}/'],
    ]) {
      it(`C8: a cycle is named: ${JSON.stringify(chicken)}`, () => {
        const issue = issueOf(() =>
          planned([
            { name: 'chicken', endpoint: chicken },
            { name: 'egg', endpoint: egg },
          ]),
        );
        assert.match(issue.message, /parents of each other: chicken <- egg <- chicken/);
      });
    }
  });

  describe('C9: what is bound to nothing', () => {
    const cases: [what: string, endpoint: object, path: string, message: RegExp][] = [
      [
        'a resolve that the path does not use',
        { path: 'posts', params: { post_id: resolve('posts', 'id') } },
        'params.post_id',
        /the path has no \{post_id\}/,
      ],
      [
        'a placeholder of another kind in the query',
        { path: 'post_detail', params: { post_id: '{unknown.posts.id}' } },
        'params.post_id',
        /nothing gives \{unknown\.posts\.id\} a value/,
      ],
      [
        'in a body',
        { path: 'x/{resources.posts.id}', method: 'POST', json: { post_id: '{unknown.posts.id}' } },
        'json.post_id',
        /nothing gives \{unknown\.posts\.id\} a value/,
      ],
    ];
    for (const [what, endpoint, path, message] of cases) {
      it(what, () => {
        const issue = issueOf(() => planned(['posts', { name: 'it', endpoint }]));
        assert.equal(issue.path, `resources.it.endpoint.${path}`);
        assert.match(issue.message, message);
        assert.isString(issue.fix);
      });
    }
  });

  describe('C13: invalid configurations are told with their place', () => {
    const ok = { client: { base_url: 'https://api.example.com' }, resources: ['posts'] };
    const client_ = ok.client;
    const github = { base_url: 'https://github.com/api/v2' };
    const cases: [what: string, config: object, path: string, message: RegExp][] = [
      ['no resources', { client: client_ }, 'resources', /is missing/],
      ['no client', { resources: ['posts'] }, 'client', /is missing/],
      [
        'an authentication without its key',
        { ...ok, client: { ...client_, auth: { type: 'api_key', location: 'header' } } },
        'client.auth.api_key',
        /./,
      ],
      ['an unknown key', { ...ok, client: { ...client_, invalid_key: 'value' } }, 'client.invalid_key', /no such key/],
      [
        'an unknown paginator',
        { ...ok, client: { ...client_, paginator: 'invalid_paginator' } },
        'client.paginator.type',
        /there is no type "invalid_paginator"/,
      ],
      [
        'an unknown parent',
        {
          client: github,
          resources: [
            'issues',
            { name: 'comments', endpoint: { path: 'issues/{id}/comments', params: { id: resolve('issuess', 'id') } } },
          ],
        },
        'resources.comments.endpoint.params.id',
        /there is no resource issuess/,
      ],
      [
        'a path that is not bound',
        { client: github, resources: [{ name: 'issues', endpoint: { path: '{org}/{repo}/issues/' } }] },
        'resources.issues.endpoint.path',
        /nothing gives \{org\} a value/,
      ],
    ];
    for (const [what, config, path, message] of cases) {
      it(what, () => {
        const issues = issuesOf(() => planResources(checkConfig(config)));
        assert.equal(issues[0]!.path, path);
        assert.match(issues[0]!.message, message);
      });
    }
  });

  describe('C14: valid configurations are accepted, and not changed', () => {
    const of = (resources: readonly unknown[], over: object = {}, defaults?: object) => ({
      client: { base_url: 'https://api.example.com', ...over },
      ...(defaults && { resource_defaults: defaults }),
      resources,
    });
    const issues = { path: '{org}/{repo}/issues/', params: { org: 'dlt-hub', repo: 'dlt' } };
    const cases: Record<string, object> = {
      'a child by resolve': of([
        'posts',
        { name: 'c', endpoint: { path: 'posts/{post_id}/comments', params: { post_id: resolve('posts', 'id') } } },
      ]),
      'a paginator by its name': of([
        { name: 'posts', endpoint: { path: 'posts', params: { limit: 100 }, paginator: 'json_link' } },
      ]),
      'single pages': of([
        { name: 'posts', endpoint: { path: 'posts', params: { limit: 1 }, paginator: 'single_page' } },
      ]),
      'a bearer': of(['users'], { auth: { type: 'bearer', token: 'X' } }),
      'a bearer without its type': of(['users'], { auth: { token: 'X' } }),
      'everything with defaults': of(
        [{ name: 'users', endpoint: { paginator: { type: 'header_link', links_next_key: 'prev' }, params: { a: 1 } } }],
        { paginator: { type: 'header_link', links_next_key: 'prev' }, auth: { token: 'X' } },
        { table_name: 'all', endpoint: { paginator: { type: 'header_link' }, params: { a: 2 } } },
      ),
      'basic authentication without a password': of(['users'], {
        paginator: 'header_link',
        auth: { type: 'http_basic', username: 'my-secret', password: '' },
      }),
      'an incremental': of([
        {
          name: 'posts',
          endpoint: {
            path: 'posts',
            params: { limit: 100 },
            paginator: 'json_link',
            incremental: { start_param: 'since', cursor_path: 'updated_at', initial_value: '2024-01-25T11:21:28Z' },
          },
        },
      ]),
      'short forms': of(['users', { name: 'users_2' }, { name: 'users_list', endpoint: 'users_list' }], {
        headers: { 'X-Test-Header': 'test42' },
      }),
      'static parameters in the path, and a child that has them too': of([
        { name: 'issues', endpoint: issues },
        {
          name: 'comments',
          endpoint: {
            path: '{org}/{repo}/issues/{id}/comments',
            params: { ...issues.params, id: resolve('issues', 'id') },
          },
        },
      ]),
      'a list of rows as parent': of([
        {
          name: 'issues',
          endpoint: { path: 'dlt-hub/{repository}/issues/', params: { repository: resolve('repositories', 'name') } },
        },
        { name: 'repositories', rows: [{ name: 'dlt' }, { name: 'verified-sources' }] },
      ]),
      'authentication of an endpoint': of([
        { name: 'issues', endpoint: { path: 'user/repos', auth: { type: 'http_basic', username: '', password: 'T' } } },
      ]),
    };
    for (const [what, config] of Object.entries(cases)) {
      it(what, () => {
        const before = structuredClone(config);
        assert.isNotEmpty(planResources(checkConfig(deepFrozen(config))));
        assert.deepEqual(config, before);
      });
    }
  });
});

function deepFrozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) deepFrozen(item);
  return Object.freeze(value);
}
