import { assert } from 'chai';
import { api } from '../helpers/server.ts';
import { readParquet } from '../helpers/read-parquet.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { testServers } from '../http/test-servers.ts';
import { configOf, published, runConfig } from './scenario.ts';

describe('run: columns, nested, naming', () => {
  const servers = testServers();
  const folder = temporaryFolder();
  const merge = { primary_key: 'id', write_disposition: 'merge' };

  async function load(jobs: object, rows: unknown, ...others: object[]) {
    const server = await api(servers, { '/jobs': rows as object, '/jobs/1/tasks': [{ taskId: 5, isOpen: true }] });
    return runConfig(configOf(server.origin, [{ name: 'jobs', ...jobs }, ...others]), { out: folder() });
  }
  const rowsOf = (table = 'jobs') => readParquet(`${folder()}/${table}.parquet`);

  describe('columns', () => {
    it('have their types before the first value', async () => {
      const columns = { at: { data_type: 'timestamp' }, size: { data_type: 'double' }, note: { data_type: 'text' } };
      await load({ columns, ...merge }, [{ id: 1, at: null, size: 1 }]);
      assert.deepEqual(await published(folder(), 'jobs'), [{ at: null, size: 1, note: null, id: 1 }]);
      await load({ columns, ...merge }, [{ id: 1, at: '2024-01-01T00:00:00Z', size: 2, note: '2024-01-01' }]);
      assert.deepEqual(await published(folder(), 'jobs'), [
        { at: new Date('2024-01-01T00:00:00Z'), size: 2, note: '2024-01-01', id: 1 },
      ]);
    });

    it('that are not nullable set rows aside, with the reason', async () => {
      const columns = { name: { nullable: false }, at: { nullable: false } };
      const endpoint = { path: '/jobs', data_selector: '$' };
      const given = [{ id: 1, name: 'x', at: 1 }, { id: 2, name: null }, { id: 3 }];
      const { outcome } = await load({ columns, endpoint }, given);
      assert.deepInclude(outcome('jobs'), { rowsPublished: 1, rejected: 2 });
      assert.equal(outcome('jobs').rejectedReason, 'name: is missing or null; at: is missing or null');
    });

    it('that are not nullable may be those of the parent', async () => {
      const tasks = {
        name: 'tasks',
        endpoint: '/jobs/{resources.jobs.id}/tasks',
        include_from_parent: ['state'],
        columns: { _jobs_id: { nullable: false }, _jobs_state: { nullable: false } },
      };
      const { outcome } = await load({}, [{ id: 1 }], tasks);
      assert.equal(outcome('tasks').rejectedReason, '_jobs_state: is missing or null');
    });

    it('decide which row of a key stands, and which deletes it', async () => {
      const columns = { v: { dedup_sort: 'desc' }, gone: { hard_delete: true } };
      await load({ columns, ...merge }, [
        { id: 1, v: 2, gone: false },
        { id: 1, v: 1, gone: false },
        { id: 2, v: 1, gone: false },
      ]);
      assert.deepEqual(await published(folder(), 'jobs', 'id'), [
        { id: 1, v: 2, gone: false },
        { id: 2, v: 1, gone: false },
      ]);
      await load({ columns, ...merge }, [{ id: 2, v: 2, gone: true }]);
      assert.deepEqual(await published(folder(), 'jobs', 'id'), [{ id: 1, v: 2, gone: false }]);
    });
  });

  describe('nested: json', () => {
    const tree = { id: 1, tags: ['a'], owner: { name: 'x', big: 1 }, mixed: 'plain', none: null };

    it('makes one column of JSON text of each object and list', async () => {
      await load({ nested: 'json' }, [tree, { ...tree, id: 2, mixed: [1] }]);
      assert.deepEqual(await published(folder(), 'jobs', 'id'), [
        { id: 1, tags: '["a"]', owner: '{"name":"x","big":1}', mixed: '"plain"', none: null },
        { id: 2, tags: '["a"]', owner: '{"name":"x","big":1}', mixed: '[1]', none: null },
      ]);
    });

    it('keeps every digit, and the columns of earlier runs', async () => {
      const body = '[{"id":1,"o":{"n":9007199254740993}}]';
      await load({ nested: 'json', ...merge }, ({ response }: { response: import('node:http').ServerResponse }) => {
        response.writeHead(200, { 'content-type': 'application/json' }).end(body);
      });
      assert.equal((await rowsOf())[0]!['o'], '{"n":9007199254740993}');
      // Once it is JSON text, it stays so.
      await load(merge, [{ id: 2, o: { n: 5 } }]);
      assert.deepEqual(
        (await published(folder(), 'jobs', 'id')).map(({ o }) => o),
        ['{"n":9007199254740993}', '{"n":5}'],
      );
    });
  });

  describe('naming: snake_case', () => {
    const jobs = { naming: 'snake_case', primary_key: 'jobId', write_disposition: 'merge' };

    it('renames columns, the key and what is inside, and merges by them', async () => {
      await load(jobs, [{ jobId: 1, subTasks: [{ taskName: 'a' }] }]);
      await load(jobs, [
        { jobId: 1, subTasks: [{ taskName: 'b' }] },
        { jobId: 2, subTasks: [] },
      ]);
      assert.deepEqual(await published(folder(), 'jobs', 'job_id'), [
        { job_id: 1, sub_tasks: [{ task_name: 'b' }] },
        { job_id: 2, sub_tasks: [] },
      ]);
    });

    it('renames columns where there is no key, too', async () => {
      const given = [{ jobId: 1, isNew: true }];
      for (const endpoint of ['/jobs', { path: '/jobs', data_selector: '$' }]) {
        await load({ naming: 'snake_case', write_disposition: 'replace', endpoint }, given);
        assert.deepEqual(await published(folder(), 'jobs'), [{ job_id: 1, is_new: true }]);
      }
    });

    it('is not what children see', async () => {
      const tasks = { name: 'tasks', naming: 'snake_case', endpoint: '/jobs/{resources.jobs.jobId}/tasks' };
      const { outcome } = await load(jobs, [{ jobId: 1 }], tasks);
      assert.equal(outcome('tasks').status, 'published');
      assert.deepEqual(await published(folder(), 'tasks'), [{ task_id: 5, is_open: true, _jobs_job_id: 1 }]);
    });

    it('fails the resource where two keys would be one column', async () => {
      const { outcome } = await load(jobs, [
        { jobId: 1, a_b: 1 },
        { jobId: 2, aB: 2 },
      ]);
      assert.equal(outcome('jobs').status, 'failed');
      assert.match(outcome('jobs').error!.message, /"a_b" and "aB" of its rows would both be called "a_b"/);
    });

    it('with nested: json leaves the keys inside alone', async () => {
      await load({ ...jobs, nested: 'json' }, [{ jobId: 1, metaData: { isNew: true } }]);
      assert.deepEqual(await published(folder(), 'jobs'), [{ job_id: 1, meta_data: '{"isNew":true}' }]);
    });
  });
});
