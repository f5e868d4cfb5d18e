/** All the SQL of a publish step, as text. Nothing here touches a database. */
import type { SortColumn } from '../core/types.ts';
import type { Column, ColumnType } from '../rows/column-type.ts';
import type { RowFiles } from '../rows/row-files.ts';
import { quoteName, quotePath, quoteText } from './duckdb-quote.ts';
import { fileType, readType, readValue } from './duckdb-types.ts';
import { historySql } from './duckdb-history.ts';
import { groupOptions, type RowSize } from './duckdb-row-size.ts';
import { fromAll, NO_HIVE, publishedValue, readParquet } from './duckdb-read.ts';
import type { PublishedFile, WriteTask } from './engine.ts';

/** What DuckDB takes for one row unless told otherwise, in bytes. */
const DEFAULT_ROW_SIZE = 16 << 20;

/** Reads journal files with the types of `columns`; a column that a row lacks is null. */
function readJournal(files: RowFiles, columns: readonly Column[]): string {
  const paths = files.paths.map(quotePath).join(', ');
  const spec = columns.map((column) => `${quoteText(column.name)}: ${quoteText(readType(column.type))}`).join(', ');
  const rowSize = Math.max(DEFAULT_ROW_SIZE, files.largestRow + 1);
  return `read_json([${paths}], format = 'newline_delimited', columns = {${spec}}, maximum_object_size = ${rowSize}, ${NO_HIVE})`;
}

/**
 * Copies a journal file into a Parquet file of its own, in order, so that it is parsed once and each row has a number.
 * The columns of a stage go by their position, so that no name of a row meets one of these statements.
 */
export function stageRows(files: RowFiles, target: string): string {
  const select = files.columns.map((column, i) => `${fileValue(column)} AS c${i}`);
  return `COPY (SELECT ${select.join(', ')} FROM ${readJournal(files, files.columns)}) TO ${quoteText(target)} (FORMAT parquet, COMPRESSION snappy)`;
}

/** The staged files of a write, oldest first, and how many of the columns they have. */
export interface Stage {
  readonly paths: readonly string[];
  readonly columns: number;
}

/** Later rows have higher numbers. */
const SEQUENCE = '(file_index << 40) + file_row_number';

export function readStage(stage: Stage): string {
  return `read_parquet([${stage.paths.map(quotePath).join(', ')}], union_by_name = true, ${NO_HIVE})`;
}

/** A column of the new file in a stage; one that came up later, or is only in the published file, is null. */
export function staged(stage: Stage, columns: readonly Column[], name: string): string {
  const i = columns.findIndex((column) => column.name === name);
  return i < stage.columns ? `c${i}` : `CAST(NULL AS ${fileType(columns[i]!.type)})`;
}

/**
 * Statements that put the numbers of the staged rows that do not stand into the temporary table `gone`: fewer than those
 * that do, mostly.
 *
 * @param slices in how many slices, by a hash of what makes rows unique, the rows are looked at; one slice at a time has
 * to fit into memory, or is spilled
 */
export function goneRows(
  stage: Stage,
  { unique, columns }: Pick<WriteTask, 'unique' | 'columns'>,
  published: readonly PublishedFile[],
  slices: number,
): string[] {
  const table = 'CREATE OR REPLACE TEMP TABLE gone (n BIGINT)';
  if (unique.by === 'none') return [table];
  const names = unique.by === 'key' ? unique.key : columns.slice(0, stage.columns).map(({ name }) => name);
  const values = names.map((name) => staged(stage, columns, name));
  const inserts = Array.from({ length: slices }, (_, i) => {
    const slice = slices === 1 ? 'true' : `hash(${values.join(', ')}) % ${slices} = ${i}`;
    const standing =
      unique.by === 'key'
        ? keyedRows(stage, columns, unique, published, slice)
        : `(SELECT min(${SEQUENCE}) AS n FROM ${readStage(stage)} WHERE ${slice} GROUP BY ${values.join(', ')})`;
    return `INSERT INTO gone SELECT n FROM (SELECT ${SEQUENCE} AS n FROM ${readStage(stage)} WHERE ${slice}) ANTI JOIN (SELECT n FROM ${standing}) USING (n)`;
  });
  return [table, ...inserts];
}

