import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { Row } from '../core/types.ts';
import { readTable } from '../engines/read-file.ts';
import { exists } from '../files/exists.ts';
import { foldersOf } from '../files/folders.ts';
import { partFiles } from '../publish/part-paths.ts';
import { publishedForm } from '../source/published-form.ts';
import type { ResourcePlan } from '../source/plan.ts';

export interface TableRows {
  /** The name of the file; `jobs.rejected` for the rows of the resource jobs that were set aside. */
  readonly table: string;
  /** The columns that tell rows apart; none where rows may be equal. */
  readonly key: readonly string[];
  readonly rows: readonly Row[];
}

/** All that a run has published in a folder, in memory. */
export async function publishedRows(plans: readonly ResourcePlan[], out: string): Promise<TableRows[]> {
  const keys = new Map(plans.map((plan) => [plan.info.table, keyOf(plan)]));
  const tables: TableRows[] = [];
  for (const [table, key] of keys) {
    const files = await filesOf(out, table);
    if (files !== undefined) tables.push({ table, key, rows: await rowsOf(out, files) });
  }
  const { rejected } = foldersOf(out);
  for (const name of await readdir(rejected)) {
    if (!name.endsWith('.parquet')) continue;
    const table = `${basename(name, '.parquet')}.rejected`;
    tables.push({ table, key: [], rows: await rowsOf(rejected, [join(rejected, name)]) });
  }
  return tables;
}

function keyOf(plan: ResourcePlan): readonly string[] {
  const { primaryKey, parentColumns } = publishedForm(plan).info;
  return primaryKey.length === 0 ? [] : [...parentColumns, ...primaryKey];
}

async function filesOf(out: string, table: string): Promise<readonly string[] | undefined> {
  const file = join(out, `${table}.parquet`);
  if (await exists(file)) return [file];
  const folder = join(out, table);
  return (await exists(folder)) && (await stat(folder)).isDirectory() ? partFiles(folder) : undefined;
}

async function rowsOf(out: string, files: readonly string[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const file of files) {
    const values = partitionValues(relative(out, dirname(file)));
    for await (const batch of readTable(file, '.parquet')) for (const row of batch) rows.push({ ...row, ...values });
  }
  return rows;
}

/** The columns that are not in a file, but in its path: `day=2024-01-01`. */
function partitionValues(path: string): Row {
  const parts = path.split(sep).filter((part) => part.includes('='));
  return Object.fromEntries(
    parts.map((part) => {
      const end = part.indexOf('=');
      return [part.slice(0, end), decodeURIComponent(part.slice(end + 1))];
    }),
  );
}
