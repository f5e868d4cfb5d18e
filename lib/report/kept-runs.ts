/** Reads what an output folder has kept of its runs. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../core/errors.ts';
import type { PublishedColumn, ResourceOutcome, RunSummary } from '../core/events.ts';
import { nearest } from '../core/nearest.ts';
import { namesIn } from '../files/names-in.ts';
import { HISTORY_ENDING, runOfSummary, SUMMARY_ENDING } from '../history/run-files.ts';
import { HISTORY_VERSION, type RunHistory } from '../history/run-history.ts';
import { outputFolders } from '../run/folder-state.ts';

/** A summary as it is in its file: an error is its message. */
export type KeptSummary = Omit<RunSummary, 'id' | 'resources'> & {
  readonly resources: readonly (Omit<ResourceOutcome, 'error'> & { readonly error?: string })[];
};

export interface KeptRun {
  readonly id: string;
  readonly summary: KeptSummary;
}

/** Columns that were published before, and by which run. */
export interface ColumnsBefore {
  readonly run: string;
  readonly columns: readonly PublishedColumn[];
}

/** What the report of a run is made from. */
export interface ReportInput extends KeptRun {
  /** Left out where there is none; `noHistory` says why. */
  readonly history?: RunHistory;
  readonly noHistory?: string;
  /** The columns of each resource when it was published before this run. */
  readonly before: ReadonlyMap<string, ColumnsBefore>;
  /** The runs before this one, the last of them first. */
  readonly earlier: readonly KeptRun[];
}

/** So many earlier runs are shown. */
const EARLIER = 20;

/**
 * Reads a run of an output folder.
 *
 * @param wanted `latest`, or the name of a run, or enough of its beginning or end
 * @throws ConfigError where there is no such run; what it is of another kind, or damaged, it says
 */
export async function readRun(out: string, wanted: string): Promise<ReportInput> {
  const { runs } = await outputFolders(out);
  const ids = (await namesIn(runs)).flatMap((name) => runOfSummary(name) ?? []).toSorted();
  const id = chosen(ids, wanted, out);
  const summary = await readSummary(join(runs, `${id}${SUMMARY_ENDING}`));
  const before = ids.slice(0, ids.indexOf(id)).toReversed();
  const history = await readHistory(runs, id);
  return {
    id,
    summary,
    ...history,
    before: await columnsBefore(runs, before, new Set(history.history?.resources.map(({ resource }) => resource))),
    earlier: await readable(runs, before.slice(0, EARLIER)),
  };
}

function chosen(ids: readonly string[], wanted: string, out: string): string {
  const last = ids.at(-1);
  if (last === undefined) {
    throw new ConfigError(`no run in ${out} has come to its end`, { fix: 'a report is of a run that has ended' });
  }
  if (wanted === 'latest') return last;
  const found = ids.includes(wanted) ? [wanted] : ids.filter((id) => id.startsWith(wanted) || id.endsWith(wanted));
  if (found.length === 1) return found[0]!;
  if (found.length > 1) {
    throw new ConfigError(`${found.length} runs fit ${wanted}: ${found.slice(-5).join(', ')}`, {
      setting: '--run',
      fix: 'give more of the name',
    });
  }
  const near = nearest(wanted, [...ids, 'latest']);
  const advice = near === undefined ? `the last runs are ${ids.slice(-5).join(', ')}` : `did you mean ${near}?`;
  throw new ConfigError(`there is no run ${wanted} in ${out}`, { setting: '--run', fix: advice });
}

async function readSummary(path: string): Promise<KeptSummary> {
  const summary = await jsonIn(path);
  if (!isSummary(summary)) {
    throw new ConfigError(`the summary ${path} is damaged`, { fix: 'choose another run with --run' });
  }
  return summary;
}

async function readable(runs: string, ids: readonly string[]): Promise<readonly KeptRun[]> {
  const found: KeptRun[] = [];
  for (const id of ids) {
    const summary = await jsonIn(join(runs, `${id}${SUMMARY_ENDING}`));
    if (isSummary(summary)) found.push({ id, summary });
  }
  return found;
}

async function readHistory(runs: string, id: string): Promise<Pick<ReportInput, 'history' | 'noHistory'>> {
  const name = `${id}${HISTORY_ENDING}`;
  if (!(await namesIn(runs)).includes(name))
    return { noHistory: 'none was kept, or it is older than the last 100 runs' };
  const history = (await jsonIn(join(runs, name))) as Partial<RunHistory> | undefined;
  if (!Array.isArray(history?.resources)) return { noHistory: `${name} is damaged` };
  if (history.version !== HISTORY_VERSION) return { noHistory: `${name} is of another version of millrace` };
  return { history: history as RunHistory };
}

/** Goes back from run to run until the columns of each resource are found. */
async function columnsBefore(
  runs: string,
  ids: readonly string[],
  wanted: Set<string>,
): Promise<ReadonlyMap<string, ColumnsBefore>> {
  const found = new Map<string, ColumnsBefore>();
  for (const run of ids) {
    if (found.size === wanted.size) break;
    const { history, noHistory } = await readHistory(runs, run);
    // What is older has none either.
    if (noHistory?.startsWith('none')) break;
    for (const { resource, columns } of history?.resources ?? []) {
      if (columns && wanted.has(resource) && !found.has(resource)) found.set(resource, { run, columns });
    }
  }
  return found;
}

function isSummary(value: unknown): value is KeptSummary {
  return Array.isArray((value as Partial<KeptSummary> | undefined)?.resources);
}

/** `undefined` for what is no JSON. */
async function jsonIn(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch {
    return undefined;
  }
}
