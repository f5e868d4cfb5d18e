/** Objects that are too large for one request. */
import type * as Sdk from '@aws-sdk/client-s3';
import type { Readable } from './object-store.ts';
import type { S3Sdk } from './s3-client.ts';
import { statusOf } from './s3-errors.ts';
import { withLimit } from './with-limit.ts';

/** An object that is written in parts. */
export interface PartsOf {
  readonly sdk: S3Sdk;
  readonly client: Sdk.S3Client;
  readonly at: { readonly Bucket: string; readonly Key: string };
  /** Bytes of a part, where there are not too many of them then. */
  readonly size: number;
}

/** S3 has at most 10,000 parts. */
const PARTS = 9000;
/** Parts under way at the same time, each of them in memory. */
const AT_ONCE = 3;

type Part = Sdk.CompletedPart;
type SendPart = (part: { PartNumber: number; UploadId: string; start: number; length: number }) => Promise<Part>;

export function uploadInParts(parts: PartsOf, from: Readable): Promise<void> {
  const { sdk, client, at } = parts;
  return inParts(parts, from.bytes, {}, async ({ start, length, ...part }) => {
    const Body = await from.read(start, length);
    const { ETag, ChecksumCRC32 } = await client.send(new sdk.UploadPartCommand({ ...at, ...part, Body }));
    return { ETag, ...(ChecksumCRC32 && { ChecksumCRC32 }) };
  });
}

/**
 * A copy in parts is completed only where the object is still the one that was there when it began: in between,
 * somebody who has taken over may have published anew.
 */
export async function copyInParts(parts: PartsOf, CopySource: string, bytes: number): Promise<void> {
  const { sdk, client, at } = parts;
  const before = await client.send(new sdk.HeadObjectCommand(at)).catch((error: unknown) => {
    if (statusOf(error) === 404) return undefined;
    throw error;
  });
  const condition = before === undefined ? { IfNoneMatch: '*' } : { IfMatch: before.ETag };
  return inParts(parts, bytes, condition, async ({ start, length, ...part }) => {
    const CopySourceRange = `bytes=${start}-${start + length - 1}`;
    const command = new sdk.UploadPartCopyCommand({ ...at, ...part, CopySource, CopySourceRange });
    return { ETag: (await client.send(command)).CopyPartResult?.ETag };
  });
}

async function inParts(
  { sdk, client, at, size }: PartsOf,
  bytes: number,
  condition: object,
  send: SendPart,
): Promise<void> {
  const { UploadId } = await client.send(new sdk.CreateMultipartUploadCommand(at));
  const length = Math.max(size, Math.ceil(bytes / PARTS));
  const count = Math.ceil(bytes / length);
  const Parts: Part[] = [];
  try {
    await withLimit(AT_ONCE, Array.from({ length: count }).keys(), async (index) => {
      const start = index * length;
      const part = { PartNumber: index + 1, UploadId: UploadId!, start, length: Math.min(length, bytes - start) };
      Parts[index] = { ...(await send(part)), PartNumber: index + 1 };
    });
    await client.send(
      new sdk.CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts }, ...condition }),
    );
  } catch (error) {
    // Parts that belong to nothing cost money.
    await client.send(new sdk.AbortMultipartUploadCommand({ ...at, UploadId })).catch(() => undefined);
    throw error;
  }
}
