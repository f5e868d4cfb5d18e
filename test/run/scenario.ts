import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import { prepare } from '../../lib/api/prepare.ts';
import type { ResourceOutcome, RunEvent, RunSummary } from '../../lib/core/events.ts';
import { run, type RunOptions } from '../../lib/run/run.ts';
import type { StateValue } from '../../lib/source/incremental/progress.ts';
import { readParquet, type ReadRow } from '../helpers/read-parquet.ts';

/** Jobs, the tasks of each job, the notes of each task. */
export const jobs = {
  name: 'jobs',
  primary_key: 'id',
  write_disposition: 'merge',
  endpoint: { paginator: 'page_number' },
};
export const tasks = {
  name: 'tasks',
  primary_key: 'id',
  write_disposition: 'merge',
  endpoint: '/jobs/{resources.jobs.id}/tasks',
};
export const notes = { name: 'notes', endpoint: '/tasks/{resources.tasks.id}/notes' };

/** Jobs that are taken up where the run before ended. */
export const incrementalJobs = {
  ...jobs,
  endpoint: { ...jobs.endpoint, incremental: { cursor_path: 'id', start_param: 'since' } },
};

/** A run that is over. */
export interface Ran {
  readonly summary: RunSummary;
  readonly events: readonly RunEvent[];
  readonly outcome: (resource: string) => ResourceOutcome;
}

/** A configuration whose requests fail at once, or not at all. */
export function configOf(origin: string, resources: readonly (object | string)[], over: object = {}): object {
  return {
    name: 'shop',
    client: { base_url: origin, error_handler: { max_retries: 0 } },
    resources,
    ...over,
  };
}

/** Runs a configuration whose secrets are these. */
export async function runConfig(
  config: object,
  options: RunOptions & { readonly out: string },
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const events: RunEvent[] = [];
  const onEvent = (event: RunEvent) => {
    events.push(event);
    options.onEvent?.(event);
  };
  const source = prepare(config, { secrets: { env, file: {} } });
  const summary = await run(source, { ...options, onEvent });
  return {
    summary,
    events,
    outcome: (resource) =>
      summary.resources.find((one) => one.resource === resource) ?? assert.fail(`no outcome of ${resource}`),
  };
}

/** The rows of a published file, integers as numbers, in the order of these columns. */
export async function published(out: string, table: string, ...sortedBy: string[]): Promise<ReadRow[]> {
  const rows = await readParquet(join(out, `${table}.parquet`));
  const plain = rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([key, value]) => [key, typeof value === 'bigint' ? Number(value) : value]),
    ),
  );
  const keyOf = (row: ReadRow) => sortedBy.map((column) => String(row[column]).padStart(9)).join();
  return plain.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

export const isPublished = (out: string, table: string) => existsSync(join(out, `${table}.parquet`));

/** The cursors that the next run goes on from. */
export async function cursors(out: string): Promise<Record<string, unknown>> {
  const path = join(out, '_millrace', 'state.json');
  if (!existsSync(path)) return {};
  const { cursors: kept } = JSON.parse(await readFile(path, 'utf8')) as { cursors: Record<string, StateValue> };
  const own = Object.entries(kept).filter(([, { last_value }]) => last_value !== undefined);
  return Object.fromEntries(own.map(([name, { last_value }]) => [name, last_value]));
}
