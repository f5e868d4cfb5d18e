import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { countRows } from '../engines/count-rows.ts';
import { namesIn } from '../files/names-in.ts';
import { partFiles } from '../publish/part-paths.ts';

export interface PublishedState {
  /** A file, or a folder of files. */
  readonly path: string;
  /** Of all its files. */
  readonly bytes: number;
  readonly files: number;
  /** `undefined` where it cannot be read, see `problem`. */
  readonly rows: number | undefined;
  readonly problem?: string;
}

/** The published files, and folders of files, by their names. */
export async function publishedIn(out: string): Promise<ReadonlyMap<string, PublishedState>> {
  const found = new Map<string, PublishedState>();
  for (const name of await namesIn(out)) {
    if (name === '_millrace') continue;
    const path = join(out, name);
    const isFolder = (await stat(path)).isDirectory();
    const files = isFolder ? await partFiles(path) : name.endsWith('.parquet') ? [path] : [];
    if (files.length > 0) found.set(name, await publishedAt(path, files));
  }
  return found;
}

async function publishedAt(path: string, files: readonly string[]): Promise<PublishedState> {
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  try {
    return { path, bytes, files: files.length, rows: await countRows(files) };
  } catch (error) {
    return { path, bytes, files: files.length, rows: undefined, problem: (error as Error).message };
  }
}
