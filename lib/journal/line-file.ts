import { createReadStream } from 'node:fs';
import { open, truncate, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { crc32 } from 'node:zlib';
import { damaged, writeError } from './line-file-errors.ts';

/** Lines are handed to the operating system in blocks of about this many bytes. */
const BLOCK = 1 << 18;

/** How far a file of lines had got at some time: what comes after is not there when it is opened again. */
export interface LineMark {
  readonly file: string;
  readonly lines: number;
  readonly bytes: number;
  readonly longest: number;
  readonly checksum: number;
  readonly finished: boolean;
}

/** An append-only file of lines, written in large blocks. */
export class LineFile {
  readonly path: string;
  readonly #file: FileHandle;
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  #writing: Promise<void> = Promise.resolve();
  #failure: unknown;
  #lines = 0;
  #bytes = 0;
  #synced = 0;
  #checksum = 0;
  #finished = false;
  #closed: Promise<void> | undefined;
  #longest = 0;

  private constructor(path: string, file: FileHandle) {
    this.path = path;
    this.#file = file;
  }

  /** Makes the file, empty, in a folder that is there. */
  static async create(path: string): Promise<LineFile> {
    try {
      return new LineFile(path, await open(path, 'w'));
    } catch (cause) {
      throw writeError(path, cause);
    }
  }

  /**
   * Opens the file as it was at a mark; what was written later is cut off. Throws a `SinkError` where what was
   * written before the mark is not as it was.
   */
  static async reopen(path: string, mark: LineMark): Promise<LineFile> {
    const found = await contentOf(path, mark.bytes);
    if (found.bytes < mark.bytes) throw damaged(path, `it has ${found.bytes} bytes of ${mark.bytes}`);
    if (found.checksum !== mark.checksum) throw damaged(path, 'its checksum does not fit');
    try {
      await truncate(path, mark.bytes);
      const file = new LineFile(path, await open(path, 'a'));
      file.#lines = mark.lines;
      file.#bytes = mark.bytes;
      file.#synced = mark.bytes;
      file.#longest = mark.longest;
      file.#checksum = mark.checksum;
      file.#finished = mark.finished;
      return file;
    } catch (cause) {
      throw writeError(path, cause);
    }
  }

  get lines(): number {
    return this.#lines;
  }

  /** Bytes taken so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether everything was written and nothing more is to come. */
  get finished(): boolean {
    return this.#finished;
  }

  /** An upper bound of the bytes of the longest line. */
  get longest(): number {
    return this.#longest;
  }

  /** Where the file is now, lines that are not written yet included. */
  get mark(): LineMark {
    return {
      file: basename(this.path),
      lines: this.#lines,
      bytes: this.#bytes,
      longest: this.#longest,
      checksum: this.#checksum,
      finished: this.#finished,
    };
  }

  /**
   * Takes lines, without their ends. Resolves as soon as they are in memory and no more than one block waits to be
   * written; rejects with a `SinkError` where an earlier block could not be written.
   */
  async append(lines: readonly string[]): Promise<void> {
    this.push(lines);
    return this.#room();
  }

  /**
   * Takes lines as bytes, each ended by a newline; otherwise as `append`.
   *
   * @param longest bytes of the longest of them, or more
   */
  async appendRaw(lines: { lines: Uint8Array; count: number; longest: number }): Promise<void> {
    this.#take(lines);
    return this.#room();
  }

  /** Takes lines at once, however many wait to be written; a failure is told by what waits. */
  push(lines: readonly string[]): void {
    if (lines.length === 0) return;
    // UTF-8 takes at most three bytes for a UTF-16 unit.
    const longest = lines.reduce((most, line) => Math.max(most, line.length * 3), 0);
    this.#take({ lines: Buffer.from(`${lines.join('\n')}\n`), count: lines.length, longest });
  }

  /** Resolves when every line is with the operating system, so that others can read it. */
  async flush(): Promise<void> {
    this.#writeBlock();
    await this.#writing;
    this.#throwFailure();
  }

  /** Resolves when every line taken so far is on the disk. */
  async sync(): Promise<void> {
    if (this.#synced === this.#bytes || this.#closed !== undefined) return;
    const bytes = this.#bytes;
    await this.flush();
    try {
      await this.#file.datasync();
    } catch (cause) {
      throw writeError(this.path, cause);
    }
    this.#synced = Math.max(this.#synced, bytes);
    if (this.#finished) await this.close();
  }

  /** Takes no more lines. */
  async finish(): Promise<void> {
    await this.flush();
    this.#finished = true;
  }

  /** Ends the file; lines that were not flushed may be lost. */
  close(): Promise<void> {
    this.#closed ??= this.#writing.then(() => this.#file.close());
    return this.#closed;
  }

  #take({ lines, count, longest }: { lines: Uint8Array; count: number; longest: number }): void {
    if (count === 0) return;
    this.#pending.push(lines);
    this.#pendingBytes += lines.length;
    this.#bytes += lines.length;
    this.#lines += count;
    this.#longest = Math.max(this.#longest, longest);
    this.#checksum = crc32(lines, this.#checksum);
  }

  async #room(): Promise<void> {
    if (this.#pendingBytes < BLOCK) return;
    await this.#writing;
    this.#throwFailure();
    this.#writeBlock();
  }

  #writeBlock(): void {
    if (this.#pendingBytes === 0) return;
    const block = this.#pending.length === 1 ? this.#pending[0]! : Buffer.concat(this.#pending);
    this.#pending = [];
    this.#pendingBytes = 0;
    // One block after the other. A failure is kept and thrown by the next call that waits, so that no promise is left
    // unhandled.
    this.#writing = this.#writing
      .then(() => this.#file.appendFile(block))
      .catch((error: unknown) => {
        this.#failure ??= error;
      });
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw writeError(this.path, this.#failure);
  }
}

/** The checksum of the first bytes of a file. */
async function contentOf(path: string, bytes: number): Promise<{ bytes: number; checksum: number }> {
  let found = 0;
  let checksum = 0;
  if (bytes === 0) return { bytes: 0, checksum };
  try {
    for await (const chunk of createReadStream(path, { end: bytes - 1, highWaterMark: BLOCK })) {
      found += (chunk as Buffer).length;
      checksum = crc32(chunk as Buffer, checksum);
    }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw damaged(path, (cause as Error).message);
  }
  return { bytes: found, checksum };
}
