/** Rows of a file on this machine. */
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { json } from '../decoders/json.ts';
import { readTable, TABLE_ENDINGS } from '../engines/read-file.ts';
import { readLines } from '../files/read-lines.ts';

const LINE_ENDINGS: readonly string[] = ['.ndjson', '.jsonl'];
const BATCH = 1000;

/** What a file of rows may end with. */
export const FILE_ENDINGS: readonly string[] = [...TABLE_ENDINGS, ...LINE_ENDINGS, '.json'];

/**
 * The rows of a file, in batches. A JSON file, which is one list or one row, is read at once; all others are never
 * whole in memory.
 */
export async function* fileRows(path: string): AsyncGenerator<readonly unknown[]> {
  const ending = extname(path).toLowerCase();
  if (TABLE_ENDINGS.includes(ending)) yield* readTable(path, ending);
  else if (LINE_ENDINGS.includes(ending)) yield* lines(path);
  else {
    const value: unknown = json.decode(await readFile(path, 'utf8'));
    yield Array.isArray(value) ? value : [value];
  }
}

async function* lines(path: string): AsyncGenerator<readonly unknown[]> {
  let batch: unknown[] = [];
  let number = 0;
  for await (const line of readLines(path)) {
    number += 1;
    const text = number === 1 ? line.replace(/^\uFEFF/, '') : line;
    if (text.trim() === '') continue;
    batch.push(valueOf(text, number));
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function valueOf(text: string, line: number): unknown {
  try {
    return json.decode(text);
  } catch (cause) {
    throw new Error(`line ${line}: ${(cause as Error).message}`, { cause });
  }
}
