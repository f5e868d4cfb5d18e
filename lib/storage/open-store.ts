import { bucketLocation } from './location.ts';
import type { ObjectStore } from './object-store.ts';

/** The store of an output folder in a bucket. Throws a `ConfigError` for a URL that is not possible. */
export async function openStore(out: string): Promise<ObjectStore> {
  const location = bucketLocation(out);
  const [{ connectS3 }, { S3Store }] = await Promise.all([import('./s3-client.ts'), import('./s3-store.ts')]);
  return new S3Store(await connectS3(), location);
}
