import { assert } from 'chai';
import { connectS3 } from '../../lib/storage/s3-client.ts';
import { bucketLocation } from '../../lib/storage/location.ts';
import { S3Store } from '../../lib/storage/s3-store.ts';
import { startS3Server, type S3Server } from '../storage/s3-server.ts';
import { BucketDays } from './bucket-days.ts';
import { Days } from './days.ts';

/** In this order each is come to, however many resources are committed together: the last two while the first is made good. */
const STEPS = [
  'bucket:before-commit',
  'publish:after-rename',
  'bucket:after-commit',
  'bucket:after-copy',
  'bucket:after-remove',
] as const;

describe('a crash of a run into a bucket', function () {
  this.timeout(180_000);
  let days: Days;
  let server: S3Server;
  let bucket: BucketDays;
  before(async () => {
    days = await Days.open();
    server = await startS3Server('lake');
    const env = { AWS_ENDPOINT_URL_S3: server.url, AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' };
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' });
    const storeOf = async (out: string) => new S3Store(await connectS3(env), bucketLocation(out));
    bucket = new BucketDays(days, 'lake', storeOf, env);
  });
  after(async () => {
    await server.close();
    await days.close();
  });

  it('that does not happen publishes what a run into a folder does', async () => {
    await bucket.secondMorning('whole');
    bucket.whole = (await bucket.assertFinishes('whole')).ms;
    await bucket.assertTidy('whole');
  });

  it('at each step is made good by a run on a machine that has nothing', async () => {
    await bucket.secondMorning('steps');
    for (const failpoint of STEPS) assert.isTrue(await bucket.kill('steps', { failpoint }), failpoint);
    await bucket.assertFinishes('steps');
    await bucket.assertTidy('steps');
  });

  it('when everything is done leaves only its lock, which the next run takes over', async () => {
    await bucket.secondMorning('end');
    assert.isTrue(await bucket.kill('end', { failpoint: 'bucket:before-release' }));
    await bucket.assertComplete('end');
    const { stderr } = await bucket.run('end', { args: ['--select', 'settings'] });
    assert.match(stderr, /the run of process \d+ on \S+, since \S+, is gone .* its lock is taken over/);
    await bucket.assertTidy('end');
  });

  it('at random moments is made good', async () => {
    await bucket.secondMorning('moments');
    for (const part of [0.4, 0.6, 0.75]) {
      const killed = await bucket.kill('moments', { after: part * bucket.whole });
      if (!killed || (await bucket.isOver('moments'))) return bucket.assertComplete('moments');
    }
    await bucket.assertFinishes('moments');
  });
});
