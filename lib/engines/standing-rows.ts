/** Which rows make a new file, found out in memory. */
import { createHash } from 'node:crypto';
import { rowText } from '../rows/row-text.ts';
import type { WriteTask } from './engine.ts';
import type { StoredRow } from './parquet-values.ts';
import { isBetter, keyText } from './row-keys.ts';

export type Rows = () => AsyncIterable<StoredRow>;

export interface Standing {
  /** The positions of the incoming rows that stand. */
  readonly lines: ReadonlySet<number>;
  readonly incoming: number;
  /** Whether a published row goes on. */
  readonly goesOn: (row: StoredRow) => boolean;
}

interface Best {
  readonly line: number;
  readonly value: unknown;
}

/** @param replaced the values whose published rows are left out, whatever their key */
export async function standingRows(
  { unique, mergeKey, replaced: given }: Pick<WriteTask, 'unique' | 'mergeKey' | 'replaced'>,
  incoming: Rows,
  published: Rows,
  replaced: Rows,
): Promise<Standing> {
  const lines = new Set<number>();
  const best = new Map<string, Best>();
  const seen = new Set<string>();
  const mergeKeys = new Set<string>();
  let line = 0;
  for await (const row of incoming()) {
    if (mergeKey !== undefined && hasAll(row, mergeKey)) mergeKeys.add(keyText(row, mergeKey));
    if (unique.by === 'none' || (unique.by === 'row' && isNew(seen, row))) lines.add(line);
    if (unique.by === 'key') takeBest(best, unique, row, line);
    line += 1;
  }
  if (unique.by === 'key') {
    if (unique.sort !== undefined || unique.keepsPublished) await dropBeaten(best, unique, published);
    for (const { line: standing } of best.values()) lines.add(standing);
  }
  const replacedNames = given?.columns.map(({ name }) => name) ?? [];
  const replacedKeys = new Set<string>();
  for await (const row of replaced()) replacedKeys.add(keyText(row, replacedNames));
  return {
    lines,
    incoming: line,
    goesOn: (row) =>
      !(unique.by === 'key' && best.has(keyText(row, unique.key))) &&
      !(mergeKey !== undefined && mergeKeys.has(keyText(row, mergeKey))) &&
      !(replacedKeys.size > 0 && replacedKeys.has(keyText(row, replacedNames))),
  };
}

type ByKey = Extract<WriteTask['unique'], { by: 'key' }>;

function takeBest(best: Map<string, Best>, { key, sort }: ByKey, row: StoredRow, line: number): void {
  const text = keyText(row, key);
  const before = best.get(text);
  const value = sort && row[sort.column];
  if (before === undefined || sort === undefined || !isBetter(before.value, value, sort.order)) {
    best.set(text, { line, value });
  }
}

/** Of the incoming rows those go that are worse than what is published of their key. */
async function dropBeaten(
  best: Map<string, Best>,
  { key, sort, keepsPublished }: ByKey,
  published: Rows,
): Promise<void> {
  for await (const row of published()) {
    const text = keyText(row, key);
    const now = best.get(text);
    if (now === undefined) continue;
    if (keepsPublished || (sort !== undefined && isBetter(row[sort.column], now.value, sort.order))) best.delete(text);
  }
}

/** Rows may be long, so that their digests are kept. */
function isNew(seen: Set<string>, row: StoredRow): boolean {
  const digest = createHash('md5').update(rowText(row)).digest('base64');
  if (seen.has(digest)) return false;
  seen.add(digest);
  return true;
}

function hasAll(row: StoredRow, names: readonly string[]): boolean {
  return names.every((name) => row[name] !== null && row[name] !== undefined);
}
