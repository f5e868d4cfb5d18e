import { assert } from 'chai';
import { checkConfig } from '../../lib/config/check.ts';
import { planResources, type ResourcePlan } from '../../lib/source/plan.ts';
import { issueOf, issuesOf } from '../helpers/issues.ts';
import { seeds } from './seeds.ts';

type Entry = readonly [name: string, path: string, key?: string | string[]];

const planned = (entries: readonly Entry[]) =>
  planResources(
    checkConfig({
      client: { base_url: 'https://api.example.com' },
      resources: entries.map(([name, path, key = 'id']) => ({ name, primary_key: key, endpoint: path })),
    }),
  );

/** What the endpoint of the last of these resources takes from its parent, and how it is written out. */
function boundTo(...entries: readonly Entry[]) {
  const { parent } = planned(entries).find(({ info }) => info.name === entries.at(-1)![0])!;
  return parent && { from: parent.fields.map(({ resource, field }) => `${resource}.${field}`), to: parent.writtenOut };
}

describe('the parent that a placeholder hints at', () => {
  describe('in the seed documents', () => {
    const childrenOf = (plans: readonly ResourcePlan[]) =>
      plans.flatMap(({ info, parent }) =>
        parent === undefined
          ? []
          : [[info.name, ...parent.fields.map(({ resource, field }) => `${resource}.${field}`), parent.origin]],
      );
    const cases: [seed: keyof typeof seeds, children: string[][]][] = [
      [
        '000',
        [
          ['scraping_job_data_quality', 'scraping_jobs.id', 'inferred'],
          ['sitemap_detail', 'sitemap_list.id', 'inferred'],
        ],
      ],
      ['001', []],
      ['002', []],
      ['003', []],
      ['004', [['client_documents', 'client_list.UUID', 'inferred']]],
    ];
    for (const [seed, children] of cases) {
      it(seed, () => assert.sameDeepMembers(childrenOf(planResources(checkConfig(seeds[seed]))), children));
    }
    it('is shown as it can be written out', () => {
      const plans = planResources(checkConfig(seeds['000']));
      assert.deepEqual(
        plans.flatMap(({ parent }) => parent?.writtenOut ?? []),
        [
          '/api/v1/scraping-job/{resources.scraping_jobs.id}/data-quality',
          '/api/v1/sitemap/{resources.sitemap_list.id}',
        ],
      );
    });
  });

  describe('is the one resource that its name, or the path before it, fits', () => {
    const cases: [what: string, child: string, from: string, ...others: Entry[]][] = [
      ['the noun', '/job/{job}/x', 'jobs.id', ['jobs', '/jobs']],
      ['noun and key', '/job/{job_id}/x', 'jobs.id', ['jobs', '/jobs']],
      ['in camel case', '/job/{jobId}/x', 'jobs.id', ['jobs', '/jobs']],
      ['noun and another key', '/job/{job_uuid}/x', 'jobs.UUID', ['jobs', '/jobs', 'UUID']],
      ['a key that has its noun in it', '/x/{job_id}', 'jobs.job_id', ['jobs', '/jobs', 'job_id']],
      ['the last word of a path', '/x/{scraping_job}', 'a.id', ['a', '/v1/scraping-jobs']],
      ['a path that ends with how', '/x/{client_id}', 'a.id', ['a', '/client.api/list']],
      ['a path with a query', '/x/{client_id}', 'a.id', ['a', '/clients?all=1']],
      ['a key alone, the nearest part of the path', '/users/{id}', 'users.id', ['users', '/v1/users'], ['v1', '/v1']],
      ['a key alone, the nearest of two', '/users/x/posts/{id}', 'posts.id', ['users', '/users'], ['posts', '/posts']],
      ['a noun that is also a word for a key', '/x/{code}', 'codes.id', ['codes', '/codes']],
      ['a key alone, a part further off', '/client.api/documents/{id}', 'clients.id', ['clients', '/c'], ['a', '/a']],
      ['another kind of brackets', '/x/{{ stream_partition.job }}/y', 'jobs.id', ['jobs', '/jobs']],
      ['without spaces', '/x/{{stream_partition.job_id}}', 'jobs.id', ['jobs', '/jobs']],
    ];
    for (const [what, path, from, ...others] of cases) {
      it(what, () => assert.deepEqual(boundTo(...others, ['child', path])?.from, [from]));
    }
    it('a resource that is asked for row by row is no list of them', () =>
      assert.deepEqual(boundTo(['jobs', '/jobs'], ['one', '/job/{job_id}'], ['child', '/x/{job_id}'])?.from, [
        'jobs.id',
      ]));
    it('several of them, one below the other', () => {
      const { from, to } = boundTo(
        ['jobs', '/jobs'],
        ['tasks', '/jobs/{id}/tasks'],
        ['note', '/jobs/{job_id}/tasks/{task_id}/note'],
      )!;
      assert.deepEqual(from, ['jobs.id', 'tasks.id']);
      assert.equal(to, '/jobs/{resources.jobs.id}/tasks/{resources.tasks.id}/note');
    });
    it('outside of the path only where it is a stream_partition', () => {
      const resources = [
        { name: 'jobs', primary_key: 'id' },
        { name: 'child', endpoint: { params: { job: '{{ stream_partition.job_id }}' }, headers: { 'x-a': 'v' } } },
      ];
      const [, child] = planResources(checkConfig({ client: { base_url: 'https://a.b' }, resources }));
      assert.deepEqual(child!.settings.endpoint.params, { job: '{resources.jobs.id}' });
      assert.equal(child!.parent?.origin, 'inferred');
    });
  });

  it('is not looked for where a parameter has the name', () => {
    const resources = ['jobs', { name: 'child', endpoint: { path: '/{jobs}', params: { jobs: 'x' } } }];
    const [, child] = planResources(checkConfig({ client: { base_url: 'https://a.b' }, resources }));
    assert.isUndefined(child!.parent);
  });

  describe('is an error where nothing is certain', () => {
    const cases: [what: string, entries: Entry[], message: RegExp, fix: RegExp][] = [
      [
        'several fit',
        [
          ['jobs', '/jobs'],
          ['all_of_them', '/v2/jobs'],
          ['child', '/x/{job_id}'],
        ],
        /\{job_id\} fits several resources: jobs, all_of_them/,
        /write one of them out: \{resources\.jobs\.id\} or \{resources\.all_of_them\.id\}/,
      ],
      [
        'several keys fit a path that says nothing',
        [
          ['a', '/v1/a'],
          ['b', '/v1/b'],
          ['child', '/v1/x/{id}'],
        ],
        /nothing gives \{id\} a value/,
        /write the parent out, \{resources\.<parent>\.<field>\}/,
      ],
      [
        'the key does not fit',
        [
          ['jobs', '/jobs', 'UUID'],
          ['child', '/x/{job_id}'],
        ],
        /nothing gives \{job_id\} a value/,
        /write the parent out: \{resources\.jobs\.UUID\}/,
      ],
      [
        'the parent has no key',
        [
          ['jobs', '/jobs', []],
          ['child', '/x/{job_id}'],
        ],
        /nothing gives \{job_id\} a value/,
        /\{resources\.jobs\.<field>\}/,
      ],
      [
        'the parent has two',
        [
          ['jobs', '/jobs', ['org', 'id']],
          ['child', '/x/{job}'],
        ],
        /nothing gives/,
        /\{resources\.jobs\.<field>\}/,
      ],
      ['a resource is not its own parent', [['jobs', '/jobs/{id}']], /nothing gives \{id\}/, /<parent>/],
    ];
    for (const [what, entries, message, fix] of cases) {
      it(what, () => {
        const issue = issueOf(() => planned(entries));
        assert.equal(issue.path, `resources.${entries.at(-1)![0]}.endpoint.path`);
        assert.match(issue.message, message);
        assert.match(issue.fix ?? '', fix);
      });
    }
    it('each of several is told', () =>
      assert.lengthOf(
        issuesOf(() => planned([['child', '/{a}/{{ stream_partition.b }}']])),
        2,
      ));
    it('braces that are meant as they are stay', () => {
      const [plan] = planned([['a', '/x/{{id}}']]);
      assert.isUndefined(plan!.parent);
      assert.equal(plan!.settings.endpoint.path, '/x/{{id}}');
    });
  });
});
