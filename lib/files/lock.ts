import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { SinkError } from '../core/errors.ts';
import { seal, unseal } from './sealed.ts';

interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly since: string;
  /** When the process started, in the kernel's clock; it tells a process from a later one with its number. */
  readonly started: string | undefined;
}

const ATTEMPTS = 3;
const VERSION = 1;

/**
 * Takes the lock of an output folder and returns the function that gives it back. Throws a `SinkError` that names
 * the holder where another process has it; a lock whose process is gone is taken over.
 */
export async function takeLock(path: string): Promise<() => Promise<void>> {
  const me: Holder = {
    pid: process.pid,
    host: hostname(),
    since: new Date().toISOString(),
    started: processStart(process.pid),
  };
  const mine = `${path}.${randomUUID()}`;
  try {
    await writeFile(mine, seal(me, VERSION));
    return await take(path, mine);
  } catch (cause) {
    if (cause instanceof SinkError) throw cause;
    throw new SinkError(`cannot write the lock ${path}: ${(cause as Error).message}`, {
      fix: 'see that the folder can be written to, or choose another one with --out',
      cause,
    });
  } finally {
    await rm(mine, { force: true });
  }
}

async function take(path: string, mine: string): Promise<() => Promise<void>> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    // A link appears whole or not at all, so nobody reads half a lock.
    const taken = (await succeeds(link(mine, path), 'EEXIST')) || (await takeOver(path, mine));
    if (taken) return () => rm(path, { force: true });
  }
  throw new SinkError(`cannot take the lock ${path}: another run keeps taking it`, {
    fix: 'wait until it has ended',
  });
}

/**
 * Takes a lock over from a process that is gone. Only who has the lock `<path>.takeover` may do that, so what is
 * found to be left behind still is when it is replaced. Throws where the holder is there; false where the lock is free.
 */
async function takeOver(path: string, mine: string): Promise<boolean> {
  if (!(await isLeftBehind(path))) return false;
  const giveBack = await takeLock(`${path}.takeover`);
  try {
    if (!(await isLeftBehind(path))) return false;
    await rename(mine, path);
    return true;
  } finally {
    await giveBack();
  }
}

/** Who has a lock, where somebody has; it is not taken. */
export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  /** ISO 8601. */
  readonly since: string;
  /** Whether the process is gone, so that the next run takes the lock over. */
  readonly gone: boolean;
}

export async function lockHolder(path: string): Promise<LockHolder | undefined> {
  const text = await lockText(path);
  const holder = text === undefined ? undefined : holderIn(text);
  return holder && { pid: holder.pid, host: holder.host, since: holder.since, gone: isGone(holder) };
}

async function lockText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Throws where the holder is there; false where nobody has the lock. */
async function isLeftBehind(path: string): Promise<boolean> {
  const text = await lockText(path);
  if (text === undefined) return false;
  const holder = holderIn(text);
  if (holder !== undefined && !isGone(holder)) throw heldBy(holder, path);
  return true;
}

/** A lock that is not whole has no holder: locks appear whole, so it was a power cut that left it. */
function holderIn(text: string): Holder | undefined {
  try {
    const holder = unseal(text) as Partial<Holder>;
    return typeof holder.pid === 'number' ? (holder as Holder) : undefined;
  } catch {
    return undefined;
  }
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
  const { pid, host, since } = holder;
  const where = host === hostname() ? `the lock is ${path}` : `where nothing runs on ${host} any more, remove ${path}`;
  return new SinkError(`another run is writing to this folder: process ${pid} on ${host}, since ${since}`, {
    fix: `wait until it has ended, or choose another folder with --out (${where})`,
  });
}

function isGone(holder: Holder): boolean {
  if (holder.host !== hostname()) return false;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
  return holder.started !== undefined && holder.started !== processStart(holder.pid);
}

/** The start time of a process on Linux; `undefined` elsewhere. */
export function processStart(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
