import { AsyncSubject, EMPTY, type Observable } from 'rxjs';
import type { ResourceInfo } from '../core/types.ts';

/**
 * Has the resources that share a file publish one after the other, in the order in which they are given, so that it is
 * always the same one whose row stands where several have a key.
 */
export class FileTurns {
  readonly #ends = new Map<string, AsyncSubject<never>>();
  readonly #before = new Map<string, string>();

  /** @param resources those that publish, parents before their children */
  constructor(resources: readonly ResourceInfo[]) {
    const last = new Map<string, string>();
    for (const { name, table } of resources) {
      this.#ends.set(name, new AsyncSubject());
      const before = last.get(table);
      if (before !== undefined) this.#before.set(name, before);
      last.set(table, name);
    }
  }

  /** Completes when it is the turn of a resource: the one before it has published, or will not. */
  turn(name: string): Observable<never> {
    const before = this.#before.get(name);
    return before === undefined ? EMPTY : this.#ends.get(before)!;
  }

  /** The resource has published, or will not. */
  end(name: string): void {
    this.#ends.get(name)?.complete();
  }
}
