import type { Keep } from '../core/plugin.ts';
import { foldersOf } from '../files/folders.ts';
import { isBucket } from '../files/is-bucket.ts';
import { lazyCredentials } from '../files/lazy-credentials.ts';
import { BucketCredentials } from '../storage/bucket-credentials.ts';
import { openStore } from '../storage/open-store.ts';

/** What authentication keeps in an output folder, be it in a bucket, for those who only look. */
export function keptCredentials(out: string): Keep {
  if (!isBucket(out)) return lazyCredentials(foldersOf(out).credentials);
  return new BucketCredentials(() => openStore(out));
}
