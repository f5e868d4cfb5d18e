import { crc32 } from 'node:zlib';
import type { StoredFile } from './head.ts';
import type { ObjectStore } from './object-store.ts';
import type { OwnFile } from './own-files.ts';

/** A file in more pieces than these is written anew as one. */
const MOST_PARTS = 100;
const BLOCK = 8 << 20;

/**
 * Takes a file into the bucket. Of one that has grown, only what is new is written.
 *
 * @param before what the bucket has of it
 * @param newKey the name of an object that is not there yet
 */
export async function storeFile(
  store: ObjectStore,
  file: OwnFile,
  before: StoredFile | undefined,
  newKey: () => string,
): Promise<StoredFile> {
  const { bytes, checksum } = file;
  const known = bytesOf(before);
  if (before !== undefined && known === bytes && before.checksum === checksum) return before;
  if (bytes === 0) return { parts: [], checksum };
  const hasGrown = before !== undefined && known < bytes && before.parts.length < MOST_PARTS;
  const goesOn = hasGrown && (await checksumFrom(file, known, before.checksum)) === checksum;
  const start = goesOn ? known : 0;
  const key = newKey();
  await store.upload(key, { bytes: bytes - start, read: (at, length) => file.read(start + at, length) });
  return { parts: [...(goesOn ? before.parts : []), { key, bytes: bytes - start }], checksum };
}

export function bytesOf(file: StoredFile | undefined): number {
  return (file?.parts ?? []).reduce((sum, { bytes }) => sum + bytes, 0);
}

/** The checksum of a file whose beginning, up to `start`, has the checksum `before`. */
async function checksumFrom({ bytes, read }: OwnFile, start: number, before: number): Promise<number> {
  let checksum = before;
  for (let at = start; at < bytes; at += BLOCK) checksum = crc32(await read(at, Math.min(BLOCK, bytes - at)), checksum);
  return checksum;
}
