import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { failpoint } from '../files/failpoint.ts';
import { replaceError, syncPath } from '../files/replace-file.ts';

/** A finished file on its way to its place. */
export interface Move {
  readonly from: string;
  readonly to: string;
  /** By which the file is known again, wherever it is. */
  readonly bytes: number;
  readonly checksum: number;
}

/** The end of a Parquet file tells it apart: it has the places, sizes and statistics of all that is in it. */
const TAIL = 1 << 16;

/** What there is to move; the file is on the disk when this resolves. Throws a `SinkError`. */
export async function moveOf(from: string, to: string): Promise<Move> {
  try {
    await syncPath(from);
    return { from, to, ...(await identityOf(from)) };
  } catch (cause) {
    throw replaceError(to, cause);
  }
}

/**
 * Puts finished files in their places, each so that a reader sees the old one or the new one, whole. Resolves when
 * the names are on the disk. Throws a `SinkError`.
 */
export async function moveAll(moves: readonly Move[]): Promise<void> {
  for (const { from, to } of moves) {
    try {
      failpoint('publish:before-rename');
      await rename(from, to);
      failpoint('publish:after-rename');
      await syncPath(dirname(to));
    } catch (cause) {
      throw replaceError(to, cause);
    }
  }
}

/** Whether each file is in its place, or where it can be moved from. */
export async function canFinish(moves: readonly Move[]): Promise<boolean> {
  const found = await Promise.all(moves.map(async (move) => (await isAt(move.from, move)) || isAt(move.to, move)));
  return found.every(Boolean);
}

/** Moves what is not in its place yet. */
export async function finishMoves(moves: readonly Move[]): Promise<void> {
  const left: Move[] = [];
  for (const move of moves) if (await isAt(move.from, move)) left.push(move);
  await moveAll(left);
}

/** Whether nothing of it has happened. */
export async function isUntouched(moves: readonly Move[]): Promise<boolean> {
  const waiting = await Promise.all(moves.map((move) => isAt(move.from, move)));
  return waiting.every(Boolean);
}

export async function removeFinished(moves: readonly Move[]): Promise<void> {
  for (const { from } of moves) await rm(from, { force: true });
}

async function isAt(path: string, { bytes, checksum }: Move): Promise<boolean> {
  try {
    const found = await identityOf(path);
    return found.bytes === bytes && found.checksum === checksum;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

async function identityOf(path: string): Promise<{ bytes: number; checksum: number }> {
  const { size } = await stat(path);
  const file = await open(path, 'r');
  try {
    const length = Math.min(size, TAIL);
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return { bytes: size, checksum: crc32(buffer) };
  } finally {
    await file.close();
  }
}
