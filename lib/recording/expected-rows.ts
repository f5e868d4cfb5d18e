import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceText } from '../files/replace-file.ts';
import { placesOf } from './format.ts';

const ENDING = '.ndjson';

/** Lines of JSON by the table that they are of. */
export type LinesByTable = ReadonlyMap<string, readonly string[]>;

/** The rows that a replay is expected to publish; `undefined` where nobody has said so yet. */
export async function readExpected(folder: string): Promise<LinesByTable | undefined> {
  const { expected } = placesOf(folder);
  let names: readonly string[];
  try {
    names = await readdir(expected);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const tables = new Map<string, readonly string[]>();
  for (const name of names.filter((one) => one.endsWith(ENDING)).sort()) {
    const text = await readFile(join(expected, name), 'utf8');
    tables.set(
      name.slice(0, -ENDING.length),
      text.split('\n').filter((line) => line !== ''),
    );
  }
  return tables;
}

/** Makes these rows the expected ones. Tables named in `kept` stay as they were. */
export async function writeExpected(folder: string, tables: LinesByTable, kept: ReadonlySet<string>): Promise<void> {
  const { expected } = placesOf(folder);
  await mkdir(expected, { recursive: true });
  for (const name of (await readdir(expected)).filter((one) => one.endsWith(ENDING))) {
    const table = name.slice(0, -ENDING.length);
    if (!tables.has(table) && !kept.has(table)) await rm(join(expected, name));
  }
  for (const [table, lines] of tables) {
    if (!kept.has(table)) await replaceText(join(expected, table + ENDING), lines.map((line) => `${line}\n`).join(''));
  }
}
