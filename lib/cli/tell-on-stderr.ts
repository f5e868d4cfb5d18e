import type { RunEvent } from '../core/events.ts';
import { logLine } from './display/log-line.ts';
import { printable } from './display/printable.ts';

/** Tells retries, decisions and warnings as they happen: somebody may wait for them. */
export function tellOnStderr(event: RunEvent): void {
  const text = event.type === 'decision' ? `${event.resource}: ${printable(event.message)}` : logLine(event)?.text;
  if (text !== undefined) process.stderr.write(`${text}\n`);
}
