import { fromEvent, lastValueFrom } from 'rxjs';
import { ConfigError } from '../core/errors.ts';
import { duration } from '../core/quantities.ts';
import { every } from '../watch/every.ts';
import { Metrics, type RunStatus } from '../watch/metrics.ts';
import { startMetricsServer } from '../watch/metrics-server.ts';
import { formatError } from './display/errors.ts';
import { streamOptions } from './display/stream-options.ts';
import { EXIT } from './exit-codes.ts';
import { takeSignals } from './interruption.ts';
import type { LoadedSource } from './load-source.ts';
import { runOnce, type RunFlags } from './run.ts';

export interface WatchFlags extends RunFlags {
  /** Milliseconds. */
  readonly every: number;
  readonly metricsPort?: number;
  readonly metricsHost: string;
}

/** Beginnings are spread by up to this share of the period. */
const JITTER = 0.1;

/**
 * `millrace run --every`: runs again and again until Ctrl-C, and resolves to the exit status: 0, or 130 where a run was
 * under way. A run that fails is told, and the next one begins all the same. Rejects where the first one is not
 * configured right.
 */
export async function watchCommand(loaded: LoadedSource, flags: WatchFlags): Promise<number> {
  const metrics = new Metrics();
  const server =
    flags.metricsPort === undefined
      ? undefined
      : await startMetricsServer(metrics, { port: flags.metricsPort, host: flags.metricsHost });
  if (server !== undefined) log(flags, { type: 'metrics', url: server.url }, `metrics at ${server.url}/metrics`);
  const { signal, end } = takeSignals();
  let runs = 0;
  let status: number = EXIT.ok;

  const once = async (): Promise<void> => {
    runs += 1;
    metrics.begin();
    try {
      const ended = await runOnce(loaded, flags, { signal, onEvent: metrics.take });
      status = ended.status;
      metrics.end(ended.summary, statusOf(ended.status));
    } catch (error) {
      metrics.broken();
      if (runs === 1 && error instanceof ConfigError) throw error;
      status = EXIT.failed;
      process.stderr.write(`${formatError(error, streamOptions(process.stderr))}\n`);
    }
  };

  try {
    const turns = every({ period: flags.every, jitter: JITTER, stop: fromEvent(signal, 'abort'), onWait }, once);
    await lastValueFrom(turns, { defaultValue: undefined });
    return status === EXIT.interrupted ? status : EXIT.ok;
  } finally {
    end();
    await server?.close();
  }

  function onWait(ms: number): void {
    const at = new Date(Date.now() + ms).toISOString();
    log(flags, { type: 'next-run', at, ms: Math.round(ms) }, `next run in ${duration(ms)}, at ${at}; Ctrl-C ends it`);
  }
}

function statusOf(status: number): RunStatus {
  if (status === EXIT.interrupted) return 'interrupted';
  return status === EXIT.ok ? 'succeeded' : 'failed';
}

function log({ progress }: WatchFlags, event: object, text: string): void {
  if (progress === 'none') return;
  const line = progress === 'json' ? JSON.stringify({ time: new Date().toISOString(), ...event }) : text;
  process.stderr.write(`${line}\n`);
}
