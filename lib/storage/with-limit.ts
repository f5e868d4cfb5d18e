import { defer, from, lastValueFrom, mergeMap } from 'rxjs';

/** Does work for each of some things, so many at a time. Rejects with the first failure; what is under way goes on. */
export async function withLimit<T>(
  limit: number,
  things: Iterable<T>,
  work: (thing: T) => Promise<unknown>,
): Promise<void> {
  await lastValueFrom(from(things).pipe(mergeMap((thing) => defer(() => work(thing)), limit)), {
    defaultValue: undefined,
  });
}
