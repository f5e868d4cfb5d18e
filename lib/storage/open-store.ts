import { bucketLocation } from './location.ts';
import type { ObjectStore } from './object-store.ts';
import { connectS3 } from './s3-client.ts';
import { S3Store } from './s3-store.ts';

/** The store of an output folder in a bucket. Throws a `ConfigError` for a URL that is not possible. */
export async function openStore(out: string): Promise<ObjectStore> {
  const location = bucketLocation(out);
  return new S3Store(await connectS3(), location);
}
