import { assert } from 'chai';
import { checkConfig } from '../../lib/config/check.ts';
import { parentColumn, planResources } from '../../lib/source/plan.ts';
import { issueOf, issuesOf } from '../helpers/issues.ts';

function planned(resources: readonly unknown[], defaults?: object) {
  return planResources(
    checkConfig({
      client: { base_url: 'https://api.example.com' },
      ...(defaults && { resource_defaults: defaults }),
      resources,
    }),
  );
}
/** A resource that is asked for at this path. */
const at = (name: string, path: string, over: object = {}) => ({ name, endpoint: path, ...over });
const names = (resources: readonly unknown[]) => planned(resources).map(({ info }) => info.name);

describe('planResources', () => {
  describe('order', () => {
    it('that of the configuration where nothing depends on anything', () =>
      assert.deepEqual(names(['c', 'a', 'b']), ['c', 'a', 'b']));
    it('each parent before its children, wherever it is written', () =>
      assert.deepEqual(
        names([at('c', '/{resources.b.id}'), 'x', at('b', '/{resources.a.id}'), 'a', at('d', '/{resources.b.id}')]),
        ['a', 'b', 'c', 'x', 'd'],
      ));
  });

  describe('parents', () => {
    it('are found in path, params, headers and json, keys included', () => {
      const [, child] = planned([
        'jobs',
        {
          name: 'tasks',
          endpoint: {
            path: '/jobs/{resources.jobs.id}/tasks',
            params: { team: '{resources.jobs.team.id}', '{resources.jobs.param}': 1 },
            headers: { 'x-owner': 'u-{ resources.jobs.owner }' },
            json: { deep: [{ state: '{resources.jobs.state}' }] },
          },
        },
      ]);
      assert.deepEqual(child!.parent, {
        resource: 'jobs',
        fields: ['id', 'team.id', 'param', 'owner', 'state'],
        pathFields: ['id'],
      });
      assert.deepEqual(child!.info.parentColumns, [
        '_jobs_id',
        '_jobs_team_id',
        '_jobs_param',
        '_jobs_owner',
        '_jobs_state',
      ]);
    });
    it('are not what {incremental.start_value} refers to', () => {
      const incremental = { cursor_path: 'at' };
      const [plan] = planned([{ name: 'a', endpoint: { json: { since: '{incremental.start_value}' }, incremental } }]);
      assert.isUndefined(plan!.parent);
    });
    it('have one column for a field that is used twice', () => {
      const [, child] = planned(['a', at('b', '/{resources.a.id}/{resources.a.id}')]);
      assert.deepEqual(child!.info.parentColumns, ['_a_id']);
    });
    it('may have dots in their names; the longest name that fits is meant', () => {
      const parentOf = (path: string) => planned(['a', 'a.b', at('c', path)]).at(-1)!.parent;
      assert.deepInclude(parentOf('/{resources.a.b.id}'), { resource: 'a.b', fields: ['id'] });
      assert.deepInclude(parentOf('/{resources.a.c.id}'), { resource: 'a', fields: ['c.id'] });
    });
    it('are taken from the defaults too', () => {
      const [, child] = planned([{ name: 'a', endpoint: { params: { p: 1 } } }, 'b'], {
        endpoint: { params: { p: '{resources.a.id}' } },
      });
      assert.equal(child!.parent?.resource, 'a');
    });
    it('are not seen in braces that are escaped', () =>
      assert.isUndefined(planned([{ name: 'a', endpoint: { params: { q: '{{resources.b.id}}' } } }])[0]!.parent));
  });

  it('names the columns of a parent', () => assert.equal(parentColumn('jobs', 'meta.id'), '_jobs_meta_id'));

  describe('disposition, key and file', () => {
    const infoOf = (over: object, defaults?: object) => planned([{ name: 'a', ...over }], defaults)[0]!.info;

    it('append, as in dlt, where none is written', () => {
      assert.equal(infoOf({}).writeDisposition, 'append');
      assert.equal(infoOf({ primary_key: 'id' }).writeDisposition, 'append');
      assert.equal(planned(['a', at('b', '/{resources.a.id}')])[1]!.info.writeDisposition, 'append');
    });
    it('what is written wins', () =>
      assert.equal(infoOf({ primary_key: 'id', write_disposition: 'merge' }).writeDisposition, 'merge'));
    it('a key of the defaults is not declared', () =>
      assert.deepInclude(infoOf({}, { primary_key: ['a', 'b'] }), {
        primaryKey: ['a', 'b'],
        primaryKeyDeclared: false,
      }));
    it('table_name names the file', () => assert.equal(infoOf({ table_name: 'all' }).table, 'all'));
  });

  describe('refuses, with path and fix', () => {
    const child = (over: object) => ({ name: 'b', endpoint: '/{resources.a.id}', ...over });
    const cases: [what: string, resources: unknown[], path: string, message: RegExp, fix: RegExp][] = [
      [
        'an unknown parent',
        ['jobs', at('b', '/{resources.jbos.id}')],
        'resources.b.endpoint.path',
        /no resource jbos/,
        /did you mean jobs\?/,
      ],
      [
        'a parent like no other',
        ['jobs', at('b', '/{resources.zzzzzz.id}')],
        'resources.b.endpoint.path',
        /no resource zzzzzz/,
        /the resources are: jobs, b/,
      ],
      [
        'two parents',
        ['a', 'c', { name: 'b', endpoint: { path: '/{resources.a.id}', params: { c: '{resources.c.id}' } } }],
        'resources.b.endpoint',
        /several parents: a, c/,
        /include_from_parent/,
      ],
      [
        'a placeholder that nothing fills',
        [at('b', '/jobs/{id}')],
        'resources.b.endpoint.path',
        /nothing gives \{id\} a value/,
        /\{resources\.<parent>\.<field>\}/,
      ],
      [
        'a cursor where nothing is incremental',
        [at('b', '/jobs?since={incremental.start_value}')],
        'resources.b.endpoint.path',
        /\{incremental\.start_value\} is used without endpoint\.incremental/,
        /add incremental/,
      ],
      [
        'a parent without a field',
        ['a', at('b', '/{resources.a.}')],
        'resources.b.endpoint.path',
        /nothing gives/,
        /<field>/,
      ],
      [
        'braces in json',
        [{ name: 'b', endpoint: { json: { query: 'query {jobs}' } } }],
        'resources.b.endpoint.json',
        /nothing gives \{jobs\} a value/,
        /\{\{ and \}\}/,
      ],
      [
        'include_from_parent without a parent',
        [{ name: 'b', include_from_parent: ['x'] }],
        'resources.b.include_from_parent',
        /no parent/,
        /endpoint\.path/,
      ],
      [
        'merge without a key',
        [{ name: 'b', write_disposition: 'merge' }],
        'resources.b.primary_key',
        /needs a key/,
        /primary_key/,
      ],
      [
        'one file for two',
        ['a', { name: 'b', table_name: 'a' }],
        'resources.b.table_name',
        /a and b would both publish a\.parquet/,
        /different/,
      ],
      [
        'a child of itself',
        [at('b', '/{resources.b.id}')],
        'resources.b.endpoint',
        /parents of each other: b <- b/,
        /take one/,
      ],
      [
        'a cycle',
        [at('x', '/{resources.z.id}'), at('y', '/{resources.x.id}'), at('z', '/{resources.y.id}')],
        'resources.x.endpoint',
        /x <- z <- y <- x/,
        /take one/,
      ],
    ];
    for (const [what, resources, path, message, fix] of cases) {
      it(what, () => {
        const issue = issueOf(() => planned(resources));
        assert.equal(issue.path, path);
        assert.match(issue.message, message);
        assert.match(issue.fix ?? '', fix);
      });
    }

    it('all of it at once', () => {
      const resources = ['a', child({ endpoint: '/{id}/{resources.c.id}' }), { name: 'd', write_disposition: 'merge' }];
      assert.deepEqual(
        issuesOf(() => planned(resources)).map(({ path }) => path),
        ['resources.b.endpoint.path', 'resources.b.endpoint.path', 'resources.d.primary_key'],
      );
    });
  });
});
