import { SinkError } from '../core/errors.ts';
import { syncPath } from '../files/replace-file.ts';

/** What was journaled is not there any more as it was. */
export function damaged(path: string, why: string): SinkError {
  return new SinkError(`the journal ${path} is damaged: ${why}`, {
    fix: 'fetch it anew with --fresh; the published files are untouched',
  });
}

/** What a failed write to a file of the journal means to the user. */
export function writeError(path: string, cause: unknown): SinkError {
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

/** Resolves when the names in a folder of the journal are on the disk. Throws a `SinkError`. */
export async function syncNames(folder: string): Promise<void> {
  try {
    await syncPath(folder);
  } catch (cause) {
    throw writeError(folder, cause);
  }
}
