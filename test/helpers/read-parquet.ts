import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

export type ReadRow = Record<string, unknown>;

/** All rows of a Parquet file, by a reader that shares no code with the writer. int64 values are `bigint`. */
export async function readParquet(path: string): Promise<ReadRow[]> {
  const file = await asyncBufferFromFile(path);
  return parquetReadObjects({ file, compressors });
}

/** The names of the columns, in the order of the file. */
export async function parquetColumns(path: string): Promise<string[]> {
  const metadata = await parquetMetadataAsync(await asyncBufferFromFile(path));
  const [root, ...fields] = metadata.schema;
  const names: string[] = [];
  let at = 0;
  for (let column = 0; column < (root?.num_children ?? 0); column += 1) {
    names.push(fields[at]!.name);
    // The fields of a column follow it, each with its own.
    for (let open = 1; open > 0; at += 1) open += (fields[at]!.num_children ?? 0) - 1;
  }
  return names;
}
