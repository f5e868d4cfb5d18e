import { bucketLocation } from '../../lib/storage/location.ts';
import { connectS3 } from '../../lib/storage/s3-client.ts';
import { S3Store, type S3Sizes } from '../../lib/storage/s3-store.ts';
import { testServers } from '../http/test-servers.ts';
import { startS3Server, type S3Server } from './s3-server.ts';

/** A server with the bucket `lake` for each test of a suite, and the environment that names it. */
export function stores() {
  const names = ['AWS_ENDPOINT_URL_S3', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_MAX_ATTEMPTS'] as const;
  const before = names.map((name) => [name, process.env[name]] as const);
  const opened: S3Store[] = [];
  // It keeps nock out of the way.
  testServers();
  let server: S3Server;
  beforeEach(async () => {
    server = await startS3Server('lake');
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_S3: server.url,
      AWS_ACCESS_KEY_ID: 'key',
      AWS_SECRET_ACCESS_KEY: 'hush-hush',
      AWS_MAX_ATTEMPTS: '1',
    });
  });
  afterEach(async () => {
    for (const store of opened.splice(0)) store.close();
    await server.close();
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });
  return {
    server: () => server,
    open: async (out = 's3://lake/out', sizes?: S3Sizes): Promise<S3Store> => {
      const store = new S3Store(await connectS3(), bucketLocation(out), sizes);
      opened.push(store);
      return store;
    },
  };
}

/** What a promise is rejected with. */
export async function failure(promise: Promise<unknown>): Promise<Error & { fix?: string; setting?: string }> {
  return promise.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: Error) => error,
  );
}
