import { quoteName, quoteText } from './duckdb-quote.ts';
import { publishedValue, readParquet } from './duckdb-read.ts';
import type { History, WriteTask } from './engine.ts';

/**
 * The rows of a file that keeps history (see `History`). Rows are told apart by their contents, the columns of validity
 * aside.
 *
 * @param incoming a query in brackets with the columns of the new file, each row once; none where no row came
 */
export function historySql(incoming: string | undefined, { columns, published }: WriteTask, history: History): string {
  const { from, to, at, within } = history;
  const contents = columns.filter(({ name }) => name !== from && name !== to).map(({ name }) => quoteName(name));
  // A hash is compared faster than rows with lists and structs; 128 bits do not meet by chance.
  const identity = `md5(CAST(to_json(struct_pack(${contents.map((name, i) => `c${i} := ${name}`).join(', ')})) AS VARCHAR))`;
  const now = `CAST(${quoteText(at)} AS TIMESTAMPTZ)`;
  const names = columns.map(({ name }) => quoteName(name)).join(', ');
  const [start, end] = [quoteName(from), quoteName(to)];
  const came = incoming ?? `(SELECT ${names} FROM ${before()} WHERE false)`;

  function before(): string {
    if (published === undefined) return '';
    const select = columns.map(({ name }) => `${publishedValue(published, columns, name)} AS ${quoteName(name)}`);
    return `(SELECT ${select.join(', ')} FROM ${readParquet(published.path)})`;
  }

  const fresh = (condition: string) =>
    `SELECT * REPLACE (${now} AS ${start}, CAST(NULL AS TIMESTAMPTZ) AS ${end}) FROM ${came}${condition}`;
  if (published === undefined) return fresh('');
  const valid = `(SELECT ${identity} FROM ${before()} WHERE ${end} IS NULL)`;
  const key = (within ?? []).map(quoteName).join(', ');
  const concerned = key === '' ? 'true' : `(${key}) IN (SELECT (${key}) FROM ${came})`;
  const ends = `${end} IS NULL AND ${identity} NOT IN (SELECT ${identity} FROM ${came}) AND ${concerned}`;
  return `SELECT * REPLACE (CASE WHEN ${ends} THEN ${now} ELSE ${end} END AS ${end}) FROM ${before()} UNION ALL ${fresh(` WHERE ${identity} NOT IN ${valid}`)}`;
}
