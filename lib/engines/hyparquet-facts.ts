/** What a Parquet file says of itself, read without the engine that wrote it. */
import type { SchemaTree } from 'hyparquet';
import type { LeafFacts } from './engine.ts';

export interface FileFacts {
  readonly rows: number;
  /** The names of its columns, in their order. */
  readonly columns: readonly string[];
  readonly leaves: readonly LeafFacts[];
}

/** Reads the footer of a file. Throws where it has none. */
export async function fileFacts(path: string): Promise<FileFacts> {
  const { asyncBufferFromFile, parquetMetadataAsync, parquetSchema } = await import('hyparquet');
  const metadata = await parquetMetadataAsync(await asyncBufferFromFile(path));
  const { children } = parquetSchema(metadata);
  const leaves = new Map(children.flatMap((child) => leavesOf(child, [])).map((leaf) => [leaf.stored, leaf]));
  for (const { columns } of metadata.row_groups) {
    for (const { meta_data: data } of columns) {
      const leaf = leaves.get(JSON.stringify(data?.path_in_schema));
      if (leaf === undefined || data === undefined) continue;
      leaf.values += Number(data.num_values);
      leaf.nulls += Number(data.statistics?.null_count ?? 0);
    }
  }
  return {
    rows: Number(metadata.num_rows),
    columns: children.map(({ element }) => element.name),
    leaves: [...leaves.values()].map(({ path: place, values, nulls }) => ({ path: place, values, nulls })),
  };
}

interface Leaf {
  readonly path: readonly string[];
  /** The path with the groups that a list is stored with. */
  readonly stored: string;
  values: number;
  nulls: number;
}

function leavesOf({ element, children, path: stored }: SchemaTree, above: readonly string[]): Leaf[] {
  // The group between a list and its elements has no values of its own.
  const isListGroup = element.repetition_type === 'REPEATED' && children.length > 0;
  const path = isListGroup ? above : [...above, element.name];
  if (children.length > 0) return children.flatMap((child) => leavesOf(child, path));
  return [{ path, stored: JSON.stringify(stored), values: 0, nulls: 0 }];
}
