import type { OnEvent, RunSummary } from '../core/events.ts';
import type { EngineName } from '../engines/open-engine.ts';
import { run, type PreparedSource } from '../run/run.ts';
import { createDisplay, type DisplayMode } from './display/display.ts';
import { printable } from './display/printable.ts';
import { streamOptions } from './display/stream-options.ts';
import { summaryJson } from './display/json.ts';
import { summaryTable } from './display/summary.ts';
import { exitCodeOf } from './exit-codes.ts';
import { takeSignals } from './interruption.ts';
import type { LoadedSource } from './load-source.ts';
import type { LogFile, LogLevel } from './log-file.ts';
import { prepareSource } from './prepare-source.ts';

export interface RunFlags {
  readonly out: string;
  readonly progress: DisplayMode;
  readonly select?: readonly string[];
  readonly set?: readonly string[];
  readonly limit?: number;
  readonly concurrency?: number;
  readonly fresh?: boolean;
  readonly fullRefresh?: boolean;
  readonly engine?: EngineName;
  readonly memory?: string;
  readonly record?: string;
  readonly replay?: string;
  readonly report?: boolean;
  readonly log?: string;
  readonly logLevel?: LogLevel;
}

/** Who takes part in a run that is one of many. */
export interface Watching {
  /** Ends the run. */
  readonly signal: AbortSignal;
  readonly onEvent: OnEvent;
}

/** `millrace run`: resolves to the exit status. */
export async function runCommand(loaded: LoadedSource, flags: RunFlags): Promise<number> {
  const { status } = await runOnce(loaded, flags);
  return status;
}

/** One run, with its report where that is asked for. */
export async function runOnce(
  loaded: LoadedSource,
  flags: RunFlags,
  watching?: Watching,
): Promise<{ readonly summary: RunSummary; readonly status: number }> {
  const source = await prepareSource(loaded, flags.set, flags.replay);
  const summary = await runShown(source, flags, watching);
  if (flags.report) {
    const { reportOnRun } = await import('./report.ts');
    process.stderr.write(`${printable(await reportOnRun(flags.out, summary.id!))}\n`);
  }
  return { summary, status: exitCodeOf(summary, ignoringRejects(source)) };
}

/** Runs a source with its progress on stderr and the closing table on stdout. Ctrl-C ends it, a second one at once. */
export async function runShown(
  source: PreparedSource,
  flags: Omit<RunFlags, 'set'>,
  watching?: Watching,
): Promise<RunSummary> {
  const { stdout, stderr, env } = process;
  const log = await logOf(flags, source.name);
  const display = createDisplay(flags.progress, {
    stream: stderr,
    env,
    isTTY: stderr.isTTY,
    erase: stdout.isTTY,
    columns: () => stderr.columns || undefined,
    rows: () => stderr.rows || undefined,
  });
  const { signal, end } = watching === undefined ? takeSignals() : { ...watching, end: () => {} };
  const tell = () =>
    display.onEvent({
      type: 'warning',
      message: 'interrupted: it ends as soon as what is being published is in place; once more ends it at once',
    });
  signal.addEventListener('abort', tell);
  try {
    const {
      out,
      select,
      limit,
      concurrency,
      fresh = false,
      fullRefresh = false,
      engine,
      memory,
      record,
      replay,
    } = flags;
    const summary = await run(source, {
      out,
      signal,
      onEvent: (event) => {
        display.onEvent(event);
        log?.onEvent(event);
        watching?.onEvent(event);
      },
      fresh,
      fullRefresh,
      ...(engine && { engine }),
      ...(memory !== undefined && { memory }),
      ...(select && { select }),
      ...(limit !== undefined && { limit }),
      ...(concurrency !== undefined && { concurrency }),
      ...(record !== undefined && { record }),
      ...(replay !== undefined && { replay }),
    });
    display.stop();
    log?.summary(summary);
    const told = flags.progress === 'json' ? summaryJson(summary) : summaryTable(summary, streamOptions(stdout));
    stdout.write(`${told}\n`);
    return summary;
  } catch (error) {
    log?.failure(error);
    throw error;
  } finally {
    display.stop();
    await log?.close();
    signal.removeEventListener('abort', tell);
    end();
  }
}

async function logOf({ log, logLevel = 'info' }: RunFlags, source: string): Promise<LogFile | undefined> {
  if (log === undefined) return undefined;
  // It is loaded for those who ask for it.
  const { openLogFile } = await import('./log-file.ts');
  return openLogFile(log, logLevel, source);
}

function ignoringRejects(source: PreparedSource): ReadonlySet<string> {
  return new Set(source.plans.filter(({ settings }) => settings.on_reject === 'ignore').map(({ info }) => info.name));
}
