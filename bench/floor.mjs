/**
 * The floor of the benchmark: what the same rows cost DuckDB alone, without an API, a journal or a state. It reads the
 * page bodies from files, keeps the last row of each key and writes one Parquet file, as the faster of several plain
 * ways does it:
 *
 *   node bench/floor.mjs PAGES OUT
 *
 * It is JavaScript, so that it does not wait for a compiler.
 */
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

const [pages = '', out = ''] = process.argv.slice(2);
const instance = await DuckDBInstance.create(':memory:');
const connection = await instance.connect();
// The names of the files have the order of the pages, and rows are inserted in the order of the list.
await connection.run(`
  CREATE TEMP TABLE rows AS
  SELECT unnest(data, max_depth := 1) AS row
  FROM read_json(${text(join(pages, 'page-*.json'))}, format = 'unstructured', maximum_object_size = 104857600)`);
await connection.run(`
  COPY (
    SELECT row.* FROM rows JOIN (SELECT max(rowid) AS last FROM rows GROUP BY row.id) ON rows.rowid = last
  ) TO ${text(join(out, 'rows.parquet'))} (FORMAT parquet, COMPRESSION zstd)`);
instance.closeSync();

/** @param {string} value */
function text(value) {
  return `'${value.replaceAll("'", "''")}'`;
}
