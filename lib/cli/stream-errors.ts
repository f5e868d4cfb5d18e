import { EXIT } from './exit-codes.ts';

type Streams = Pick<NodeJS.Process, 'stdout' | 'stderr' | 'exitCode'>;

/**
 * What becomes of output that cannot be written. Whoever reads along may stop at any time, as `head` does: the run goes
 * on to its end. Results that are lost otherwise, on a full disk, are told and make the exit status 1; progress that is
 * lost is no loss.
 */
export function onStreamErrors(host: Streams): { readonly statusAfter: (status: number) => number } {
  let lost = false;
  host.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || lost) return;
    lost = true;
    host.exitCode ||= EXIT.failed;
    host.stderr.write(`error: cannot write to stdout: ${error.message}\n`);
  });
  host.stderr.on('error', () => undefined);
  return { statusAfter: (status) => (lost && status === EXIT.ok ? EXIT.failed : status) };
}
