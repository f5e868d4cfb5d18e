import { concat, concatMap, from, of, scan, type MonoTypeOperatorFunction } from 'rxjs';
import type { Page } from '../core/types.ts';

const END = Symbol('end');

/**
 * Hands a page that can be understood only beside the next one (`inseparable`) on together with that one, so that no
 * checkpoint has to wait for it. What the source fails with comes instead of a page that waits.
 */
export const keepTogether: MonoTypeOperatorFunction<Page> = (pages) =>
  concat(pages, of(END)).pipe(
    scan(
      ({ waiting }, page) => {
        if (page === END) return { waiting: [], ready: waiting };
        const all = [...waiting, page];
        return page.inseparable ? { waiting: all, ready: [] } : { waiting: [], ready: all };
      },
      { waiting: [] as readonly Page[], ready: [] as readonly Page[] },
    ),
    concatMap(({ ready }) => from(ready)),
  );
