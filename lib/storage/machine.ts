import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { processStart } from '../files/lock.ts';
import type { Holder } from './head.ts';

/**
 * Names this machine since it was started, and within it the processes that see each other: containers may share the
 * machine and its name. `undefined` where the system does not tell.
 */
function machineName(): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${hostname()} ${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return undefined;
  }
}

/** This process as the holder of a lock. */
export function thisProcess(): Pick<Holder, 'pid' | 'host' | 'machine' | 'started'> {
  const machine = process.env['MILLRACE_MACHINE'] ?? machineName();
  const started = processStart(process.pid);
  return {
    pid: process.pid,
    host: hostname(),
    ...(machine !== undefined && { machine }),
    ...(started !== undefined && { started }),
  };
}

/** Whether it is certain that the process of a holder is gone, because it ran here. */
export function isGoneHere({ machine, pid, started }: Holder): boolean {
  if (machine === undefined || machine !== thisProcess().machine) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
  return started !== undefined && started !== processStart(pid);
}
