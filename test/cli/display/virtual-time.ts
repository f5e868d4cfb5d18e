import { Subject, VirtualTimeScheduler, type Observable, type SchedulerLike } from 'rxjs';
import type { RunEvent } from '../../../lib/core/events.ts';

/** When something happens, in virtual milliseconds. */
export type Script = readonly (readonly [at: number, what: RunEvent | (() => void)])[];

export interface Chunk {
  readonly at: number;
  readonly text: string;
}

/** Plays a script to a display in virtual time and lets its events end at `end`; gives back what the display wrote. */
export function play(
  script: Script,
  end: number,
  display: (events: Observable<RunEvent>, scheduler: SchedulerLike) => Observable<string>,
): readonly Chunk[] {
  const scheduler = new VirtualTimeScheduler();
  const events = new Subject<RunEvent>();
  const chunks: Chunk[] = [];
  let completed = false;
  display(events, scheduler).subscribe({
    next: (text) => chunks.push({ at: scheduler.now(), text }),
    complete: () => {
      completed = scheduler.now() === end;
    },
  });
  for (const [at, what] of script) {
    scheduler.schedule(() => (typeof what === 'function' ? what() : events.next(what)), at);
  }
  scheduler.schedule(() => events.complete(), end);
  scheduler.flush();
  if (!completed) throw new Error('the display went on after the events had ended');
  return chunks;
}

/** One event again and again. */
export function every(ms: number, until: number, event: RunEvent): Script {
  return Array.from({ length: Math.ceil(until / ms) }, (_, index) => [index * ms, event] as const);
}
