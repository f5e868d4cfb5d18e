import { assert } from 'chai';
import { setPath } from '../../lib/config/set-path.ts';
import { issueOf } from '../helpers/issues.ts';

const config = {
  client: { base_url: 'https://api.example.com', paginator: 'offset', error_handler: { retry_on_status_codes: [429] } },
  resources: [
    'users',
    { name: 'jobs', endpoint: '/jobs' },
    { name: 'jobs.done', endpoint: { path: '/done', params: { a: 1 } } },
    { name: 'jobs.done.old', endpoint: null },
  ],
};
const before = structuredClone(config);

type Changed = { client: Record<string, unknown>; resources: Record<string, unknown>[] } & Record<string, unknown>;
const set = (assignment: string, target: object = config) => setPath(target, assignment) as Changed;

describe('setPath', () => {
  afterEach('the configuration it was given is as it was', () => assert.deepEqual(config, before));

  describe('values', () => {
    const cases: [text: string, value: unknown][] = [
      ['5', 5],
      ['-1.5', -1.5],
      ['true', true],
      ['null', null],
      ['[429,500]', [429, 500]],
      ['{"a":{"b":1}}', { a: { b: 1 } }],
      ['"5"', '5'],
      ['text', 'text'],
      ['', ''],
      ['http://127.0.0.1:9000/?a=b', 'http://127.0.0.1:9000/?a=b'],
      ['12345678901234567890', '12345678901234567890'],
      ['[12345678901234567890]', [12345678901234567890n]],
      ['{"id":9007199254740993}', { id: 9007199254740993n }],
      ['0.1000000000000000055', '0.1000000000000000055'],
      ['007', '007'],
      ['1e3', '1e3'],
      ['{broken', '{broken'],
    ];
    for (const [text, value] of cases) {
      it(`${text || 'nothing'} is ${typeof value}`, () => assert.deepEqual(set(`client.x=${text}`).client['x'], value));
    }
  });

  it('leaves everything else as it is', () => {
    const changed = set('client.base_url=http://127.0.0.1:9000');
    assert.deepEqual<unknown>(changed, { ...config, client: { ...config.client, base_url: 'http://127.0.0.1:9000' } });
  });

  it('makes what is missing on the way', () => {
    assert.deepEqual(set('resource_defaults.endpoint.params.limit=5')['resource_defaults'], {
      endpoint: { params: { limit: 5 } },
    });
    assert.deepEqual(set('name=shop')['name'], 'shop');
    assert.deepEqual<unknown>(set('client.base_url=x', {}), { client: { base_url: 'x' } });
  });

  describe('resources go by name', () => {
    it('one that is a text', () =>
      assert.deepEqual(set('resources.users.selected=false').resources[0], { name: 'users', selected: false }));
    it('one whose endpoint is a text', () =>
      assert.deepEqual(set('resources.jobs.endpoint.params.q=a').resources[1], {
        name: 'jobs',
        endpoint: { path: '/jobs', params: { q: 'a' } },
      }));
    it('the endpoint as a whole', () =>
      assert.deepEqual(set('resources.jobs.endpoint=/v2').resources[1], { name: 'jobs', endpoint: '/v2' }));
    it('a name with dots, the longest that fits', () => {
      assert.deepEqual(set('resources.jobs.done.endpoint.params.a=2').resources[2], {
        name: 'jobs.done',
        endpoint: { path: '/done', params: { a: 2 } },
      });
      const { resources } = set('resources.jobs.done.old.endpoint.path=/x');
      assert.deepEqual(resources[3], { name: 'jobs.done.old', endpoint: { path: '/x' } });
      assert.deepEqual(resources[2], config.resources[2] as object);
    });
    it('a typo in the name', () => {
      const issue = issueOf(() => set('resources.jbos.endpoint.path=/x'));
      assert.match(issue.message, /--set resources\.jbos\.endpoint\.path: there is no resource jbos/);
      assert.equal(issue.fix, 'did you mean jobs?');
    });
    it('a name like no other lists them', () =>
      assert.match(
        issueOf(() => set('resources.zzzzzz.selected=1')).fix ?? '',
        /users, jobs, jobs\.done, jobs\.done\.old/,
      ));
    it('a configuration without resources, or with broken ones', () => {
      assert.match(issueOf(() => set('resources.a.b=1', {})).message, /no resource a/);
      assert.match(issueOf(() => set('resources.a.b=1', { resources: { a: 1 } })).message, /no resource a/);
      assert.match(issueOf(() => set('resources.a.b=1', { resources: [null, 5] })).message, /no resource a/);
    });
  });

  it('an option of a plug-in that was given by its type alone', () => {
    assert.deepEqual(set('client.paginator.limit=5').client['paginator'], { type: 'offset', limit: 5 });
    assert.deepEqual(set('client.paginator=cursor').client['paginator'], 'cursor');
  });

  describe('elements of a list', () => {
    const codes = (assignment: string) =>
      (set(assignment).client['error_handler'] as Record<string, unknown>)['retry_on_status_codes'];

    it('replaces one', () => assert.deepEqual(codes('client.error_handler.retry_on_status_codes.0=500'), [500]));
    it('adds one', () => assert.deepEqual(codes('client.error_handler.retry_on_status_codes.1=500'), [429, 500]));
    for (const key of ['x', '2', '-1', '']) {
      it(`refuses ${key || 'nothing'} as a position, for it would change nothing`, () =>
        assert.match(
          issueOf(() => codes(`client.error_handler.retry_on_status_codes.${key}=500`)).message,
          /no position in a list of 1/,
        ));
    }
  });

  describe('refuses', () => {
    for (const assignment of ['client.base_url', '', '=x']) {
      it(`${assignment || 'nothing'}: no assignment`, () => {
        const issue = issueOf(() => set(assignment));
        assert.match(issue.message, /expected path=value/);
        assert.match(issue.fix ?? '', /--set client\.base_url=/);
      });
    }
    it('a path into a text', () =>
      assert.match(issueOf(() => set('client.base_url.x=1')).message, /x is inside of a value that has no keys/));
    for (const path of ['__proto__.polluted', 'client.__proto__.polluted', 'resources.jobs.__proto__.polluted']) {
      it(path, () => {
        assert.match(issueOf(() => set(`${path}=1`)).message, /__proto__ is no setting/);
        assert.notProperty({}, 'polluted');
      });
    }
    it('and a setting that every object inherits is made anew', () => {
      assert.deepEqual(Object.keys(set('client.constructor.x=1').client), [
        ...Object.keys(config.client),
        'constructor',
      ]);
      assert.notProperty(Object, 'x');
    });
    it('shows no value of an assignment', () => assert.notInclude(JSON.stringify(issueOf(() => set('=hush'))), 'hush'));
  });
});
