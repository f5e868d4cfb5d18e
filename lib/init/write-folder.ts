import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../core/errors.ts';
import { exists } from '../files/exists.ts';
import { replaceText } from '../files/replace-file.ts';
import { envText } from './env-text.ts';
import type { FoundSecret } from './starting-point.ts';

const OWNER_ONLY = 0o600;

export interface WriteOptions {
  /** Whether files that are there are written over. */
  readonly force: boolean;
  /** How the user calls the folder. */
  readonly shown: string;
}

/**
 * Writes the files of a pipeline, all or, where one of them is there already, none. A `.env` file is never written
 * over: it keeps what it has, and only its owner may read it. Resolves to the names that were written.
 */
export async function writeFolder(
  folder: string,
  files: ReadonlyMap<string, string>,
  secrets: readonly FoundSecret[],
  { force, shown }: WriteOptions,
): Promise<string[]> {
  const there: string[] = [];
  for (const name of files.keys()) if (await exists(join(folder, name))) there.push(name);
  if (there.length > 0 && !force) {
    throw new ConfigError(`${shown} has ${there.join(', ')} already; nothing was written`, {
      fix: 'choose another folder, or write over them with --force',
    });
  }
  try {
    await mkdir(folder, { recursive: true });
    for (const [name, text] of files) await writeFile(join(folder, name), text);
    return [...files.keys(), ...(await writeEnv(join(folder, '.env'), secrets))];
  } catch (cause) {
    throw new ConfigError(`cannot write to ${shown}: ${(cause as Error).message}`, {
      fix: 'choose another folder',
      cause,
    });
  }
}

async function writeEnv(path: string, secrets: readonly FoundSecret[]): Promise<string[]> {
  const before = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const text = envText(secrets, before);
  if (text === undefined) return [];
  await replaceText(path, text, OWNER_ONLY);
  // Whatever the mask of the process says.
  await chmod(path, OWNER_ONLY);
  return ['.env'];
}
