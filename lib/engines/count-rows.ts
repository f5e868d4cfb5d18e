import { SinkError } from '../core/errors.ts';
import { quotePath } from './duckdb-quote.ts';
import { query } from './query.ts';

/** How many rows some Parquet files have together, from their metadata. Throws a `SinkError` where one is not readable. */
export async function countRows(paths: readonly string[]): Promise<number> {
  if (paths.length === 0) return 0;
  try {
    const list = `[${paths.map(quotePath).join(', ')}]`;
    const [counted] = await query(`SELECT sum(num_rows)::BIGINT AS rows FROM parquet_file_metadata(${list})`);
    return Number(counted?.['rows']);
  } catch (cause) {
    const [reason = ''] = (cause as Error).message.split('\n', 1);
    throw new SinkError(`cannot read ${paths.join(', ')}: ${reason}`, { cause });
  }
}