/** Some of the keys of rows that do not stand, each once, as the JSON text `key`. */
export function repeatedKeys(stage: Stage, columns: readonly Column[], key: readonly string[], most: number): string {
  const fields = key.map((name) => `${quoteText(name)}, ${staged(stage, columns, name)}`).join(', ');
  const some = `(SELECT n FROM gone ORDER BY n LIMIT ${most})`;
  return `SELECT DISTINCT CAST(json_object(${fields}) AS VARCHAR) AS key FROM ${readStage(stage)} WHERE ${SEQUENCE} IN ${some} ORDER BY key`;
}

/** The numbers of the rows of a slice that stand for their keys, as `n`. */
function keyedRows(
  stage: Stage,
  columns: readonly Column[],
  { key, sort, keepsPublished }: Extract<WriteTask['unique'], { by: 'key' }>,
  published: readonly PublishedFile[],
  slice: string,
): string {
  const value = sort === undefined ? 'NULL' : staged(stage, columns, sort.column);
  const keys = key.map((name, i) => `${staged(stage, columns, name)} AS k${i}`).join(', ');
  const by = key.map((_, i) => `k${i}`).join(', ');
  const best = bestRow(value, sort);
  const rows = `(SELECT ${best} AS best, ${keys} FROM ${readStage(stage)} WHERE ${slice} GROUP BY ${by})`;
  const numbered =
    sort === undefined
      ? `(SELECT best AS n, ${by} FROM ${rows})`
      : `(SELECT abs(best.n) AS n, best.v AS v, ${by} FROM ${rows})`;
  if (published.length === 0 || (sort === undefined && !keepsPublished)) return numbered;
  const sameKey = key.map((_, i) => `k${i} = p${i}`);
  const old = fromAll(published, (file) => {
    const before = key.map((name, i) => `${publishedValue(file, columns, name)} AS p${i}`);
    if (sort !== undefined) before.push(`${publishedValue(file, columns, sort.column)} AS p`);
    return before.join(', ');
  });
  const keeps = keepsPublished ? 'true' : `p IS NOT NULL AND (v IS NULL OR p ${sort!.order === 'desc' ? '>' : '<'} v)`;
  return `${numbered} ANTI JOIN ${old} ON ${sameKey.join(' AND ')} AND ${keeps}`;
}

/** Null is worst; of equals the last one is best. */
function bestRow(value: string, sort: SortColumn | undefined): string {
  if (sort === undefined) return `max(${SEQUENCE})`;
  return sort.order === 'desc'
    ? `max({'f': ${value} IS NOT NULL, 'v': ${value}, 'n': ${SEQUENCE}})`
    : `min({'f': ${value} IS NULL, 'v': ${value}, 'n': -(${SEQUENCE})})`;
}

/**
 * Writes the new file: the standing rows, and the published rows that none of them replaces.
 *
 * @param allStand whether every staged row stands, so that none has to be looked up
 */
export function writeFile(stage: Stage | undefined, task: WriteTask, allStand: boolean, size: RowSize): string {
  const parts: string[] = [];
  if (task.history !== undefined) {
    parts.push(historySql(stage && standingValues(stage, task), task, task.history));
  } else if (stage !== undefined) {
    const conditions = [...(allStand ? [] : [STANDS]), ...notDeleted(stage, task)];
    const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
    parts.push(`SELECT ${renamed(stage, task.columns, task.columns)} FROM ${readStage(stage)}${where}`);
  }
  if (task.published !== undefined && task.history === undefined)
    parts.push(publishedRows(stage, task, task.published, allStand));
  if (parts.length === 0) parts.push(emptyRows(task.columns));
  return copyTo(task.target, parts, { columns: task.stored }, size);
}

export function copyTo(target: string, parts: readonly string[], metadata: object, size: RowSize): string {
  const text = quoteText(JSON.stringify({ version: 1, ...metadata }));
  return `COPY (${parts.join(' UNION ALL ')}) TO ${quoteText(target)} (FORMAT parquet, COMPRESSION zstd, ${groupOptions(size)}, RETURN_STATS, KV_METADATA {millrace: ${text}})`;
}

