import type { RunSummary } from '../core/events.ts';

/** What the command's exit status says. */
export const EXIT = {
  ok: 0,
  /** At least one resource failed; the others are published. */
  failed: 1,
  /** Wrong usage or configuration; nothing was requested. */
  usage: 2,
  interrupted: 130,
} as const;

/** Takes the exit status of the command that ran. */
export type End = (status: number) => void;

/** For the help. */
export const EXIT_STATUS = `Exit status: 0 all published, 1 a resource failed or rows were rejected (the rest is
published), 2 wrong usage or configuration (nothing was requested), 130 interrupted.`;

/** @param ignoresRejects resources whose rejected rows are no failure */
export function exitCodeOf(summary: RunSummary, ignoresRejects: ReadonlySet<string>): number {
  if (summary.interrupted) return EXIT.interrupted;
  const failed = summary.resources.some(
    ({ resource, status, rejected }) => status !== 'published' || (rejected > 0 && !ignoresRejects.has(resource)),
  );
  return failed ? EXIT.failed : EXIT.ok;
}
