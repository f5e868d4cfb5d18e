import {
  asyncScheduler,
  connect,
  endWith,
  from,
  ignoreElements,
  map,
  merge,
  mergeMap,
  scan,
  takeUntil,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import type { ResourceOutcome, RunEvent } from '../../core/events.ts';
import { logLine } from './log-line.ts';
import { printable } from './printable.ts';
import { count, duration, plural, size } from '../../core/quantities.ts';
import { EMPTY_RUN, ended, reduceRun, type ResourceView, type RunView } from './run-view.ts';

/** Milliseconds between two lines of progress of one resource. */
const PROGRESS_EVERY = 5000;

interface Log {
  readonly run: RunView;
  /** The run when progress was last told. */
  readonly told: RunView;
  /** What to write now. */
  readonly lines: readonly string[];
}

/**
 * The display for a file, a pipe or a build log: whole lines, each ended by a newline, without any control code. A line
 * for each start, decision, retry, warning and end, and at most one in five seconds for the progress of a resource.
 */
export function plainDisplay(
  events: Observable<RunEvent>,
  { scheduler = asyncScheduler }: { readonly scheduler?: SchedulerLike | undefined } = {},
): Observable<string> {
  return events.pipe(
    connect((shared) =>
      merge(
        shared,
        timer(PROGRESS_EVERY, PROGRESS_EVERY, scheduler).pipe(
          map(() => 'tick' as const),
          takeUntil(shared.pipe(ignoreElements(), endWith(true))),
        ),
      ),
    ),
    scan((log: Log, input) => (input === 'tick' ? tell(log) : take(log, input)), {
      run: EMPTY_RUN,
      told: EMPTY_RUN,
      lines: [],
    }),
    mergeMap(({ lines }) => from(lines.map((line) => `${line}\n`)), 1),
  );
}

function take(log: Log, event: RunEvent): Log {
  const line = plainLine(event);
  // The plain lines show no times of their own: the outcome has them.
  return { ...log, run: reduceRun(log.run, event, 0), lines: line === undefined ? [] : [line] };
}

function tell({ run, told }: Log): Log {
  const moved = [...run.resources.values()].filter(
    (view) => !ended(view) && view.pages > (told.resources.get(view.resource)?.pages ?? 0),
  );
  return { run, told: run, lines: moved.map(progressLine) };
}

function plainLine(event: RunEvent): string | undefined {
  switch (event.type) {
    case 'resource-started':
      return `${printable(event.resource)}: started`;
    case 'published':
    case 'failed':
      return outcomeLine(event.outcome);
    case 'decision':
      return `${printable(event.resource)}: ${printable(event.message)}`;
    default:
      return logLine(event)?.text;
  }
}

function progressLine({ resource, pages, rows, requests, retries, rejected }: ResourceView): string {
  const parts = [plural(pages, 'page'), plural(rows, 'row'), plural(requests, 'request')];
  if (retries > 0) parts.push(retries === 1 ? '1 retry' : `${count(retries)} retries`);
  if (rejected > 0) parts.push(`${count(rejected)} rejected`);
  return `${printable(resource)}: ${parts.join(', ')}`;
}

function outcomeLine(outcome: ResourceOutcome): string {
  const { resource, status, file, bytes, pages, rowsRead, duplicates, rejected, ms, error } = outcome;
  const name = printable(resource);
  const done = `${plural(pages, 'page')}, ${count(rowsRead)} read`;
  if (status === 'failed') return `${name}: failed after ${done}: ${printable(error?.message ?? 'unknown reason')}`;
  if (status === 'interrupted') return `${name}: interrupted after ${done}`;
  const where = file === undefined ? '' : ` to ${printable(file)}`;
  const weight = bytes === undefined ? '' : ` (${size(bytes)})`;
  const counts = `${done}, ${plural(duplicates, 'duplicate')}, ${count(rejected)} rejected`;
  return `${name}: published ${plural(outcome.rowsPublished, 'row')}${where}${weight} in ${duration(ms)}: ${counts}`;
}
