/** A chain of pages that goes on where it was, and says how far it gets. */
import { defer, EMPTY, tap, type Observable } from 'rxjs';
import type { ChainStart } from '../core/chain-start.ts';
import type { Page } from '../core/types.ts';
import type { ChainTracker } from '../progress/resource-progress.ts';
import { afterEach } from './after-each.ts';
import { keepTogether } from './keep-together.ts';

/**
 * @param isOneOfMany a single chain may wait for the page that another one is to be seen beside; of many, one would
 * always be waiting
 * @param chain opens it, from its beginning where no start is given
 */
export function tracked(
  tracker: ChainTracker | undefined,
  isOneOfMany: boolean,
  chain: (start?: ChainStart) => Observable<Page>,
): Observable<Page> {
  if (tracker === undefined) return chain();
  return defer(() => {
    const start = tracker.begin();
    const pages = start === 'end' ? EMPTY : chain(start);
    return (isOneOfMany ? pages.pipe(keepTogether) : pages).pipe(
      afterEach(tracker.emitted),
      tap({ complete: tracker.end }),
    );
  });
}
