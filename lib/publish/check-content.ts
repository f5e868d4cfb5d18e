import { isDeepStrictEqual } from 'node:util';
import { SinkError } from '../core/errors.ts';
import type { LeafFacts } from '../engines/engine.ts';
import { fileFacts } from '../engines/hyparquet-facts.ts';

/** What an engine says that it wrote. */
export interface WrittenContent {
  readonly rows: number;
  readonly leaves?: readonly LeafFacts[] | undefined;
}

/**
 * Throws a `SinkError` where a new file is not what the engine says that it wrote, as a reader finds it that is not the
 * engine.
 *
 * @param place the file that it is to replace
 * @param columns the names of the columns that it has to have
 */
export async function checkContent(
  path: string,
  place: string,
  written: WrittenContent,
  columns: readonly string[],
): Promise<void> {
  const difference = await contentDifference(path, written, columns);
  if (difference === undefined) return;
  throw new SinkError(`${place} was not replaced: ${difference}`, {
    fix: 'run it again, and report this with the file in _millrace/journal',
  });
}

/** How they differ in rows, columns, and the values and nulls of every column; `undefined` where they do not. */
async function contentDifference(
  path: string,
  written: WrittenContent,
  columns: readonly string[],
): Promise<string | undefined> {
  const found = await fileFacts(path);
  if (found.rows !== written.rows) return `${written.rows} rows were written, ${found.rows} rows were read back`;
  if (!isDeepStrictEqual(new Set(found.columns), new Set(columns))) {
    return `the columns ${columns.join(', ')} were written, ${found.columns.join(', ')} were read back`;
  }
  if (written.leaves === undefined) return undefined;
  const expected = new Map(written.leaves.map((leaf) => [JSON.stringify(leaf.path), leaf]));
  for (const leaf of found.leaves) {
    const wrote = expected.get(JSON.stringify(leaf.path));
    if (wrote?.values === leaf.values && wrote.nulls === leaf.nulls) continue;
    return `column ${leaf.path.join('.')}: ${counted(wrote)} were written, ${counted(leaf)} were read back`;
  }
  return undefined;
}

function counted(leaf: LeafFacts | undefined): string {
  return leaf === undefined ? 'no values' : `${leaf.values} values with ${leaf.nulls} nulls`;
}
