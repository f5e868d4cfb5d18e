/** The only place that knows pino. */
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ConfigError } from '../core/errors.ts';
import type { OnEvent, RunEvent, RunSummary } from '../core/events.ts';
import { count, duration, size } from '../core/quantities.ts';
import { errorFields } from './display/json.ts';
import { logLine } from './display/log-line.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** The log of a run: one line of JSON for each event, with the fields of pino. */
export interface LogFile {
  readonly onEvent: OnEvent;
  readonly summary: (summary: RunSummary) => void;
  /** What stopped a run that has no summary. */
  readonly failure: (error: unknown) => void;
  /** Resolves when everything is written. */
  readonly close: () => Promise<void>;
}

/** Names whose values are hidden, whatever they are: no event has any of them today. */
const REDACTED = ['authorization', 'cookie', 'password', 'token', 'secret', 'api_key'];

/**
 * Opens a log to append to; its folder is made where it is missing. Rejects with a `ConfigError` where it cannot be
 * written to. The events have been redacted already.
 *
 * @param target a file, or `-` for stderr
 */
export async function openLogFile(target: string, level: LogLevel, source: string): Promise<LogFile> {
  const { pino } = await import('pino');
  const dest = target === '-' ? process.stderr.fd : await openFile(target);
  const destination = pino.destination({ dest, sync: target === '-' });
  const logger = pino(
    {
      level,
      base: { source },
      redact: { paths: REDACTED.flatMap((name) => [name, `*.${name}`]), censor: '***' },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    destination,
  );
  return {
    onEvent: (event) => logger[levelOf(event)](fieldsOf(event), textOf(event)),
    summary: (summary) => {
      const { resources, interrupted, ms } = summary;
      const failed = resources.filter(({ status }) => status === 'failed').map(({ resource }) => resource);
      const done = resources.filter(({ status }) => status === 'published').length;
      const fields = { event: 'summary', published: done, failed, interrupted, ms };
      const text = `published ${done} of ${resources.length} resources in ${duration(ms)}`;
      logger[failed.length > 0 ? 'error' : interrupted ? 'warn' : 'info'](fields, text);
    },
    failure: (error) => {
      const known = error instanceof Error ? errorFields(error) : { message: String(error) };
      logger.error({ event: 'error', error: known }, 'the run could not begin, or broke off');
    },
    close: async () => {
      if (target === '-') return;
      const closed = once(destination, 'close');
      destination.end();
      await closed;
    },
  };
}

/** Opened here, since what pino cannot open fails once more at the end of the process. */
async function openFile(path: string): Promise<number> {
  try {
    await mkdir(dirname(path), { recursive: true });
    return openSync(path, 'a');
  } catch (cause) {
    throw new ConfigError(`cannot write the log ${path}: ${(cause as Error).message}`, {
      fix: 'give a file that can be written to, or - for stderr',
    });
  }
}

function levelOf(event: RunEvent): LogLevel {
  switch (event.type) {
    case 'request':
    case 'response':
    case 'page':
      return 'debug';
    case 'warning':
    case 'retry':
    case 'ignored':
      return 'warn';
    case 'failed':
      return 'error';
    default:
      return 'info';
  }
}

/** `type` says what kind of line it is to some collectors. */
function fieldsOf({ type, ...fields }: RunEvent): object {
  if (!('outcome' in fields)) return { event: type, ...fields };
  const { error, ...outcome } = fields.outcome;
  return { event: type, ...outcome, ...(error !== undefined && { error: errorFields(error) }) };
}

function textOf(event: RunEvent): string {
  const line = logLine(event)?.text;
  if (line !== undefined) return line;
  switch (event.type) {
    case 'request':
      return `${event.resource}: ${event.method} ${event.url}`;
    case 'response':
      return `${event.resource}: answered ${event.status}, ${size(event.bytes)} in ${duration(event.ms)}`;
    case 'page':
      return `${event.resource}: page with ${count(event.rows)} rows`;
    case 'published':
      return `${event.resource}: published ${count(event.outcome.rowsPublished)} rows`;
    case 'failed':
      return `${event.resource}: failed: ${event.outcome.error?.message ?? ''}`;
    case 'decision':
      return `${event.resource}: ${event.message}`;
    default:
      return `${event.resource ?? ''}: ${event.type}`;
  }
}
