/** All the SQL of a publish step, as text. Nothing here touches a database. */
import type { Column, ColumnType } from '../rows/column-type.ts';
import type { RowFiles } from '../rows/row-files.ts';
import type { WriteTask } from './engine.ts';

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function pathList(paths: readonly string[]): string {
  return `[${paths.map(quoteText).join(', ')}]`;
}

/** The type in the published file. JSON is text there, so that every reader knows what to do with it. */
export function fileType(type: ColumnType): string {
  return sqlType(type, 'VARCHAR');
}

/** The type to read newline-delimited JSON with; values of a JSON column keep their quotes and brackets. */
function readType(type: ColumnType): string {
  return sqlType(type, 'JSON');
}

function sqlType(type: ColumnType, json: string): string {
  switch (type.kind) {
    case 'null':
    case 'string':
      return 'VARCHAR';
    case 'bool':
      return 'BOOLEAN';
    case 'int64':
      return 'BIGINT';
    case 'decimal':
      return 'DECIMAL(38,0)';
    case 'double':
      return 'DOUBLE';
    case 'timestamp':
      return 'TIMESTAMPTZ';
    case 'date':
      return 'DATE';
    case 'json':
      return json;
    case 'list':
      return `${sqlType(type.element, json)}[]`;
    case 'struct':
      return `STRUCT(${type.fields.map((field) => `${quoteName(field.name)} ${sqlType(field.type, json)}`).join(', ')})`;
  }
}

/** What DuckDB takes for one row unless told otherwise, in bytes. */
const DEFAULT_ROW_SIZE = 16 << 20;

/** Reads journal files with the types of `columns`; a column that a row lacks is null. */
export function readJournal(files: RowFiles, columns: readonly Column[]): string {
  const spec = columns.map((column) => `${quoteText(column.name)}: ${quoteText(readType(column.type))}`).join(', ');
  return `read_json(${pathList(files.paths)}, format = 'newline_delimited', columns = {${spec}}, maximum_object_size = ${Math.max(DEFAULT_ROW_SIZE, files.largestRow + 1)})`;
}

/** Copies journal rows into a Parquet file of their own, in order, so that a row has a number and is parsed once. */
export function stageRows(files: RowFiles, columns: readonly Column[], target: string): string {
  const select = columns.map((column) =>
    hasJson(column.type)
      ? `CAST(${quoteName(column.name)} AS ${fileType(column.type)}) AS ${quoteName(column.name)}`
      : quoteName(column.name),
  );
  return `COPY (SELECT ${select.join(', ')} FROM ${readJournal(files, columns)}) TO ${quoteText(target)} (FORMAT parquet, COMPRESSION lz4)`;
}

/** The numbers of the staged rows that stand, as the temporary table `standing`. */
export function standingRows(stage: string, task: Pick<WriteTask, 'unique' | 'columns'>): string {
  const rows = `read_parquet(${quoteText(stage)}, file_row_number = true)`;
  if (task.unique.by === 'none')
    return `CREATE OR REPLACE TEMP TABLE standing AS SELECT file_row_number AS n FROM ${rows}`;
  const [pick, names] =
    task.unique.by === 'key' ? ['max', task.unique.key] : ['min', task.columns.map((column) => column.name)];
  return `CREATE OR REPLACE TEMP TABLE standing AS SELECT ${pick}(file_row_number) AS n FROM ${rows} GROUP BY ${names.map(quoteName).join(', ')}`;
}

/** Writes the new file: the standing rows, and the published rows that none of them replaces. */
export function writeFile(stage: string | undefined, task: WriteTask): string {
  const parts: string[] = [];
  if (stage !== undefined) {
    const names = task.columns.map((column) => quoteName(column.name)).join(', ');
    parts.push(
      `SELECT ${names} FROM read_parquet(${quoteText(stage)}, file_row_number = true) WHERE file_row_number IN (SELECT n FROM standing)`,
    );
  }
  if (task.published !== undefined) parts.push(publishedRows(stage, task, task.published));
  if (parts.length === 0) parts.push(emptyRows(task.columns));
  const metadata = JSON.stringify({ version: 1, columns: task.stored });
  return `COPY (${parts.join(' UNION ALL ')}) TO ${quoteText(task.target)} (FORMAT parquet, COMPRESSION zstd, KV_METADATA {millrace: ${quoteText(metadata)}})`;
}

