/** The files that millrace keeps for itself in an output folder, as they go into a bucket. */
import { open, readFile, type FileHandle } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Folders } from '../files/folders.ts';
import type { LineMark } from '../journal/line-file.ts';
import { readProgress } from '../progress/checkpoint.ts';
import type { Readable } from './object-store.ts';

/** A file as it was at a moment: what is added to it later does not belong to it. */
export interface OwnFile extends Readable {
  /** In the output folder. */
  readonly path: string;
  /** CRC-32 of its bytes. */
  readonly checksum: number;
}

/**
 * State, checkpoint and what the checkpoint speaks of. To be called while nothing is being published, so that they fit
 * together.
 */
export async function ownFiles(folders: Folders): Promise<readonly OwnFile[]> {
  const small = await Promise.all([folders.state, folders.checkpoint].map((path) => smallFile(folders, path)));
  const { resources } = await readProgress(folders.checkpoint);
  const grown = Object.entries(resources).flatMap(([name, { work, given }]) => [
    ...Object.values(work?.journal?.files ?? {})
      .flat()
      .map((mark) => lineFile(folders, join(folders.journal, name), mark)),
    ...[given, work?.done].flatMap((mark) =>
      mark === undefined ? [] : [lineFile(folders, join(folders.parents, name), mark)],
    ),
  ]);
  return [...small.filter((file) => file !== undefined), ...grown];
}

/** A file that is replaced as a whole is read at once. */
async function smallFile({ out }: Folders, path: string): Promise<OwnFile | undefined> {
  let content: Buffer;
  try {
    content = await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const read = async (start: number, length: number) => content.subarray(start, start + length);
  return { path: relative(out, path), bytes: content.length, checksum: crc32(content), read };
}

/** A file of lines only grows: what is before the mark stays. */
function lineFile({ out }: Folders, folder: string, { file, bytes, checksum }: LineMark): OwnFile {
  const path = join(folder, file);
  const read = async (start: number, length: number) => {
    const handle = await open(path, 'r');
    try {
      return await readExactly(handle, start, length);
    } finally {
      await handle.close();
    }
  };
  return { path: relative(out, path), bytes, checksum, read };
}

/** Throws where the file is shorter. */
export async function readExactly(file: FileHandle, start: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, start);
  if (bytesRead < length) throw new Error(`a file has ${start + bytesRead} bytes of ${start + length}`);
  return buffer;
}
