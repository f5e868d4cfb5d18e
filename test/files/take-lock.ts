/**
 * A process that takes the lock given as its argument as soon as it is told to, says whether it got it, and keeps it
 * until its input ends.
 */
import { once } from 'node:events';
import { takeLock } from '../../lib/files/lock.ts';

const [path = ''] = process.argv.slice(2);
process.stdout.write('ready\n');
await once(process.stdin, 'data');
try {
  await takeLock(path);
  process.stdout.write('taken\n');
} catch (error) {
  process.stdout.write(`refused ${(error as Error).message}\n`);
}
// The lock is not given back: a process that is killed does not do it either.
process.stdin.resume();
