import { asyncScheduler, map, Subject, tap, type Observable, type SchedulerLike } from 'rxjs';
import type { OnEvent, RunEvent } from '../../core/events.ts';
import { jsonLine } from './json.ts';
import { colourAllowed, painter, type Env } from './paint.ts';
import { plainDisplay } from './plain.ts';
import { SHOW_CURSOR, terminalDisplay } from './terminal.ts';

/** What `--progress` takes. */
export type DisplayMode = 'auto' | 'plain' | 'json' | 'none';

export interface DisplayOptions {
  /** Where to write, normally stderr. */
  readonly stream: { write: (text: string) => unknown };
  readonly env: Env;
  /** Whether the stream is a terminal. */
  readonly isTTY: boolean;
  /** The size of the terminal, read at each draw; where it is not known, 80 by 24. */
  readonly columns: () => number | undefined;
  readonly rows: () => number | undefined;
  /** Whether the live block is taken away at the end, since a summary follows on the same terminal. */
  readonly erase?: boolean;
  readonly scheduler?: SchedulerLike | undefined;
  /** Milliseconds since 1970; by default the scheduler's clock. */
  readonly now?: (() => number) | undefined;
  /** Where to be told that the process ends before `stop` was called: the cursor must not stay hidden. */
  readonly process?: Pick<NodeJS.Process, 'once' | 'removeListener'> | undefined;
}

export interface Display {
  readonly onEvent: OnEvent;
  /** Writes what is still to be written and restores the terminal. May be called again. */
  readonly stop: () => void;
}

/** Makes the display of a run. `auto` is live on a terminal, and plain lines in a build or where output is redirected. */
export function createDisplay(mode: DisplayMode, options: DisplayOptions): Display {
  if (mode === 'none') return { onEvent: () => {}, stop: () => {} };
  const live = mode === 'auto' && isLive(options);
  const events = new Subject<RunEvent>();
  chunks(events, live ? 'live' : mode, options)
    .pipe(tap((chunk) => options.stream.write(chunk)))
    // A terminal that is gone must not take the run with it: what cannot be shown is not shown.
    .subscribe({ error: () => {} });
  if (!live) return { onEvent: (event) => events.next(event), stop: () => events.complete() };

  const host = options.process ?? process;
  const restore = (): void => void options.stream.write(SHOW_CURSOR);
  host.once('exit', restore);
  return {
    onEvent: (event) => events.next(event),
    stop: () => {
      events.complete();
      host.removeListener('exit', restore);
    },
  };
}

/** A terminal that can move its cursor, with somebody looking at it. */
function isLive({ isTTY, env }: DisplayOptions): boolean {
  const ci = env['CI'];
  const inBuild = ci !== undefined && ci !== '' && ci !== 'false' && ci !== '0';
  return isTTY && !inBuild && env['TERM'] !== 'dumb';
}

function chunks(events: Observable<RunEvent>, kind: 'live' | DisplayMode, options: DisplayOptions): Observable<string> {
  const { scheduler, env, isTTY } = options;
  const now = options.now ?? (() => (scheduler ?? asyncScheduler).now());
  if (kind === 'json') return events.pipe(map((event) => `${jsonLine(event, now())}\n`));
  if (kind !== 'live') return plainDisplay(events, { scheduler });
  return terminalDisplay(events, {
    columns: () => options.columns() || 80,
    rows: () => options.rows() || 24,
    paint: painter(colourAllowed(env, isTTY)),
    erase: options.erase ?? false,
    scheduler,
    now,
  });
}
