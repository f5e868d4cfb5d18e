import type { RunEvent } from '../core/events.ts';
import { logLine } from './display/log-line.ts';

/** Tells retries and warnings as they happen: somebody may wait for them. */
export function tellOnStderr(event: RunEvent): void {
  const line = logLine(event);
  if (line !== undefined) process.stderr.write(`${line.text}\n`);
}
