import {
  asyncScheduler,
  auditTime,
  concat,
  connect,
  endWith,
  filter,
  ignoreElements,
  map,
  merge,
  of,
  scan,
  takeUntil,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import type { RunEvent } from '../../core/events.ts';
import { frameLines } from './frame.ts';
import { logLine } from './log-line.ts';
import type { Paint, Style } from './paint.ts';
import { EMPTY_RUN, reduceRun, type RunView } from './run-view.ts';
import { textWidth } from './text-width.ts';
import { wrapText } from './wrap-text.ts';

export interface TerminalOptions {
  /** Columns and rows of the terminal, read at each draw. */
  readonly columns: () => number;
  readonly rows: () => number;
  readonly paint: Paint;
  /** Whether the block is taken away at the end: something that says more follows on the same terminal. */
  readonly erase?: boolean;
  /** The display's clock, in milliseconds; by default the scheduler's. */
  readonly now?: (() => number) | undefined;
  readonly scheduler?: SchedulerLike | undefined;
}

/** Milliseconds between two draws, and between two looks at the clock while nothing happens. */
const DRAW_EVERY = 100;
const TICK_EVERY = 1000;

const HIDE_CURSOR = '\u001b[?25l';
export const SHOW_CURSOR = '\u001b[?25h';
const CLEAR_LINE_END = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';

interface LogLine {
  readonly text: string;
  readonly style: Style;
}

interface Screen {
  readonly run: RunView;
  /** Lines for above the block, not yet written. */
  readonly log: readonly LogLine[];
  /** The block as it stands on the terminal, without styles. */
  readonly drawn: readonly string[];
  /** What to write now. */
  readonly output: string;
}

const BLANK: Screen = { run: EMPTY_RUN, log: [], drawn: [], output: '' };

type Input = { readonly event: RunEvent } | 'draw' | 'close';

/**
 * The live display: each emission is to be written to the terminal as it is, in one piece. At most ten a second; one
 * more when the events end, with the last state, after which the cursor is shown again.
 */
export function terminalDisplay(events: Observable<RunEvent>, options: TerminalOptions): Observable<string> {
  const { scheduler = asyncScheduler } = options;
  const clock = options.now ?? (() => scheduler.now());
  return events.pipe(
    connect((shared) => {
      const done = shared.pipe(ignoreElements(), endWith(true));
      const draws = merge(shared, timer(TICK_EVERY, TICK_EVERY, scheduler)).pipe(
        auditTime(DRAW_EVERY, scheduler),
        map((): Input => 'draw'),
      );
      const inputs = merge(shared.pipe(map((event): Input => ({ event }))), draws).pipe(takeUntil(done));
      return concat(inputs, of<Input>('close'));
    }),
    scan((screen, input) => step(screen, input, clock(), options), BLANK),
    map((screen) => screen.output),
    filter((output) => output !== ''),
  );
}

function step(screen: Screen, input: Input, now: number, options: TerminalOptions): Screen {
  if (typeof input === 'object') return take(screen, input.event, now);
  const next = draw(screen, now, { ...options, bare: input === 'close' && options.erase === true });
  const shown = next.drawn.length > 0;
  return input === 'close' && (shown || screen.drawn.length > 0)
    ? { ...next, output: next.output + SHOW_CURSOR }
    : next;
}

function take(screen: Screen, event: RunEvent, now: number): Screen {
  const log = isCounted(screen.run, event) ? undefined : logLine(event);
  return {
    ...screen,
    run: reduceRun(screen.run, event, now),
    log: log === undefined ? screen.log : [...screen.log, log],
    output: '',
  };
}

/** The first retry of a resource, and the first pause, say what is the matter; the block counts the others. */
function isCounted({ resources, pausedUntil }: RunView, event: RunEvent): boolean {
  if (event.type === 'waiting') return pausedUntil !== undefined;
  return event.type === 'retry' && (resources.get(event.resource)?.retries ?? 0) > 0;
}

function draw(
  screen: Screen,
  now: number,
  { columns, rows, paint, bare = false }: TerminalOptions & { readonly bare?: boolean },
): Screen {
  // Some terminals wrap, and some clear, when their last column is filled; and the cursor stands below the block.
  const width = Math.max(1, columns() - 1);
  const height = Math.max(0, rows() - 1);
  const lines = bare ? [] : frameLines(screen.run, { width, height, now, paint });
  const log = screen.log.flatMap(({ text, style }) => wrapText(text, width, '  ').map((line) => paint(line, style)));
  if (log.length === 0 && lines.join('\n') === screen.drawn.join('\n')) return { ...screen, output: '' };
  const up = Math.min(heightOf(screen.drawn, columns()), height);
  const output = [
    screen.drawn.length === 0 && lines.length > 0 ? HIDE_CURSOR : '',
    up === 0 ? '' : `\u001b[${up}A\r`,
    ...[...log, ...lines].map((line) => `${line}${CLEAR_LINE_END}\n`),
    CLEAR_BELOW,
  ];
  return { ...screen, log: [], drawn: lines, output: output.join('') };
}

/** Lines that the block takes now: it has been wrapped where the terminal has become narrower. */
function heightOf(lines: readonly string[], columns: number): number {
  return lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(visibleWidth(line) / Math.max(1, columns))), 0);
}

function visibleWidth(line: string): number {
  return textWidth(line.replaceAll(/\u001b\[\d*m/g, ''));
}
