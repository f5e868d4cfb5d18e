import { concat, concatMap, defer, EMPTY, of, type MonoTypeOperatorFunction } from 'rxjs';

/** Calls `tell` with each value after everybody downstream got it, and before the next one. */
export function afterEach<T>(tell: (value: T) => void): MonoTypeOperatorFunction<T> {
  return concatMap((value) =>
    concat(
      of(value),
      defer(() => {
        tell(value);
        return EMPTY;
      }),
    ),
  );
}
