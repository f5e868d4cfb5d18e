import type { DuckDBConnection } from '@duckdb/node-api';
import type { LeafFacts, Written } from './engine.ts';

/** Runs a COPY that returns its statistics, as those of `copyTo` do: what was written, as the writer counted it. */
export async function writtenBy(connection: DuckDBConnection, copy: string): Promise<Omit<Written, 'duplicates'>> {
  const [stats] = (await connection.runAndReadAll(copy)).getRowObjectsJson();
  const columns = stats?.['column_statistics'] as unknown as readonly Entry<readonly Entry<string>[]>[];
  return { rows: Number(stats?.['count']), leaves: columns.map(leafOf) };
}

interface Entry<Value> {
  readonly key: string;
  readonly value: Value;
}

function leafOf({ key, value }: Entry<readonly Entry<string>[]>): LeafFacts {
  const numberOf = (name: string) => Number(value.find((entry) => entry.key === name)?.value ?? 0);
  return { path: namesIn(key), values: numberOf('num_values'), nulls: numberOf('null_count') };
}

/** `"a"."b ""c"""` are the names `a` and `b "c"`. */
function namesIn(key: string): string[] {
  return [...key.matchAll(/"((?:[^"]|"")*)"/gs)].map(([, name]) => name!.replaceAll('""', '"'));
}
