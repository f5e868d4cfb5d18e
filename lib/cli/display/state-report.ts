import type { CursorState, FolderState, ResourceState, UnfinishedState } from '../../run/folder-state.ts';
import type { LastRun } from '../../run/last-runs.ts';
import type { PublishedState } from '../../run/published-in.ts';
import type { ResetResource } from '../../run/reset-state.ts';
import { rowText } from '../../rows/row-text.ts';
import { ageText } from './age.ts';
import { labelled } from './facts.ts';
import { painter } from './paint.ts';
import { printable } from './printable.ts';
import { count, plural, size } from '../../core/quantities.ts';

interface ReportOptions {
  readonly width: number;
  readonly colour: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What an output folder knows, resource by resource, without a newline at the end. */
export function stateReport({ out, lock, resources }: FolderState, { width, colour, now }: ReportOptions): string {
  const paint = painter(colour);
  const layout = { width, indent: 2, labelWidth: 12, paint };
  const ago = (time: string) => `${ageText(now - Date.parse(time))} ago`;
  const blocks = resources.map((one) =>
    [
      paint(printable(one.resource), 'bold'),
      ...facts(one, ago).flatMap(([label, text]) => labelled(label, text, layout)),
    ].join('\n'),
  );
  const who = lock && `process ${lock.pid} on ${lock.host}, since ${lock.since}`;
  const held =
    lock && (lock.gone ? `left behind by ${who}, which is gone: the next run takes it over` : `held by ${who}`);
  return [
    ...(held === undefined ? [] : [labelled('lock', held, { ...layout, indent: 0, labelWidth: 6 }).join('\n')]),
    ...(blocks.length === 0 ? [`Nothing was published in ${printable(out)} so far.`] : blocks),
  ].join('\n\n');
}

function facts(
  { published, lastRun, cursor, unfinished }: ResourceState,
  ago: (time: string) => string,
): (readonly [label: string, text: string])[] {
  return [
    ...(published ? [['published', publishedText(published)] as const] : []),
    ...(lastRun ? [['last run', lastRunText(lastRun, ago)] as const] : []),
    ...(cursor ? [['cursor', cursorText(cursor)] as const] : []),
    ...(unfinished ? [['unfinished', unfinishedText(unfinished, ago)] as const] : []),
  ];
}

function publishedText({ path, rows, bytes, files, problem }: PublishedState): string {
  const many = files === 1 ? '' : ` in ${count(files)} files`;
  return problem ?? `${path}: ${plural(rows ?? 0, 'row')}, ${size(bytes)}${many}`;
}

function lastRunText({ at, status, rowsRead, duplicates, rejected, error }: LastRun, ago: (time: string) => string) {
  const counts = [`${count(rowsRead)} read`, plural(duplicates, 'duplicate'), `${count(rejected)} rejected`];
  return `${status} ${ago(at)}: ${error ?? counts.join(', ')}`;
}

function cursorText({ path, value, parents }: CursorState): string {
  if (parents !== undefined) return `${path}, one for each of ${plural(parents, 'parent')}`;
  return `${path}: ${typeof value === 'string' ? value : rowText(value)}`;
}

function unfinishedText({ status, ended, pages, rows, saved }: UnfinishedState, ago: (time: string) => string): string {
  const how = ended ? 'failed' : 'interrupted';
  if (status === 'published') return `published by the run that was ${how}, ${ago(saved)}`;
  const done = `${how} after ${plural(pages, 'page')}, ${plural(rows, 'row')}, ${ago(saved)}`;
  return status === 'fetched' ? `${done}; all pages are there, they are published next` : done;
}

/** What a reset took away, a line a resource, without a newline at the end. */
export function resetReport(resets: readonly ResetResource[]): string {
  return resets
    .map(({ resource, cursor, unfinished }) => {
      const taken = [
        ...(cursor ? [`cursor ${cursorText(cursor)}`] : []),
        ...(unfinished ? [`unfinished work of ${plural(unfinished.pages, 'page')}`] : []),
      ];
      const done = taken.length === 0 ? 'there was nothing to reset' : `${taken.join(' and ')} taken away`;
      return printable(`${resource}: ${done}`);
    })
    .join('\n');
}
