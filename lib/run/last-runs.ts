import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ResourceOutcome, RunSummary } from '../core/events.ts';
import type { Folders } from '../files/folders.ts';
import { namesIn } from '../files/names-in.ts';
import { runOfSummary, timeOfRun } from '../history/run-files.ts';

export interface LastRun {
  /** When the run began, ISO 8601. */
  readonly at: string;
  readonly source: string;
  readonly status: ResourceOutcome['status'];
  readonly rowsRead: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly error?: string;
}

interface Told {
  readonly last: LastRun;
  readonly file: string | undefined;
}

/** More runs than these are not looked at: a run every few minutes leaves many. */
const RUNS = 200;

/** The last run of each resource, and the last file that was told for it. */
export async function lastRuns({ runs }: Folders): Promise<ReadonlyMap<string, Told>> {
  const told = new Map<string, Told>();
  // Their names begin with the time.
  const names = (await namesIn(runs)).filter((name) => runOfSummary(name) !== undefined).toSorted();
  for (const name of names.toReversed().slice(0, RUNS)) {
    const summary = await summaryIn(join(runs, name));
    for (const { resource, file, ...outcome } of summary?.resources ?? []) {
      const newer = told.get(resource);
      const last = newer?.last ?? lastRunOf(outcome, timeOfRun(name), summary!.source);
      told.set(resource, { last, file: newer?.file ?? file });
    }
  }
  return told;
}

function lastRunOf(outcome: Omit<ResourceOutcome, 'resource' | 'file'>, at: string, source: string): LastRun {
  const { status, rowsRead, duplicates, rejected } = outcome;
  // In the file, an error is its message.
  const error = outcome.error as unknown;
  return { at, source, status, rowsRead, duplicates, rejected, ...(typeof error === 'string' && { error }) };
}

/** A summary that is cut off, or of another form, tells nothing. */
async function summaryIn(path: string): Promise<RunSummary | undefined> {
  try {
    const summary = JSON.parse(await readFile(path, 'utf8')) as Partial<RunSummary>;
    return Array.isArray(summary.resources) ? (summary as RunSummary) : undefined;
  } catch {
    return undefined;
  }
}
