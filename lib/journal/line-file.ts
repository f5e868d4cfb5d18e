import { open, type FileHandle } from 'node:fs/promises';
import { SinkError } from '../core/errors.ts';

/** Lines are handed to the operating system in blocks of about this many bytes. */
const BLOCK = 1 << 18;

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
  #finished = false;
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

  /**
   * Takes lines, without their ends. Resolves as soon as they are in memory and no more than one block waits to be
   * written; rejects with a `SinkError` where an earlier block could not be written.
   */
  async append(lines: readonly string[]): Promise<void> {
    if (lines.length === 0) return;
    // UTF-8 takes at most three bytes for a UTF-16 unit.
    const longest = lines.reduce((most, line) => Math.max(most, line.length * 3), 0);
    return this.appendRaw({ lines: Buffer.from(`${lines.join('\n')}\n`), count: lines.length, longest });
  }

  /**
   * Takes lines as bytes, each ended by a newline; otherwise as `append`.
   *
   * @param longest bytes of the longest of them, or more
   */
  async appendRaw({ lines, count, longest }: { lines: Uint8Array; count: number; longest: number }): Promise<void> {
    if (count === 0) return;
    this.#pending.push(lines);
    this.#pendingBytes += lines.length;
    this.#bytes += lines.length;
    this.#lines += count;
    this.#longest = Math.max(this.#longest, longest);
    if (this.#pendingBytes < BLOCK) return;
    await this.#writing;
    this.#throwFailure();
    this.#writeBlock();
  }

  /** Resolves when every line is with the operating system, so that others can read it. */
  async flush(): Promise<void> {
    await this.#writing;
    if (this.#pendingBytes > 0) this.#writeBlock();
    await this.#writing;
    this.#throwFailure();
  }

  /** Takes no more lines. */
  async finish(): Promise<void> {
    await this.flush();
    this.#finished = true;
  }

  /** Ends the file; lines that were not flushed may be lost. */
  async close(): Promise<void> {
    await this.#writing;
    await this.#file.close();
  }

  #writeBlock(): void {
    const block = this.#pending.length === 1 ? this.#pending[0]! : Buffer.concat(this.#pending);
    this.#pending = [];
    this.#pendingBytes = 0;
    // A failure is kept and thrown by the next call that waits, so that no promise is left unhandled.
    this.#writing = this.#file.appendFile(block).catch((error: unknown) => {
      this.#failure = error;
    });
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw writeError(this.path, this.#failure);
  }
}

function writeError(path: string, cause: unknown): SinkError {
  const code = (cause as NodeJS.ErrnoException).code;
  const what: Record<string, string> = {
    ENOSPC: 'the disk is full',
    EACCES: 'no permission to write there',
    EROFS: 'the file system is read-only',
    ENOENT: 'the folder is gone',
    EDQUOT: 'the disk quota is used up',
  };
  return new SinkError(`cannot write ${path}: ${what[code ?? ''] ?? (cause as Error).message}`, {
    fix: 'make room or choose another folder with --out; the published files are untouched',
    cause,
  });
}