/** The standing rows with the columns of the new file. */
function standingValues(stage: Stage, { columns }: WriteTask): string {
  return `(SELECT ${renamed(stage, columns, columns)} FROM ${readStage(stage)} WHERE ${STANDS})`;
}

/** Whether a staged row stands. */
export const STANDS = `${SEQUENCE} NOT IN (SELECT n FROM gone)`;

export function notDeleted(stage: Stage, { columns, deleted }: Pick<WriteTask, 'columns' | 'deleted'>): string[] {
  const column = columns.find(({ name }) => name === deleted);
  if (column === undefined) return [];
  const value = staged(stage, columns, column.name);
  return [column.type.kind === 'bool' ? `${value} IS DISTINCT FROM true` : `${value} IS NULL`];
}

/** Some of the columns of a stage, under their names. */
export function renamed(stage: Stage, columns: readonly Column[], picked: readonly Column[]): string {
  return picked.map(({ name }) => `${staged(stage, columns, name)} AS ${quoteName(name)}`).join(', ');
}

/** The published rows that go on. */
export function publishedRows(
  stage: Stage | undefined,
  task: Omit<WriteTask, 'published'>,
  published: PublishedFile,
  allStand: boolean,
): string {
  const { columns, unique, mergeKey, replaced } = task;
  const select = columns.map(({ name }) => `${publishedValue(published, columns, name)} AS ${quoteName(name)}`);
  let rows = `(SELECT ${select.join(', ')} FROM ${readParquet(published.path)})`;
  const withoutStaged = (names: readonly string[], where: string): void => {
    const picked = names.map((name) => columns.find((column) => column.name === name)!);
    rows = without(rows, `(SELECT ${renamed(stage!, columns, picked)} FROM ${readStage(stage!)}${where})`, names);
  };
  if (stage !== undefined && unique.by === 'key') {
    // Where the last row of a key stands, every key of the stage has one.
    const everyKey = allStand || (unique.sort === undefined && !unique.keepsPublished);
    withoutStaged(unique.key, everyKey ? '' : ` WHERE ${STANDS}`);
  }
  if (stage !== undefined && mergeKey !== undefined) withoutStaged(mergeKey, '');
  if (replaced !== undefined && replaced.paths.length > 0) {
    rows = without(
      rows,
      replacedValues(replaced, columns),
      replaced.columns.map((column) => column.name),
    );
  }
  return `SELECT ${columns.map((column) => quoteName(column.name)).join(', ')} FROM ${rows}`;
}

/** The values whose published rows are left out, with the types of the new file. */
export function replacedValues(replaced: RowFiles, columns: readonly Column[]): string {
  const wide = replaced.columns.map((column) => columns.find(({ name }) => name === column.name) ?? column);
  const values = wide.map((column) => `${fileValue(column)} AS ${quoteName(column.name)}`);
  return `(SELECT ${values.join(', ')} FROM ${readJournal(replaced, wide)})`;
}

/** The rows that have no equal in these columns among the others. */
function without(rows: string, others: string, names: readonly string[]): string {
  return `(SELECT * FROM ${rows} ANTI JOIN ${others} USING (${names.map(quoteName).join(', ')}))`;
}

export function emptyRows(columns: readonly Column[]): string {
  return `SELECT ${columns.map((column) => `CAST(NULL AS ${fileType(column.type)}) AS ${quoteName(column.name)}`).join(', ')} WHERE false`;
}

/** A value of the journal as it is written to a file. */
function fileValue({ name, type }: Column): string {
  const read = readValue(name, type);
  if (read !== undefined) return read;
  return hasJson(type) ? `CAST(${quoteName(name)} AS ${fileType(type)})` : quoteName(name);
}

function hasJson(type: ColumnType): boolean {
  if (type.kind === 'list') return hasJson(type.element);
  if (type.kind === 'struct') return type.fields.some((field) => hasJson(field.type));
  return type.kind === 'json';
}
