import { assert } from 'chai';
import { testServers } from '../http/test-servers.ts';
import { api, type Route } from '../helpers/server.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { configOf, jobs, notes, published, runConfig, tasks } from './scenario.ts';

/** Two pages are more than all that a run may have under way. */
const LARGE = 'x'.repeat(20 * 2 ** 20);

/** Rows in pages of two, beside a text that makes each page large. */
const largePages =
  (ids: readonly number[]): Route =>
  ({ query }) => {
    const start = Number(query.get('page')) * 2;
    return { data: ids.slice(start, start + 2).map((id) => ({ id })), LARGE };
  };

describe('run: pages in flight', function () {
  this.timeout(60_000);
  const servers = testServers();
  const folder = temporaryFolder();

  it('come to their end where each page of parents, children and grandchildren is as large as all may be', async () => {
    const ids = [1, 2, 3, 4];
    const server = await api(servers, {
      '/jobs': largePages(ids),
      ...Object.fromEntries(
        ids.map((id) => [`/jobs/${id}/tasks`, { data: [{ id: id * 10 }, { id: id * 10 + 1 }], LARGE }]),
      ),
      ...Object.fromEntries(
        ids.flatMap((id) =>
          [id * 10, id * 10 + 1].map((task) => [`/tasks/${task}/notes`, { data: [{ task }], LARGE }]),
        ),
      ),
    });
    const selected = (resource: typeof jobs | typeof tasks | typeof notes) => ({
      ...resource,
      endpoint: {
        data_selector: 'data',
        ...(typeof resource.endpoint === 'string' ? { path: resource.endpoint } : resource.endpoint),
      },
    });
    const { summary } = await runConfig(configOf(server.origin, [jobs, tasks, notes].map(selected)), {
      out: folder(),
      concurrency: 1,
    });
    assert.deepEqual(
      summary.resources.map(({ status }) => status),
      ['published', 'published', 'published'],
    );
    assert.lengthOf(await published(folder(), 'notes', 'task'), 8);
    assert.lengthOf(server.asked, 3 + 4 + 8);
  });
});
