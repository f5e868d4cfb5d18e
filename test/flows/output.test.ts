import { spawnSync } from 'node:child_process';
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import { builtCommand } from '../helpers/built-command.ts';
import { userFlow } from './user-flow.ts';

const SMALL = [{ id: 1, text: 'small' }];
/** Rows that do not shrink: some 100 kB each page, in the journal and as Parquet. */
const LARGE = Array.from({ length: 60 }, (_, id) => ({ id, text: noise(id, 1800) }));

describe('flows: output', () => {
  const flow = userFlow();

  it('says so where the output folder cannot be made', async () => {
    const api = await flow.api({ '/jobs': SMALL });
    await flow.source(`name: 'jobs'`);
    await writeFile(join(flow.folder(), 'file'), '');
    const { status, stdout, stderr } = await flow.run(api, ['-o', 'file/data']);
    assert.equal(status, 1);
    assert.equal(stdout, '');
    assert.match(stderr, /^error: .*file\/data/);
    assert.match(stderr, /^ {2}fix .*--out/m);
    assert.isEmpty(api.asked, 'requests');
  });

  it('says so where a published file is not what it was', async () => {
    const api = await flow.api({ '/jobs': SMALL, '/users': SMALL });
    await flow.source(`name: 'jobs'`, `name: 'users'`);
    await mkdir(join(flow.folder(), 'data'));
    const path = join(flow.folder(), 'data/jobs.parquet');
    await writeFile(path, 'not a Parquet file');
    const { status, stdout } = await flow.run(api);
    assert.equal(status, 1);
    assert.match(stdout, /^jobs\nerror: .*data\/jobs\.parquet/m);
    assert.include(stdout, 'Published 1 of 2 resources');
    assert.equal(await readFile(path, 'utf8'), 'not a Parquet file');
  });

  it('says so where the state is damaged, and asks for nothing', async () => {
    const api = await flow.api({ '/jobs': SMALL });
    await flow.source(`name: 'jobs'`);
    await mkdir(join(flow.folder(), 'data/_millrace'), { recursive: true });
    const path = join(flow.folder(), 'data/_millrace/state.json');
    await writeFile(path, '{"version": 1, "curs');
    const { status, stderr } = await flow.run(api);
    assert.equal(status, 1);
    assert.match(stderr, /^error: .*state\.json/);
    assert.match(stderr, /^ {2}fix /m);
    assert.isEmpty(api.asked, 'requests');
    assert.equal(await readFile(path, 'utf8'), '{"version": 1, "curs');
  });

  describe('where the disk takes no more', () => {
    /** Publishes a little, runs again for much in a shell that sets the limit, and checks what is left. */
    async function assertUntouched(script: string): Promise<string> {
      const api = await flow.api({ '/jobs': SMALL, '/users': SMALL });
      await flow.source(`name: 'jobs'`, `name: 'users'`);
      assert.equal((await flow.run(api)).status, 0);
      const path = join(flow.folder(), 'data/jobs.parquet');
      const before = await readFile(path);
      api.answer('/jobs', LARGE);
      const { execPath } = process;
      const millrace = [execPath, builtCommand()] as const;
      const { status, stdout, stderr } = await flow.run(api, [], { program: ['sh', '-c', script, 'sh', ...millrace] });
      assert.equal(status, 1, stdout + stderr);
      assert.deepEqual(await readFile(path), before);
      const locked = await access(join(flow.folder(), 'data/_millrace/lock')).then(
        () => true,
        () => false,
      );
      assert.isFalse(locked, 'the lock');
      // With room again, the next run publishes everything.
      assert.equal((await flow.run(api)).status, 0);
      assert.lengthOf(await flow.rows('jobs'), LARGE.length);
      return stdout + stderr;
    }

    it('says so where files may not grow, and leaves the published file alone', async () => {
      // In blocks of 512 bytes. A process that writes its coverage would meet the limit as well.
      const said = await assertUntouched('unset NODE_V8_COVERAGE; ulimit -f 64 && exec "$@"');
      assert.match(said, /error: .*(?:jobs|journal).*(?:too large|EFBIG)/i);
    });

    it('says so where the disk is full, and leaves the published file alone', async function () {
      const namespaces = spawnSync('unshare', ['-rm', 'sh', '-c', 'mount -t tmpfs none /mnt']);
      // A disk of its own needs a user namespace, which not every machine allows.
      if (namespaces.status !== 0) this.skip();
      const script = `mkdir -p disk && mount -t tmpfs -o size=60k tmpfs disk && cp -a data/. disk && mv data was &&
        ln -s disk data; unset NODE_V8_COVERAGE; "$@"; status=$?;
        rm data && mkdir data && cp -a disk/. data; umount disk; exit $status`;
      const said = await assertUntouched(`exec unshare -rm sh -c '${script}' sh "$@"`);
      assert.match(said, /no space left|disk is full|ENOSPC/i);
    });
  });

  describe('where nobody reads what is written', () => {
    for (const stream of ['stdout', 'stderr'] as const) {
      it(`publishes all the same with ${stream} closed`, async () => {
        const api = await flow.api({ '/jobs': SMALL });
        await flow.source(`name: 'jobs'`);
        const running = flow.startRun(api);
        running.child[stream]!.destroy();
        const { status, stderr, signal } = await running.ended;
        assert.equal(stderr.includes('EPIPE'), false, stderr);
        assert.deepEqual({ status, signal }, { status: 0, signal: null });
        assert.lengthOf(await flow.rows('jobs'), 1);
      });
    }

    for (const args of [
      ['plan', 'source.ts'],
      ['check', 'source.ts'],
      ['preview', 'source.ts', 'jobs'],
      ['preview', 'source.ts', 'jobs', '--format', 'ndjson'],
      ['state', 'data'],
      ['completion', 'bash'],
    ]) {
      it(`ends quietly where nobody reads what ${args.join(' ')} prints`, async () => {
        const api = await flow.api({ '/jobs': LARGE });
        await flow.source(`name: 'jobs'`);
        await mkdir(join(flow.folder(), 'data/_millrace'), { recursive: true });
        const set = ['plan', 'check', 'preview'].includes(args[0]!) ? [`--set=client.base_url=${api.url}`] : [];
        const running = flow.startMillrace([...args, ...set]);
        running.child.stdout!.destroy();
        const { status, signal, stderr } = await running.ended;
        assert.deepEqual({ status, signal }, { status: 0, signal: null }, stderr);
        assert.notMatch(stderr, /EPIPE|error/);
      });
    }

    it('prints help into a pipe that closes early', async () => {
      const running = flow.startMillrace(['run', '--help']);
      running.child.stdout!.destroy();
      const { status, stderr } = await running.ended;
      assert.equal(stderr, '');
      assert.equal(status, 0);
    });
  });
});

/** Text that does not compress, the same each time. */
function noise(seed: number, length: number): string {
  let state = seed + 1;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return String.fromCharCode(33 + ((state >>> 16) % 90));
  }).join('');
}
