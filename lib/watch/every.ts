import {
  asyncScheduler,
  concat,
  defer,
  EMPTY,
  finalize,
  ignoreElements,
  of,
  repeat,
  ReplaySubject,
  takeUntil,
  timer,
  type Observable,
  type ObservableInput,
} from 'rxjs';

export interface EveryOptions {
  /** Milliseconds from one beginning to the next, at most 24 days: a timer of the platform keeps no more. */
  readonly period: number;
  /** A beginning is put off by up to this share of the period, so that many do not begin at the same moment. */
  readonly jitter: number;
  /** From 0 to below 1. @default Math.random */
  readonly random?: () => number;
  /** Work that is under way is waited for; nothing begins any more. */
  readonly stop: Observable<unknown>;
  /** Told how many milliseconds it is until the next work begins. */
  readonly onWait?: (ms: number) => void;
}

/**
 * Begins `work` at once, and again each period. Work never overlaps: what takes longer than a period leaves out the
 * beginnings that it was in the way of. Emits what the works emit, fails where one fails, and completes after `stop`.
 */
export function every<T>(options: EveryOptions, work: () => ObservableInput<T>): Observable<T> {
  const { period, jitter, random = Math.random, stop, onWait = () => {} } = options;
  return defer(() => {
    const stopped = new ReplaySubject<unknown>(1);
    let isStopped = false;
    const watching = stop.subscribe((value) => {
      isStopped = true;
      stopped.next(value);
    });
    const began = asyncScheduler.now();
    let slot = 0;
    const pause = defer(() => {
      if (isStopped) return EMPTY;
      const now = asyncScheduler.now();
      slot = Math.max(slot + 1, Math.ceil((now - began) / period));
      const wait = Math.max(0, began + slot * period + random() * jitter * period - now);
      onWait(wait);
      return timer(wait).pipe(ignoreElements(), takeUntil(stopped));
    });
    return concat(defer(work), pause).pipe(
      repeat({ delay: () => (isStopped ? EMPTY : of(0)) }),
      finalize(() => watching.unsubscribe()),
    );
  });
}
