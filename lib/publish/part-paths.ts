import { mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Partitioning } from '../core/types.ts';

/** What Hive calls the folder of rows that have no value; readers make null of it. */
const NO_VALUE = '__HIVE_DEFAULT_PARTITION__';

/** Where a part of a table lies in its folder: `country=DE/day=2024-05-06/data.parquet`, or `bucket-0007.parquet`. */
export function partPath(layout: Partitioning, part: string): string {
  if ('buckets' in layout) return `bucket-${part.padStart(4, '0')}.parquet`;
  const values = JSON.parse(part) as readonly (string | null)[];
  const folders = layout.columns.map((name, i) => `${encode(name)}=${values[i] ? encode(values[i]) : NO_VALUE}`);
  // An empty text has no folder of its own in Hive; it is not to meet the file of those without a value.
  const emptyTexts = values.flatMap((value, i) => (value === '' ? [`-${i + 1}`] : []));
  return join(...folders, `data${emptyTexts.join('')}.parquet`);
}

/** As in a URL, and what Hive encodes besides. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** The Parquet files of a table's folder; none where there is no such folder. */
export async function partFiles(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names.filter((name) => name.endsWith('.parquet')).map((name) => join(folder, name));
}

export async function makeFolderFor(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
}
