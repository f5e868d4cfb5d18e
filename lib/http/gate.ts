import { defer, Observable } from 'rxjs';

/** Runs `work` when a slot is free, first come first served, and gives the slot back when it ends in any way. */
export type Gate = <T>(work: () => Observable<T>) => Observable<T>;

/** A gate with `slots` slots, to be shared by everything that draws on the same limit. */
export function createGate(slots: number): Gate {
  const waiting = new Set<() => void>();
  let free = slots;
  let opening = false;

  // A loop, not a recursion: work that ends at once would otherwise run up the stack.
  const open = () => {
    if (opening) return;
    opening = true;
    for (const enter of waiting) {
      if (free === 0) break;
      free -= 1;
      waiting.delete(enter);
      enter();
    }
    opening = false;
  };

  return (work) =>
    new Observable((subscriber) => {
      const enter = () => {
        defer(work).subscribe(subscriber);
        // Added last, so that the slot is not free before the work was torn down.
        subscriber.add(() => {
          free += 1;
          open();
        });
      };
      waiting.add(enter);
      subscriber.add(() => waiting.delete(enter));
      open();
    });
}
