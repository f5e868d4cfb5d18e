/** The chains of the ranges that incremental loading asks for, one after the other, as if they were one. */
import { defer, repeat, tap, type Observable } from 'rxjs';
import type { ChainStart } from '../core/chain-start.ts';
import type { Page } from '../core/types.ts';
import type { Leg, Legs } from './incremental/legs.ts';
import type { Chain, PlacedLeg } from './page-chain.ts';
import { lookupIn, type Lookup } from './template.ts';

/** @param namespaces what all other placeholders refer to */
export function legChain(
  chain: Chain,
  legs: Legs,
  namespaces: Readonly<Record<string, Lookup>>,
  start?: ChainStart,
): Observable<Page> {
  const placed = (leg: Leg): PlacedLeg => ({ leg, lookup: lookupIn({ ...namespaces, incremental: leg.lookup }) });
  return defer(() => {
    const first = start?.leg ?? 0;
    let index = first;
    let page = start?.index ?? 0;
    return defer(() => {
      const { leg, lookup } = placed(legs.leg(index));
      const following = index + 1 < legs.count ? placed(legs.leg(index + 1)) : undefined;
      return chain(lookup, index === first ? start : undefined, { leg, index, following, firstPage: page });
    }).pipe(
      tap({
        next: (one) => (page = one.index + 1),
        complete: () => (index += 1),
      }),
      repeat(Math.max(1, legs.count - first)),
    );
  });
}
