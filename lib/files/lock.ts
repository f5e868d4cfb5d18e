import { readFileSync } from 'node:fs';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { SinkError } from '../core/errors.ts';

interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly since: string;
  /** When the process started, in the kernel's clock; it tells a process from a later one with its number. */
  readonly started: string | undefined;
}

const ATTEMPTS = 3;

/**
 * Takes the lock of an output folder and returns the function that gives it back. Throws a `SinkError` that names
 * the holder where another process has it; a lock whose process is gone is taken over.
 */
export async function takeLock(path: string): Promise<() => Promise<void>> {
  const mine = `${path}.${process.pid}`;
  const me: Holder = {
    pid: process.pid,
    host: hostname(),
    since: new Date().toISOString(),
    started: startOf(process.pid),
  };
  try {
    await writeFile(mine, JSON.stringify(me));
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      // A link appears whole or not at all, so nobody reads half a lock.
      if (await succeeds(link(mine, path), 'EEXIST')) return () => rm(path, { force: true });
      const holder = await readHolder(path);
      if (holder !== undefined && !isGone(holder)) throw heldBy(holder, path);
      await takeAway(path, holder);
    }
  } catch (cause) {
    if (cause instanceof SinkError) throw cause;
    throw new SinkError(`cannot write the lock ${path}: ${(cause as Error).message}`, { cause });
  } finally {
    await rm(mine, { force: true });
  }
  throw new SinkError(`cannot take the lock ${path}: another run keeps taking it`, {
    fix: 'wait until it has ended',
  });
}

/** Removes a lock that was left behind, unless somebody took it over in this moment. */
async function takeAway(path: string, stale: Holder | undefined): Promise<void> {
  const aside = `${path}.stale.${process.pid}`;
  if (!(await succeeds(rename(path, aside), 'ENOENT'))) return;
  const found = await readHolder(aside);
  if (found?.pid !== stale?.pid || found?.since !== stale?.since) await succeeds(link(aside, path), 'EEXIST');
  await rm(aside, { force: true });
}

async function succeeds(work: Promise<void>, expected: string): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === expected) return false;
    throw error;
  }
}

function heldBy(holder: Holder, path: string): SinkError {
  return new SinkError(
    `another run is writing to this folder: process ${holder.pid} on ${holder.host}, since ${holder.since}`,
    { fix: `wait until it has ended, or choose another folder with --out (the lock is ${path})` },
  );
}

async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Holder;
  } catch {
    // Given back in this moment, or not a lock at all.
    return undefined;
  }
}

function isGone(holder: Holder): boolean {
  if (holder.host !== hostname()) return false;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
  return holder.started !== undefined && holder.started !== startOf(holder.pid);
}

/** The start time of a process on Linux; `undefined` elsewhere. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
