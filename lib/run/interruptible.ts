import { concat, defer, EMPTY, takeUntil, tap, throwError, type MonoTypeOperatorFunction, type Observable } from 'rxjs';

/** The user ended the run; no failure of the resource. */
export class Interruption extends Error {
  constructor() {
    super('the run was interrupted');
    this.name = 'Interruption';
  }
}

/** Ends the source as soon as `stop` emits: with the error that it emits, or with an `Interruption`. */
export function interruptible<T>(stop: Observable<unknown>): MonoTypeOperatorFunction<T> {
  return (source) =>
    defer(() => {
      let error: Error | undefined;
      const stopped = stop.pipe(tap((why) => (error = why instanceof Error ? why : new Interruption())));
      return concat(
        source.pipe(takeUntil(stopped)),
        defer(() => (error ? throwError(() => error) : EMPTY)),
      );
    });
}

export function isInterruption(error: unknown): boolean {
  return error instanceof Interruption || (error instanceof Error && isInterruption(error.cause));
}
