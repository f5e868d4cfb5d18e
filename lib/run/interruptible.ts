import { concat, defer, EMPTY, takeUntil, tap, throwError, type MonoTypeOperatorFunction, type Observable } from 'rxjs';

/** The user ended the run; no failure of the resource. */
export class Interruption extends Error {
  constructor() {
    super('the run was interrupted');
    this.name = 'Interruption';
  }
}

/** Ends the source with an `Interruption` as soon as `stop` emits. */
export function interruptible<T>(stop: Observable<unknown>): MonoTypeOperatorFunction<T> {
  return (source) =>
    defer(() => {
      let stopped = false;
      return concat(
        source.pipe(takeUntil(stop.pipe(tap(() => (stopped = true))))),
        defer(() => (stopped ? throwError(() => new Interruption()) : EMPTY)),
      );
    });
}

export function isInterruption(error: unknown): boolean {
  return error instanceof Interruption || (error instanceof Error && isInterruption(error.cause));
}
