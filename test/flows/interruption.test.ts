import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import type { Ended } from '../helpers/command.ts';
import { readParquet } from '../helpers/read-parquet.ts';
import { hold, send, type Answer, type TestApi } from './test-api.ts';
import { writeSource } from './test-source.ts';
import { userFlow } from './user-flow.ts';

const OLD = [{ id: 1, name: 'old' }];
const NEW = { first: [{ id: 1, name: 'new' }], second: [{ id: 2, name: 'second page' }] };

describe('flows: interruption', () => {
  const flow = userFlow();
  const file = (name: string) => join(flow.folder(), 'data', name);
  const exists = (name: string) =>
    access(file(name)).then(
      () => true,
      () => false,
    );

  /** An API whose jobs come in two pages, the second one as `second` answers. */
  async function twoPages(second: Answer): Promise<TestApi> {
    const api = await flow.api({ '/jobs': { data: OLD }, '/users': { data: OLD } });
    const pageOne: Answer = (response) => send(response, { data: NEW.first, next: `${api.url}/jobs/2` });
    await flow.source(
      `name: 'jobs', endpoint: { path: '/jobs', data_selector: 'data', paginator: { type: 'json_link', next_url_path: 'next' } }`,
      `name: 'users', endpoint: { path: '/users', data_selector: 'data' }`,
    );
    // A first run has published something.
    assert.equal((await flow.run(api)).status, 0);
    assert.deepEqual(await flow.rows('jobs'), [{ id: 1n, name: 'old' }]);
    api.answer('/jobs', pageOne);
    api.answer('/jobs/2', second);
    return api;
  }

  /** Sends signals to a run that waits for its second page. */
  async function interrupt(
    signal: NodeJS.Signals,
    times: number,
  ): Promise<{ api: TestApi; ended: Ended; before: Buffer }> {
    const api = await twoPages(hold);
    const before = await readFile(file('jobs.parquet'));
    const running = flow.startRun(api);
    await Promise.all([api.reached('/jobs/2'), running.saw('stderr', /^users: published/m)]);
    for (let sent = 0; sent < times; sent += 1) running.child.kill(signal);
    return { api, ended: await running.ended, before };
  }

  /** The next run publishes what an uninterrupted one would have, and leaves nothing behind. */
  async function assertNextRunCompletes(api: TestApi): Promise<void> {
    api.answer('/jobs/2', { data: NEW.second });
    const next = await flow.run(api);
    assert.equal(next.status, 0, next.stdout + next.stderr);
    const other = await flow.run(api, ['-o', 'other']);
    assert.equal(other.status, 0);
    const rows = await flow.rows('jobs');
    assert.deepEqual(rows, [
      { id: 1n, name: 'new' },
      { id: 2n, name: 'second page' },
    ]);
    assert.deepEqual(rows, await readParquet(join(flow.folder(), 'other', 'jobs.parquet')));
    for (const folder of ['journal', 'tmp']) assert.isEmpty(await files(file(`_millrace/${folder}`)), folder);
    assert.isFalse(await exists('_millrace/lock'), 'the lock');
  }

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`ends a run at ${signal} where it is, and publishes nothing half`, async () => {
      const { api, ended, before } = await interrupt(signal, 1);
      assert.equal(ended.status, 130, ended.stderr);
      assert.match(ended.stdout, /^■ jobs .*interrupted/m);
      assert.match(ended.stdout, /^✓ users /m);
      assert.match(ended.stdout, /^Published 1 of 2 resources in data in .*; interrupted/m);
      assert.deepEqual(await readFile(file('jobs.parquet')), before);
      assert.isFalse(await exists('_millrace/lock'), 'the lock');
      await assertNextRunCompletes(api);
    });
  }

  it('finishes at the first Ctrl-C what is being published, and ends at once at the second', async () => {
    const api = await flow.api({ '/jobs': OLD });
    await writeSource(flow.folder(), {
      // Putting a file in its place takes a minute here.
      head: `import fs from 'node:fs/promises';
        import { syncBuiltinESMExports } from 'node:module';
        const { rename } = fs;
        fs.rename = (from, to) => to.endsWith('.parquet') ? new Promise((done) => { console.error('putting it in place'); setTimeout(done, 60000); }) : rename(from, to);
        syncBuiltinESMExports();`,
      resources: [`name: 'jobs'`],
    });
    const running = flow.startRun(api);
    await running.saw('stderr', /putting it in place/);
    running.child.kill('SIGINT');
    await running.saw('stderr', /interrupted: it ends as soon as .* once more ends it at once/);
    assert.isNull(running.child.exitCode, 'it is not over');
    running.child.kill('SIGINT');
    const { status, stdout } = await running.ended;
    assert.deepEqual([status, stdout], [130, '']);
  });

  it('ends a run at once at the second Ctrl-C', async () => {
    const { api, ended, before } = await interrupt('SIGINT', 2);
    assert.equal(ended.status, 130, ended.stderr);
    assert.deepEqual(await readFile(file('jobs.parquet')), before);
    await assertNextRunCompletes(api);
  });

  it('survives a kill: the next run publishes the same as an uninterrupted one', async () => {
    const { api, ended, before } = await interrupt('SIGKILL', 1);
    assert.equal(ended.signal, 'SIGKILL');
    assert.deepEqual(await readFile(file('jobs.parquet')), before);
    assert.isTrue(await exists('_millrace/lock'), 'it had no time to give the lock back');
    await assertNextRunCompletes(api);
  });

  it('lets one run at a time into a folder, and says who is there', async () => {
    let release: () => void = () => assert.fail('the second page was not asked for');
    const api = await twoPages((response) => {
      release = () => send(response, { data: NEW.second });
    });
    const first = flow.startRun(api);
    await api.reached('/jobs/2');
    const asked = api.asked.length;

    const second = await flow.run(api);
    assert.equal(second.status, 1);
    assert.equal(second.stdout, '');
    assert.match(second.stderr, new RegExp(`^error: another run .* process ${first.child.pid} `));
    assert.match(second.stderr, /^ {2}fix /m);
    assert.lengthOf(api.asked, asked, 'the second run asks for nothing');

    release();
    assert.equal((await first.ended).status, 0);
    assert.lengthOf(await flow.rows('jobs'), 2);
  });
});

async function files(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}
