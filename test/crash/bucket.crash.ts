/**
 * npm run test:crash
 *
 * Kills a run into a bucket at each request by which it changes something there: with the request done and its answer
 * lost, and with the request refused.
 */
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import { bucketLocation } from '../../lib/storage/location.ts';
import { connectS3 } from '../../lib/storage/s3-client.ts';
import { S3Store } from '../../lib/storage/s3-store.ts';
import { startS3Server, type S3Server } from '../storage/s3-server.ts';
import { BucketDays } from './bucket-days.ts';
import { Days } from './days.ts';

/** More requests than a run makes. */
const MOST = 200;
/** Each test takes one of so many requests. */
const STRIDE = 5;

describe('a run into a bucket, killed at each of its requests', function () {
  this.timeout(600_000);
  let days: Days;
  let server: S3Server;
  let bucket: BucketDays;
  before(async () => {
    days = await Days.open();
    server = await startS3Server('lake');
    const env = { AWS_ENDPOINT_URL_S3: server.url, AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' };
    Object.assign(process.env, env);
    const storeOf = async (out: string) => new S3Store(await connectS3(), bucketLocation(out));
    bucket = new BucketDays(days, 'lake', storeOf, env);
  });
  after(async () => {
    await server.close();
    await days.close();
  });

  /** Whether it was killed before it ended. */
  async function killAt(out: string, request: number, how: 'done' | 'refused'): Promise<boolean> {
    const TMPDIR = await mkdtemp(join(days.shop.folder, 'tmp-'));
    const { child, ended } = bucket.start(out, { TMPDIR, MILLRACE_UPLOAD_EVERY: '60' });
    let changes = 0;
    server.intercept = ({ method }) => {
      if (method === 'GET' || method === 'HEAD' || (changes += 1) < request) return undefined;
      child.kill('SIGKILL');
      return changes === request && how === 'done' ? 'drop' : { status: 500, code: 'InternalError' };
    };
    const { signal, stderr, status } = await ended;
    server.intercept = () => undefined;
    if (signal === null) assert.equal(status, 0, stderr);
    return signal === 'SIGKILL';
  }

  for (const how of ['done', 'refused'] as const) {
    for (let first = 1; first <= STRIDE; first++) {
      it(`is made good by a run on a machine that has nothing: ${how}, from request ${first} on`, async () => {
        let request = first;
        while (await isKilledAndMadeGood(request, how)) {
          request += STRIDE;
          assert.isBelow(request, MOST);
        }
        assert.isAbove(request, 20);
      });
    }
  }

  async function isKilledAndMadeGood(request: number, how: 'done' | 'refused'): Promise<boolean> {
    const out = `${how}-${request}`;
    await bucket.secondMorning(out);
    const killed = await killAt(out, request, how);
    try {
      if (!killed || (await bucket.isOver(out))) await bucket.assertComplete(out);
      else {
        await bucket.assertFinishes(out);
        await bucket.assertTidy(out);
      }
    } catch (error) {
      throw new Error(`killed at request ${request}: ${(error as Error).message}`, { cause: error });
    }
    return killed;
  }
});
