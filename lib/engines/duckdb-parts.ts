/** The SQL for tables that are spread over several files. */
import type { Column } from '../rows/column-type.ts';
import { castSql } from './duckdb-cast.ts';
import { quoteName, quoteText } from './duckdb-quote.ts';
import { fromAll, publishedValue } from './duckdb-read.ts';
import {
  copyTo,
  emptyRows,
  notDeleted,
  publishedRows,
  readStage,
  renamed,
  replacedValues,
  staged,
  STANDS,
  type Stage,
} from './duckdb-sql.ts';
import type { RowSize } from './duckdb-row-size.ts';
import type { PartsTask, PublishedPart } from './engine.ts';

/** The columns that are in the files: readers take the others from the path. */
export function fileColumns({ columns, layout }: Pick<PartsTask, 'columns' | 'layout'>): readonly Column[] {
  return 'columns' in layout ? columns.filter(({ name }) => !layout.columns.includes(name)) : columns;
}

/** The standing rows, each with the part that it belongs to, as the temporary table `fresh`, part after part. */
export function freshRows(stage: Stage, task: PartsTask): string {
  const { columns } = task;
  const values = columns.map(({ name }, i) => `${staged(stage, columns, name)} AS c${i}`);
  const part = partOf(task, (name) => staged(stage, columns, name));
  const where = [STANDS, ...notDeleted(stage, task)].join(' AND ');
  return `CREATE OR REPLACE TEMP TABLE fresh AS SELECT ${values.join(', ')}, ${part} AS part FROM ${readStage(stage)} WHERE ${where} ORDER BY part`;
}

/** What names the part of a row. Values are taken as the text that they are in the JSON, whatever type they have now. */
function partOf({ columns, layout, unique }: PartsTask, valueOf: (name: string) => string): string {
  const textOf = (name: string) => {
    const { type } = columns.find((column) => column.name === name)!;
    return castSql(valueOf(name), type, { kind: 'string' });
  };
  if ('columns' in layout) return `CAST(to_json([${layout.columns.map(textOf).join(', ')}]) AS VARCHAR)`;
  const key = unique.by === 'key' ? unique.key : columns.map(({ name }) => name);
  return `CAST(md5_number_lower(CAST(to_json([${key.map(textOf).join(', ')}]) AS VARCHAR)) % ${layout.buckets} AS VARCHAR)`;
}

export const FRESH_PARTS = 'SELECT DISTINCT part FROM fresh';

/** The positions of those published files that have rows which give way to incoming ones, as `i`. */
export function touchedParts(stage: Stage | undefined, task: PartsTask): string | undefined {
  const { published, columns, unique, mergeKey, replaced, layout } = task;
  const queries: string[] = [];
  const find = (names: readonly string[], others: string): void => {
    const rows = fromAll(published, (file, i) =>
      [...names.map((name) => `${publishedValue(file, columns, name)} AS ${quoteName(name)}`), `${i} AS "#"`].join(
        ', ',
      ),
    );
    queries.push(
      `SELECT DISTINCT "#" AS i FROM ${rows} SEMI JOIN ${others} USING (${names.map(quoteName).join(', ')})`,
    );
  };
  const stagedValues = (names: readonly string[]): string => {
    const picked = names.map((name) => columns.find((column) => column.name === name)!);
    return `(SELECT ${renamed(stage!, columns, picked)} FROM ${readStage(stage!)})`;
  };
  // A key is always in the same bucket.
  if (stage !== undefined && unique.by === 'key' && (task.deleted !== undefined || 'columns' in layout)) {
    find(unique.key, stagedValues(unique.key));
  }
  if (stage !== undefined && mergeKey !== undefined) find(mergeKey, stagedValues(mergeKey));
  if (replaced !== undefined && replaced.paths.length > 0) {
    find(
      replaced.columns.map(({ name }) => name),
      replacedValues(replaced, columns),
    );
  }
  return queries.length === 0 ? undefined : queries.join(' UNION ');
}

/** Writes one file: the fresh rows of a part, and what goes on of its published file. */
export function writePart(
  stage: Stage | undefined,
  task: PartsTask,
  { part, target, before }: { part: string; target: string; before: PublishedPart | undefined },
  size: RowSize,
): string {
  const { published: _, ...rest } = task;
  const names = fileColumns(task);
  const rows: string[] = [];
  if (stage !== undefined) {
    const values = names.map(({ name }) => {
      const i = task.columns.findIndex((column) => column.name === name);
      return `c${i} AS ${quoteName(name)}`;
    });
    rows.push(`SELECT ${values.join(', ')} FROM fresh WHERE part = ${quoteText(part)}`);
  }
  if (before !== undefined) {
    const goingOn = publishedRows(stage, rest, before, false);
    rows.push(`SELECT ${names.map(({ name }) => quoteName(name)).join(', ')} FROM (${goingOn})`);
  }
  if (rows.length === 0) rows.push(emptyRows(names));
  return copyTo(target, rows, { columns: task.stored, layout: task.layout, part }, size);
}
