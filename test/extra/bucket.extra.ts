/** Runs into a bucket of a real server, moto, that are killed and gone on with on machines that have nothing. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { assert } from 'chai';
import { bucketLocation } from '../../lib/storage/location.ts';
import { connectS3 } from '../../lib/storage/s3-client.ts';
import { S3Store } from '../../lib/storage/s3-store.ts';
import { BucketDays } from '../crash/bucket-days.ts';
import { Days } from '../crash/days.ts';

const ROUNDS = Number(process.env['BUCKET_ROUNDS'] ?? 5);
const LEASE = 1500;
const BUCKET = `lake-${Date.now()}`;

describe('extra: a bucket of a real server', function () {
  this.timeout(300_000);
  let days: Days;
  let moto: ChildProcess | undefined;
  let bucket: BucketDays;

  before(async () => {
    const env = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret', AWS_ENDPOINT_URL_S3: await serverUrl() };
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const)
      env[name] = process.env[name] ??= env[name];
    const { sdk, client } = await connectS3(env);
    await client.send(new sdk.CreateBucketCommand({ Bucket: BUCKET }));
    client.destroy();
    days = await Days.open();
    const storeOf = async (out: string) => new S3Store(await connectS3(env), bucketLocation(out));
    bucket = new BucketDays(days, BUCKET, storeOf, env);
  });
  after(async () => {
    moto?.kill();
    await days?.close();
  });

  /** Another one than moto is named by EXTRA_S3_URL, with its credentials in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. */
  async function serverUrl(): Promise<string> {
    const { EXTRA_S3_URL: url, EXTRA_PYTHON: python } = process.env;
    if (url) return url;
    if (!python) throw new Error('EXTRA_PYTHON is not set; readers.extra.ts says how to make it');
    moto = spawn(python, ['-m', 'moto.server', '-p', '0'], { stdio: ['ignore', 'ignore', 'pipe'] });
    const found = await urlOf(moto);
    moto.stderr!.resume();
    return found;
  }

  it('gets what a folder gets', async () => {
    await bucket.secondMorning('whole');
    bucket.whole = (await bucket.assertFinishes('whole')).ms;
    await bucket.assertTidy('whole');
  });

  for (let round = 0; round < ROUNDS; round++) {
    it(`gets the same from runs that are killed at random, round ${round}`, async () => {
      const out = `round-${round}`;
      await bucket.secondMorning(out);
      for (let kills = 1 + Math.floor(Math.random() * 4); kills > 0; kills--) {
        const after = (0.2 + 0.8 * Math.random()) * bucket.whole;
        if (!(await bucket.kill(out, { after })) || (await bucket.isOver(out))) return bucket.assertComplete(out);
      }
      await bucket.assertFinishes(out);
      await bucket.assertTidy(out);
    });
  }

  it('is left alone by a second run, which says who writes to it, and is taken over when that gives no sign of life', async () => {
    await bucket.secondMorning('lease');
    const killing = {
      failpoint: 'bucket:after-commit@2',
      env: { MILLRACE_MACHINE: 'a', MILLRACE_LEASE: String(LEASE) },
    };
    assert.isTrue(await bucket.kill('lease', killing));
    const before = await bucket.head('lease');

    const second = await bucket.run('lease', { env: { MILLRACE_MACHINE: 'b' } });
    assert.equal(second.status, 1);
    assert.match(second.stderr, /another run is writing to s3:\/\/lake-\d+\/lease: process \d+ on \S+, since/);
    assert.match(second.stderr, /no sign of life for 2 s is taken over/);
    assert.deepEqual(await bucket.head('lease'), before);

    await wait(LEASE + 1000);
    const third = await bucket.run('lease', { env: { MILLRACE_MACHINE: 'b' } });
    assert.equal(third.status, 0, third.stderr);
    assert.match(third.stderr, /its lock is taken over/);
    assert.match(third.stderr, /going on with the run that was interrupted/);
    await bucket.assertComplete('lease');
  });

  it('gets nothing of a run that slept and was taken over, however far it was', async () => {
    for (const time of [1, 3]) {
      const out = `asleep-${time}`;
      await bucket.secondMorning(out);
      const asleep = bucket.start(out, {
        MILLRACE_FAILPOINT: `bucket:before-commit@${time}`,
        MILLRACE_FAILPOINT_SIGNAL: 'SIGSTOP',
        MILLRACE_MACHINE: 'a',
        MILLRACE_LEASE: String(LEASE),
      });
      await stopped(asleep.child.pid!);
      await wait(LEASE + 1000);
      await bucket.assertFinishes(out);
      const head = await bucket.head(out);

      asleep.child.kill('SIGCONT');
      const { status, stderr } = await asleep.ended;
      assert.equal(status, 1, stderr);
      assert.match(stderr, /has taken over s3:\/\/lake-\d+\/asleep-\d: nothing more of this run is published there/);
      assert.deepEqual(await bucket.head(out), head);
      await bucket.assertComplete(out);
    }
  });
});

/** moto takes a free port, and says which. */
async function urlOf({ stderr }: ChildProcess): Promise<string> {
  for await (const line of createInterface(stderr!)) {
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? [];
    if (url !== undefined) return url;
  }
  throw new Error('moto did not start');
}

/** Resolves when a process is stopped. */
async function stopped(pid: number): Promise<void> {
  for (;;) {
    const ps = spawn('ps', ['-o', 'state=', '-p', String(pid)], { stdio: ['ignore', 'pipe', 'inherit'] });
    const closed = once(ps, 'close');
    let text = '';
    for await (const chunk of ps.stdout) text += String(chunk);
    await closed;
    if (text.startsWith('T')) return;
    assert.notEqual(text, '', 'it has ended');
    await wait(20);
  }
}
