/** What is kept of a run: its summary, and its history beside it. */
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { map, tap, timer, type Observable } from 'rxjs';
import type { OnEvent, RunSummary } from '../core/events.ts';
import type { Folders } from '../files/folders.ts';
import { namesIn } from '../files/names-in.ts';
import { replaceText } from '../files/replace-file.ts';
import type { HistoryRecorder } from '../history/history-recorder.ts';
import { HISTORIES, HISTORY_ENDING, SUMMARY_ENDING } from '../history/run-files.ts';

/** Milliseconds. */
const LOOK_AT_MEMORY_EVERY = 250;

/** Names a run; the names of later runs sort behind it. Colons may not be in every file name. */
export function runId(started: number): string {
  return `${new Date(started).toISOString().replaceAll(':', '')}-${randomUUID().slice(0, 8)}`;
}

/** Records the memory of the process until it is unsubscribed from. */
export function watchMemory(history: HistoryRecorder): Observable<number> {
  return timer(0, LOOK_AT_MEMORY_EVERY).pipe(
    map(() => process.memoryUsage.rss()),
    tap((bytes) => history.memory(bytes)),
  );
}

/** Rejects where the summary cannot be written. What is wrong with the history is a warning: the data is in place. */
export async function keepRun(
  { runs }: Pick<Folders, 'runs'>,
  summary: RunSummary,
  history: HistoryRecorder,
  onEvent: OnEvent,
): Promise<void> {
  const path = join(runs, summary.id!);
  const kept = replaceText(`${path}${HISTORY_ENDING}`, `${JSON.stringify(history.end(peakMemory()))}\n`)
    .then(() => removeOldHistories(runs))
    .catch((error: Error) => onEvent({ type: 'warning', message: `the run has no history: ${error.message}` }));
  await replaceText(`${path}${SUMMARY_ENDING}`, summaryText(summary));
  await kept;
}

async function removeOldHistories(runs: string): Promise<void> {
  const histories = (await namesIn(runs)).filter((name) => name.endsWith(HISTORY_ENDING)).toSorted();
  for (const name of histories.slice(0, -HISTORIES)) await rm(join(runs, name), { force: true });
}

function peakMemory(): number {
  return process.resourceUsage().maxRSS * 1024;
}

function summaryText(summary: RunSummary): string {
  const errorText = (_: string, value: unknown) => (value instanceof Error ? value.message : value);
  return `${JSON.stringify(summary, errorText, 2)}\n`;
}
