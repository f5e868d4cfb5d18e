import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import { testServers } from '../http/test-servers.ts';
import { api, inPages, type Route } from '../helpers/server.ts';
import { readParquet } from '../helpers/read-parquet.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { configOf, jobs, published, runConfig, tasks } from './scenario.ts';

const rowsTo = (count: number) => Array.from({ length: count }, (_, i) => ({ id: i + 1, v: count }));

describe('run: full refresh', () => {
  const servers = testServers();
  const folder = temporaryFolder();

  /** What is published after an ordinary run over the first rows and a full refresh over the second ones. */
  async function refreshed(over: object, first: readonly object[], second: readonly object[]): Promise<void> {
    const routes: Record<string, Route> = { '/jobs': inPages(first, 50) };
    const server = await api(servers, routes);
    const config = configOf(server.origin, [{ ...jobs, ...over }]);
    await runConfig(config, { out: folder() });
    routes['/jobs'] = inPages(second, 50);
    await runConfig(config, { out: folder(), fullRefresh: true });
  }

  for (const write_disposition of ['append', 'merge', 'replace']) {
    it(`of ${write_disposition} leaves no row of before`, async () => {
      await refreshed({ write_disposition }, rowsTo(9), rowsTo(2));
      assert.deepEqual(await published(folder(), 'jobs', 'id'), rowsTo(2));
    });
  }

  it('leaves an empty file with its columns where there are no rows any more', async () => {
    await refreshed({}, rowsTo(3), []);
    assert.deepEqual(await readParquet(join(folder(), 'jobs.parquet')), []);
  });

  for (const partition_by of [{ buckets: 3 }, ['v']]) {
    it(`of a folder of files (${JSON.stringify(partition_by)}) leaves no row of before`, async () => {
      await refreshed({ partition_by }, rowsTo(20), rowsTo(2));
      const files = (await readdir(join(folder(), 'jobs'), { recursive: true })).filter((name) =>
        name.endsWith('.parquet'),
      );
      const rows = await Promise.all(files.map((file) => readParquet(join(folder(), 'jobs', file))));
      assert.sameMembers(
        rows.flat().map((row) => Number(row['id'])),
        [1, 2],
      );
    });
  }

  it('of children asks for all of them', async () => {
    const routes: Record<string, Route> = {
      '/jobs': [{ id: 1 }, { id: 2 }],
      '/jobs/1/tasks': [{ id: 10 }],
      '/jobs/2/tasks': [{ id: 20 }],
    };
    const server = await api(servers, routes);
    const config = configOf(server.origin, ['jobs', tasks]);
    await runConfig(config, { out: folder() });
    routes['/jobs/2/tasks'] = [{ id: 21 }];
    await runConfig(config, { out: folder(), fullRefresh: true });
    assert.deepEqual(await published(folder(), 'tasks', 'id'), [
      { id: 10, _jobs_id: 1 },
      { id: 21, _jobs_id: 2 },
    ]);
  });
});
