import { asyncScheduler, defer, Observable, timer, type Subscription } from 'rxjs';

/** Runs `work` as soon as it may, first come first served, and ends its turn when it ends in any way. */
export type Gate = <T>(work: () => Observable<T>) => Observable<T>;

/** What a gate asks before it lets the next one in. Times are milliseconds of the scheduler's clock. */
export interface Limit {
  /** How long the next one has to wait: 0 is not at all, infinity is until one that is inside leaves. */
  readonly wait: (now: number) => number;
  /** One was let in. */
  readonly enter?: (now: number) => void;
  /** One has left. */
  readonly leave?: (now: number) => void;
  /** For messages: why there is something to wait for. */
  readonly reason?: () => string;
}

/** Told when those at the gate have to wait for so many milliseconds. */
export type OnWait = (wait: number, limit: Limit) => void;

/** The longest wait that a timer of the platform can keep: about 24.8 days. */
const LONGEST_WAIT = 2 ** 31 - 1;

/** A gate with so many slots, or with these limits, to be shared by everything that draws on them. */
export function createGate(limits: number | readonly Limit[], onWait: OnWait = () => {}): Gate {
  const all = typeof limits === 'number' ? [createSlots(limits)] : limits;
  const waiting = new Set<() => void>();
  let alarm: Subscription | undefined;
  let opening = false;

  const open = () => {
    // A loop, not a recursion: work that ends at once would otherwise run up the stack.
    if (opening) return;
    opening = true;
    for (const enter of waiting) {
      const now = asyncScheduler.now();
      if (isClosed(now)) break;
      for (const limit of all) limit.enter?.(now);
      waiting.delete(enter);
      enter();
    }
    if (waiting.size === 0) alarm?.unsubscribe();
    opening = false;
  };

  const isClosed = (now: number): boolean => {
    let wait = 0;
    let closed: Limit | undefined;
    for (const limit of all) {
      const own = limit.wait(now);
      if (own > wait) [wait, closed] = [own, limit];
    }
    if (closed === undefined) return false;
    alarm?.unsubscribe();
    if (wait !== Number.POSITIVE_INFINITY) {
      alarm = timer(Math.min(wait, LONGEST_WAIT)).subscribe(open);
      onWait(wait, closed);
    }
    return true;
  };

  return (work) =>
    new Observable((subscriber) => {
      const enter = () => {
        defer(work).subscribe(subscriber);
        // Added last, so that its turn does not end before the work was torn down.
        subscriber.add(() => {
          const now = asyncScheduler.now();
          for (const limit of all) limit.leave?.(now);
          open();
        });
      };
      waiting.add(enter);
      subscriber.add(() => {
        waiting.delete(enter);
        if (waiting.size === 0) alarm?.unsubscribe();
      });
      open();
    });
}

/** At most so many at the same time. */
function createSlots(slots: number): Limit {
  let free = slots;
  return {
    wait: () => (free > 0 ? 0 : Number.POSITIVE_INFINITY),
    enter: () => void (free -= 1),
    leave: () => void (free += 1),
  };
}
