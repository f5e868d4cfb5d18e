/**
 * Steps at which a test has the process killed: `MILLRACE_FAILPOINT=publish:before-rename`, or `…@3` for the third
 * time it comes there. Without the variable, which is read once, a failpoint does nothing.
 */
const [wanted, times = '1'] = (process.env['MILLRACE_FAILPOINT'] ?? '').split('@');
const signal = process.env['MILLRACE_FAILPOINT_SIGNAL'] ?? 'SIGKILL';
let left = Number(times);

/** Ends the process as `kill -9` does, or sends it another signal, where this step is the one asked for. */
export function failpoint(step: string): void {
  if (step !== wanted) return;
  left -= 1;
  if (left === 0) process.kill(process.pid, signal);
}