function publishedRows(
  stage: string | undefined,
  task: WriteTask,
  published: NonNullable<WriteTask['published']>,
): string {
  const before = new Map(published.columns.map((column) => [column.name, column.type]));
  const select = task.columns.map((column) => {
    const type = before.get(column.name) ?? { kind: 'null' };
    return `${castSql(quoteName(column.name), type, column.type)} AS ${quoteName(column.name)}`;
  });
  let rows = `(SELECT ${select.join(', ')} FROM read_parquet(${quoteText(published.path)}))`;
  if (stage !== undefined && task.unique.by === 'key') {
    rows = antiJoin(rows, `read_parquet(${quoteText(stage)})`, task.unique.key);
  }
  if (task.replaced !== undefined && task.replaced.paths.length > 0) {
    const wide = task.replaced.columns.map((column) => task.columns.find(({ name }) => name === column.name) ?? column);
    const fetched = `(SELECT ${wide.map((column) => `CAST(${quoteName(column.name)} AS ${fileType(column.type)}) AS ${quoteName(column.name)}`).join(', ')} FROM ${readJournal(task.replaced, wide)})`;
    rows = antiJoin(
      rows,
      fetched,
      wide.map((column) => column.name),
    );
  }
  return `SELECT * FROM ${rows}`;
}

function antiJoin(rows: string, others: string, names: readonly string[]): string {
  const equal = names.map((name) => `kept.${quoteName(name)} = gone.${quoteName(name)}`).join(' AND ');
  return `(SELECT * FROM ${rows} kept WHERE NOT EXISTS (SELECT 1 FROM ${others} gone WHERE ${equal}))`;
}

function emptyRows(columns: readonly Column[]): string {
  return `SELECT ${columns.map((column) => `CAST(NULL AS ${fileType(column.type)}) AS ${quoteName(column.name)}`).join(', ')} WHERE false`;
}

function hasJson(type: ColumnType): boolean {
  if (type.kind === 'list') return hasJson(type.element);
  if (type.kind === 'struct') return type.fields.some((field) => hasJson(field.type));
  return type.kind === 'json';
}

/**
 * An expression that widens a published value to the type it has now. Types only widen, so the cases here are all
 * there are.
 */
export function castSql(value: string, from: ColumnType, to: ColumnType): string {
  if (from.kind === 'null') return `CAST(NULL AS ${fileType(to)})`;
  if (to.kind === 'json') return from.kind === 'json' ? value : `CAST(to_json(${jsonReady(value, from)}) AS VARCHAR)`;
  if (to.kind === 'string' && from.kind === 'timestamp') return isoText(value);
  if (to.kind === 'struct' && from.kind === 'struct') {
    const before = new Map(from.fields.map((field) => [field.name, field.type]));
    const fields = to.fields.map((field) => {
      const type = before.get(field.name) ?? { kind: 'null' };
      return `${quoteName(field.name)} := ${castSql(`struct_extract(${value}, ${quoteText(field.name)})`, type, field.type)}`;
    });
    return `CASE WHEN ${value} IS NULL THEN NULL ELSE struct_pack(${fields.join(', ')}) END`;
  }
  if (to.kind === 'list' && from.kind === 'list') {
    return fileType(from) === fileType(to)
      ? value
      : `list_transform(${value}, lambda x: ${castSql('x', from.element, to.element)})`;
  }
  return fileType(from) === fileType(to) ? value : `CAST(${value} AS ${fileType(to)})`;
}

/** Instants as the text an API would have sent, so that they read the same inside JSON and text columns. */
function isoText(value: string): string {
  return `strftime(${value} AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%fZ')`;
}

/** The value with its JSON texts as JSON and its instants as ISO text, ready for `to_json`. */
function jsonReady(value: string, type: ColumnType): string {
  switch (type.kind) {
    case 'timestamp':
      return isoText(value);
    case 'json':
      return `CAST(${value} AS JSON)`;
    case 'list':
      return `list_transform(${value}, lambda x: ${jsonReady('x', type.element)})`;
    case 'struct':
      return `CASE WHEN ${value} IS NULL THEN NULL ELSE struct_pack(${type.fields
        .map(
          (field) =>
            `${quoteName(field.name)} := ${jsonReady(`struct_extract(${value}, ${quoteText(field.name)})`, field.type)}`,
        )
        .join(', ')}) END`;
    default:
      return value;
  }
}
