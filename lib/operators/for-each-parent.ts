import { concatAll, defer, finalize, map, mergeMap, queueScheduler, subscribeOn } from 'rxjs';
import type { Observable, OperatorFunction } from 'rxjs';
import type { Page, Row } from '../core/types.ts';
import { isRecord } from '../core/is-record.ts';

export interface ForEachParentOptions<P extends Row, C> {
  /** What tells parents apart, or `undefined` where the row has no usable key. */
  readonly key: (row: P, page: Page<P>) => string | undefined;
  /** The columns that tie the rows of a child to this parent. */
  readonly columns: (row: P, page: Page<P>) => Row;
  /** How many parents have their children read at the same time, at least 1. */
  readonly concurrency: number;
  /** The pages of the children of one parent, which is on this page. */
  readonly project: (parent: P, columns: Row, page: Page<P>, key: string) => Observable<Page<C>>;
  /** Told of each parent whose children are to be read, before they are. */
  readonly onNew?: (row: P, page: Page<P>, key: string) => void;
  /** Told of each row without a usable key; its children are not asked for. */
  readonly onSkip?: (row: P) => void;
  /** Keys that were dealt with already; the new ones are added. Without it each subscription starts with none. */
  readonly seen?: Set<string>;
}

interface Start<P> {
  readonly parent: P;
  readonly key: string;
  readonly page: Page<P>;
  /** Releases the parent page: present on the last parent of it. */
  readonly release?: () => void;
}

/**
 * Opens the child resource once for each distinct parent, the first row with a key winning, and adds the parent
 * columns to every child row.
 *
 * The parent page is held (see `Receipt`) until each of its parents has started, so no more than about one page of
 * parents is waiting at any time. It is released as well when the children are unsubscribed or fail.
 */
export function forEachParent<P extends Row, C>(
  options: ForEachParentOptions<P, C>,
): OperatorFunction<Page<P>, Page<C>> {
  const { key, columns, concurrency, project, onSkip, onNew } = options;
  if (!(concurrency >= 1)) throw new RangeError(`concurrency has to be at least 1, not ${concurrency}`);

  return (pages) =>
    defer(() => {
      const seen = options.seen ?? new Set<string>();
      const held = new Set<() => void>();

      const startOf = (parent: P, page: Page<P>): Start<P>[] => {
        const value = key(parent, page);
        if (value === undefined) onSkip?.(parent);
        if (value === undefined || seen.has(value)) return [];
        seen.add(value);
        onNew?.(parent, page, value);
        return [{ parent, page, key: value }];
      };

      const startsOf = (page: Page<P>): Start<P>[] => {
        const starts = page.rows.flatMap((row) => startOf(row, page));
        const last = starts.pop();
        if (last === undefined) return starts;
        const release = page.receipt.hold();
        held.add(release);
        return [...starts, { ...last, release }];
      };

      const childrenOf = ({ parent, key: value, page, release }: Start<P>): Observable<Page<C>> => {
        const own = columns(parent, page);
        const children = project(parent, own, page, value);
        if (release) {
          held.delete(release);
          release();
        }
        return children.pipe(map((page) => withParent(page, own)));
      };

      return pages.pipe(
        // Apart from the flattening, since a hold has to be taken at once, even if the page before is still handed on.
        map(startsOf),
        concatAll(),
        // The queue makes a loop of what would be a recursion where children complete synchronously.
        mergeMap((start) => defer(() => childrenOf(start)).pipe(subscribeOn(queueScheduler)), concurrency),
        finalize(() => {
          for (const release of held) release();
        }),
      );
    });
}

function withParent<C>(page: Page<C>, columns: Row): Page<C> {
  const rows = page.rows.map((row) => ({ ...(isRecord(row) ? row : { value: row }), ...columns }) as C);
  return { ...page, rows, parent: columns };
}
