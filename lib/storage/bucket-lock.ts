import { randomUUID } from 'node:crypto';
import {
  catchError,
  defer,
  EMPTY,
  exhaustMap,
  ignoreElements,
  merge,
  mergeMap,
  throwError,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { ConfigError, SinkError } from '../core/errors.ts';
import { wholeSeconds } from '../core/quantities.ts';
import { HEAD_KEY, headText, type Holder } from './head.ts';
import { HeadWriter, readHead } from './head-writer.ts';
import { isGoneHere, thisProcess } from './machine.ts';
import { ConditionFailed, type Condition, type ObjectStore } from './object-store.ts';

/** Milliseconds without a sign of life after which a lock may be taken over. The variable is for tests. */
const LEASE = Number(process.env['MILLRACE_LEASE'] ?? 60_000);
const SIGNS_PER_LEASE = 4;

export interface TakenLock {
  readonly writer: HeadWriter;
  /** Whose lock was taken over, and why. */
  readonly takenOver: string | undefined;
}

/** Whether the next run takes a lock over. */
export function isAbandoned(holder: Holder, age: number): boolean {
  return isGoneHere(holder) || age > holder.lease;
}

/**
 * Takes the lock of an output folder in a bucket: it is part of the head, so whoever loses it can commit nothing.
 * Throws a `SinkError` that says who has it.
 */
export async function takeBucketLock(store: ObjectStore): Promise<TakenLock> {
  const found = await readHead(store);
  const { holder: before } = found.head;
  if (before !== undefined && !isAbandoned(before, found.age)) throw heldBy(before, found.age, store.url);
  const writer = new HeadWriter(store, found);
  const holder: Holder = {
    ...thisProcess(),
    id: randomUUID(),
    since: new Date().toISOString(),
    lease: LEASE,
  };
  try {
    await writer.update((head) => ({ ...head, epoch: head.epoch + 1, holder }));
  } catch (error) {
    // Somebody was faster.
    const now = await readHead(store);
    if (now.head.write !== found.head.write && now.head.holder) throw heldBy(now.head.holder, now.age, store.url);
    throw error;
  }
  await checkConditions(store, writer);
  return { writer, takenOver: before && takeoverText(before, found.age) };
}

/** Emits nothing, and gives signs of life while it is subscribed to; fails when the lock is lost. */
export function signsOfLife(writer: HeadWriter, scheduler?: SchedulerLike): Observable<never> {
  const every = LEASE / SIGNS_PER_LEASE;
  return merge(
    writer.lost.pipe(mergeMap((error) => throwError(() => error), 1)),
    timer(every, every, scheduler).pipe(
      // A sign that does not get through is followed by others; a commit that does not is told by who commits.
      exhaustMap(() => defer(() => writer.update((head) => head)).pipe(catchError(() => EMPTY))),
    ),
  ).pipe(ignoreElements());
}

/** A server that takes conditions for nothing would let two runs write at the same time. */
async function checkConditions(store: ObjectStore, writer: HeadWriter): Promise<void> {
  const text = headText(writer.head);
  const impossible: readonly Condition[] = [{ ifNoneMatch: '*' }, { ifMatch: '"00000000000000000000000000000000"' }];
  for (const condition of impossible) {
    const isIgnored = await store.write(HEAD_KEY, text, condition).then(
      () => true,
      (error: unknown) => {
        if (error instanceof ConditionFailed) return false;
        throw error;
      },
    );
    if (!isIgnored) continue;
    const { holder: _, ...free } = writer.head;
    await store.write(HEAD_KEY, headText(free));
    throw new ConfigError(
      `the server of ${store.url} ignores conditions (If-Match, If-None-Match), by which runs are kept apart`,
      {
        setting: 'AWS_ENDPOINT_URL_S3',
        fix: 'use a server, or a version of it, with conditional writes, as Amazon S3, MinIO and Cloudflare R2 have; or run into a folder',
      },
    );
  }
}

function heldBy({ pid, host, since, lease }: Holder, age: number, url: string): SinkError {
  const sign = `its last sign of life was ${wholeSeconds(age)} ago`;
  return new SinkError(`another run is writing to ${url}: process ${pid} on ${host}, since ${since}; ${sign}`, {
    setting: '--out',
    fix: `wait until it has ended, or choose another place with --out; a run that gives no sign of life for ${wholeSeconds(lease)} is taken over`,
  });
}

function takeoverText({ pid, host, since }: Holder, age: number): string {
  return `the run of process ${pid} on ${host}, since ${since}, is gone (its last sign of life was ${wholeSeconds(age)} ago); its lock is taken over`;
}
