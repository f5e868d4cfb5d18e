import { assert } from 'chai';
import { checkConfig } from '../../lib/config/check.ts';
import { parentColumn } from '../../lib/source/parent-binding.ts';
import { planResources } from '../../lib/source/plan.ts';
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
      assert.equal(child!.parent!.resource, 'jobs');
      assert.deepEqual(
        child!.parent!.fields.map(({ field, inPath }) => [field, inPath]),
        [
          ['id', true],
          ['team.id', false],
          ['param', false],
          ['owner', false],
          ['state', false],
        ],
      );
      assert.deepEqual(child!.info.parentColumns, [
        '_jobs_id',
        '_jobs_team_id',
        '_jobs_param',
        '_jobs_owner',
        '_jobs_state',
      ]);
    });
    it('are found in data, as a text, an object or a list', () => {
      const fieldsOf = (data: unknown) =>
        planned(['a', { name: 'b', endpoint: { data } }])[1]!.parent!.fields.map(({ field }) => field);
      assert.deepEqual(fieldsOf('{{"x": {resources.a.x}}}'), ['x']);
      assert.deepEqual(fieldsOf({ '{resources.a.x}': ['{resources.a.y}'] }), ['x', 'y']);
      assert.deepEqual(fieldsOf([['{resources.a.x}', '{resources.a.y}']]), ['x', 'y']);
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
      const fieldOf = (path: string) => planned(['a', 'a.b', at('c', path)]).at(-1)!.parent?.fields[0];
      assert.deepInclude(fieldOf('/{resources.a.b.id}'), { resource: 'a.b', field: 'id' });
      assert.deepInclude(fieldOf('/{resources.a.c.id}'), { resource: 'a', field: 'c.id' });
      assert.deepInclude(fieldOf("/{resources.a['c.id']}"), { resource: 'a', field: "['c.id']" });
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

  describe('what tells parents apart', () => {
    const columnsOf = (endpoint: object | string, key?: string[]) =>
      planned([
        { name: 'a', ...(key && { primary_key: key }) },
        { name: 'b', endpoint },
      ])[1]!.info.parentColumns;
    const since = { since: '{resources.a.at}' };

    it('is the primary key of the parent where the endpoint uses it, so that another field may change', () => {
      assert.deepEqual(columnsOf({ path: '/{resources.a.id}', params: since }, ['id']), ['_a_id']);
      assert.deepEqual(columnsOf({ params: { id: '{resources.a.id}', ...since } }, ['id']), ['_a_id']);
    });
    it('is what is in the path, too', () =>
      assert.deepEqual(columnsOf({ path: '/{resources.a.org}/{resources.a.id}', params: since }, ['id']), [
        '_a_org',
        '_a_id',
      ]));
    it('is all that the endpoint uses where that is not the whole key', () => {
      assert.deepEqual(columnsOf({ path: '/{resources.a.id}', params: since }), ['_a_id', '_a_at']);
      assert.deepEqual(columnsOf({ path: '/{resources.a.id}', params: since }, ['id', 'org']), ['_a_id', '_a_at']);
    });
  });

  describe('several levels', () => {
    const levels = [
      { name: 'a', primary_key: 'id' },
      { ...at('b', '/{resources.a.id}'), primary_key: 'id' },
    ];
    const planC = (endpoint: object | string, over: object = {}) =>
      planned([...levels, { name: 'c', endpoint, ...over }]).at(-1)!;

    it('the parent is the one that has the others above it, wherever it is written', () => {
      for (const path of ['/{resources.a.id}/{resources.b.id}', '/{resources.b.id}/{resources.a.id}']) {
        assert.equal(planC(path).parent?.resource, 'b');
        assert.sameMembers([...planC(path).info.parentColumns], ['_a_id', '_b_id']);
      }
    });
    it('a field of an ancestor that only narrows the request does not tell parents apart', () =>
      assert.deepEqual(
        planC({ path: '/{resources.b.id}', params: { id: '{resources.a.id}', at: '{resources.a.at}' } }).info
          .parentColumns,
        ['_b_id', '_a_id'],
      ));
    it('columns of every ancestor can be taken along', () => {
      const include_from_parent = ['state', 'meta.x', 'resources.a.name'];
      assert.deepEqual(planC('/{resources.b.id}', { include_from_parent }).parent?.included, [
        { resource: 'b', field: 'state', column: '_b_state' },
        { resource: 'b', field: 'meta.x', column: '_b_meta_x' },
        { resource: 'a', field: 'name', column: '_a_name' },
      ]);
    });
  });

  it('names the columns of a parent', () => {
    assert.equal(parentColumn('jobs', 'meta.id'), '_jobs_meta_id');
    assert.equal(parentColumn('jobs', 'a.b[0].c'), '_jobs_a_b_0_c');
    assert.equal(parentColumn('jobs', '@odata-id'), '_jobs_@odata-id');
    assert.equal(parentColumn('jobs', '$'), '_jobs_value');
  });

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

  it('lets resources share a file where their rows do not get in the way of each other', () => {
    const one = { table_name: 'x', primary_key: 'id' };
    const infos = (write_disposition: string, defaults?: object) =>
      planned(
        [
          { name: 'a', ...one, write_disposition },
          { name: 'b', ...one, write_disposition },
        ],
        defaults,
      );
    assert.lengthOf(infos('append'), 2);
    assert.lengthOf(infos('merge'), 2);
    const [a] = planned(['a', { name: 'b', table_name: 'a' }], { primary_key: 'id', write_disposition: 'merge' });
    assert.isTrue(a!.info.primaryKeyDeclared, 'a row without its key is not to replace the file of both');
    const [added] = planned(['a', { name: 'b', table_name: 'a' }], { primary_key: 'id' });
    assert.isFalse(added!.info.primaryKeyDeclared);
  });

  describe('refuses, with path and fix', () => {
    const merged = { write_disposition: 'merge' };
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
        /several parents, none of which is above the others: a, c/,
        /include_from_parent/,
      ],
      [
        'two parents, one of them with a parent',
        ['a', 'c', at('d', '/{resources.c.id}'), at('b', '/{resources.a.id}/{resources.d.id}/{resources.c.id}')],
        'resources.b.endpoint',
        /none of which is above the others: a, d, c/,
        /what is above/,
      ],
      [
        'a column of what is not above',
        ['a', 'c', at('b', '/{resources.a.id}', { include_from_parent: ['resources.c.x'] })],
        'resources.b.include_from_parent',
        /c is not above b/,
        /a column of a/,
      ],
      [
        'two fields in one column',
        ['a', at('a_b', '/{resources.a.id}'), at('c', '/{resources.a_b.x}/{resources.a.b_x}')],
        'resources.c',
        /a_b\.x and a\.b_x would both be the column _a_b_x/,
        /rename/,
      ],
      [
        'json and data',
        [{ name: 'b', endpoint: { json: {}, data: { a: 1 } } }],
        'resources.b.endpoint',
        /json and data/,
        /take one away/,
      ],
      [
        'a body with GET',
        [{ name: 'b', endpoint: { method: 'GET', json: {} } }],
        'resources.b.endpoint.method',
        /GET request cannot carry the body of json/,
        /POST/,
      ],
      [
        'a resolve that the path has no place for',
        ['a', { name: 'b', endpoint: { path: '/x', params: { id: { type: 'resolve', resource: 'a', field: 'id' } } } }],
        'resources.b.endpoint.params.id',
        /binds nothing: the path has no \{id\}/,
        /write \{resources\.a\.id\} as its value/,
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
        'resources.b.endpoint.json.query',
        /nothing gives \{jobs\} a value/,
        /\{\{ and \}\}/,
      ],
      [
        'braces in braces',
        [{ name: 'b', endpoint: { json: { query: 'query { jobs { id } }' } } }],
        'resources.b.endpoint.json.query',
        /a brace in it belongs to no placeholder/,
        /\{\{ and \}\}.* GraphQL/,
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
        'one file for two, one of which replaces it',
        ['a', { name: 'b', table_name: 'a', write_disposition: 'replace' }],
        'resources.b.table_name',
        /a and b both publish a\.parquet, and replace would take away what the other has published/,
        /different table names/,
      ],
      [
        'one file for two that merge without a key',
        ['a', at('b', '/{resources.a.id}', merged), at('c', '/{resources.a.id}', { ...merged, table_name: 'b' })],
        'resources.c.table_name',
        /b and c both publish b\.parquet, and merge needs a primary_key/,
        /different table names/,
      ],
      [
        'one file for two with different keys',
        [
          { name: 'a', ...merged, primary_key: 'id' },
          { name: 'b', table_name: 'a', ...merged, primary_key: ['id', 'of'] },
        ],
        'resources.b.primary_key',
        /a and b both publish a\.parquet, but differ in primary_key/,
        /the same primary_key/,
      ],
      [
        'one file for two of different dispositions',
        [
          { name: 'a', primary_key: 'id' },
          { name: 'b', table_name: 'a', ...merged, primary_key: 'id' },
        ],
        'resources.b.write_disposition',
        /differ in write_disposition/,
        /the same write_disposition/,
      ],
      [
        'one file for rows of different parents',
        ['a', at('b', '/{resources.a.id}'), { name: 'c', table_name: 'b' }],
        'resources.c.endpoint',
        /but their rows come from different parents/,
        /different table names/,
      ],
      [
        'one file for two, one of which keeps history',
        ['a', 'b'].map((name) => ({
          name,
          table_name: 'x',
          primary_key: 'id',
          write_disposition: { disposition: 'merge', strategy: 'scd2' },
        })),
        'resources.b.table_name',
        /scd2 would end the rows of the other/,
        /different table names/,
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
