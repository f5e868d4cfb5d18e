import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { assert } from 'chai';
import { NEVER, Subject, VirtualTimeScheduler } from 'rxjs';
import { ConfigError, SinkError } from '../../lib/core/errors.ts';
import { EMPTY_HEAD, HEAD_KEY, headText, type Holder } from '../../lib/storage/head.ts';
import { HeadWriter, readHead } from '../../lib/storage/head-writer.ts';
import { signsOfLife, takeBucketLock } from '../../lib/storage/bucket-lock.ts';
import { thisProcess } from '../../lib/storage/machine.ts';
import { failure, stores } from './stores.ts';

describe('the lock of a bucket', () => {
  const { server, open } = stores();

  /** A head of somebody who wrote it so many milliseconds ago. */
  async function heldSince(ms: number, over: Partial<Holder>): Promise<void> {
    const store = await open();
    const other = { id: '1', pid: 4711, host: 'worker-3', since: '2026-01-31T10:11:12.345Z', lease: 60_000 };
    await store.write(HEAD_KEY, headText({ ...EMPTY_HEAD, epoch: 3, holder: { ...other, ...over } }));
    const name = `lake/out/${HEAD_KEY}`;
    server().objects.set(name, { ...server().objects.get(name)!, at: Date.now() - ms });
  }

  it('is taken, and another one is told who has it', async () => {
    const store = await open();
    const { writer, takenOver } = await takeBucketLock(store);
    assert.isUndefined(takenOver);
    assert.equal(writer.head.epoch, 1);
    const error = await failure(takeBucketLock(store));
    assert.instanceOf(error, SinkError);
    assert.include(
      error.message,
      `another run is writing to s3://lake/out: process ${process.pid} on ${hostname()}, since`,
    );
    assert.include(readFileSync('docs/object-storage.md', 'utf8'), error.fix!);
    assert.deepEqual((await readHead(store)).head, writer.head);
  });

  it('is taken by one of several that come at the same time', async () => {
    const store = await open();
    const results = await Promise.allSettled([1, 2, 3, 4].map(() => takeBucketLock(store)));
    const taken = results.filter(({ status }) => status === 'fulfilled');
    assert.lengthOf(taken, 1);
    for (const result of results) {
      if (result.status === 'rejected') assert.include((result.reason as Error).message, 'another run is writing');
    }
  });

  it('is another machine’s until that gave no sign of life for the time of its lease', async () => {
    await heldSince(55_000, {});
    assert.match((await failure(takeBucketLock(await open()))).message, /its last sign of life was 5\d s ago/);
    await heldSince(65_000, {});
    const { writer, takenOver } = await takeBucketLock(await open());
    assert.match(takenOver!, /^the run of process 4711 on worker-3, since .* is gone/);
    assert.equal(writer.head.epoch, 4);
  });

  it('is taken over at once from a process of this machine that is gone, and not from one that is there', async () => {
    const { started: _, ...here } = thisProcess();
    await heldSince(0, { ...here, pid: process.ppid });
    assert.match((await failure(takeBucketLock(await open()))).message, /another run is writing/);
    await heldSince(0, { ...here, pid: 2 ** 22 + 1 });
    assert.match((await takeBucketLock(await open())).takenOver!, /is gone/);
    await heldSince(0, { ...thisProcess(), started: 'earlier' });
    assert.match((await takeBucketLock(await open())).takenOver!, /is gone/);
  });

  it('is not taken over from a process of another machine with the same name and number', async () => {
    await heldSince(0, { host: hostname(), machine: 'another', pid: 2 ** 22 + 1 });
    assert.match((await failure(takeBucketLock(await open()))).message, /another run is writing/);
  });

  it('is refused by a server that takes conditions for nothing, and not left behind there', async () => {
    server().knowsConditions = false;
    const store = await open();
    const error = await failure(takeBucketLock(store));
    assert.instanceOf(error, ConfigError);
    assert.include(error.message, 'ignores conditions');
    assert.match(error.fix!, /MinIO/);
    assert.isUndefined((await readHead(store)).head.holder);
  });

  it('keeps whoever lost it from writing', async () => {
    const store = await open();
    const { writer } = await takeBucketLock(store);
    const name = `lake/out/${HEAD_KEY}`;
    server().objects.set(name, { ...server().objects.get(name)!, at: Date.now() - 100_000 });
    process.env['MILLRACE_MACHINE'] = 'another';
    const later = await takeBucketLock(store);
    delete process.env['MILLRACE_MACHINE'];
    assert.match((await failure(writer.update((head) => head))).message, /has taken over/);
    await later.writer.update((head) => ({ ...head, histories: ['mine'] }));
    assert.deepEqual((await readHead(store)).head.histories, ['mine']);
  });
});

describe('signs of life', () => {
  const turn = () => new Promise((resolve) => setImmediate(resolve));

  it('come four times in a lease, and go on after one that did not get through', async () => {
    const scheduler = new VirtualTimeScheduler();
    let signs = 0;
    const update = async () => {
      signs += 1;
      if (signs === 2) throw new Error('no network');
    };
    const writer = { update, lost: NEVER } as unknown as HeadWriter;
    const seen: unknown[] = [];
    signsOfLife(writer, scheduler).subscribe({ next: (value) => seen.push(value), error: (error) => seen.push(error) });
    for (let quarter = 1; quarter <= 4; quarter++) {
      scheduler.maxFrames = quarter * 15_000;
      scheduler.flush();
      await turn();
      assert.equal(signs, quarter);
    }
    assert.isEmpty(seen);
  });

  it('fail when the lock is lost', () => {
    const lost = new Subject<unknown>();
    const writer = { update: async () => undefined, lost } as unknown as HeadWriter;
    const seen: unknown[] = [];
    signsOfLife(writer, new VirtualTimeScheduler()).subscribe({ error: (error) => seen.push(error) });
    const error = new Error('taken over');
    lost.next(error);
    assert.deepEqual(seen, [error]);
  });
});
