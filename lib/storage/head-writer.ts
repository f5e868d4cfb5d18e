import { randomUUID } from 'node:crypto';
import { Subject, type Observable } from 'rxjs';
import { SinkError } from '../core/errors.ts';
import { HEAD_KEY, headIn, headText, EMPTY_HEAD, type Head, type Holder } from './head.ts';
import { ConditionFailed, type Condition, type ObjectStore } from './object-store.ts';

interface FoundHead {
  readonly head: Head;
  /** `undefined` where there is none yet. */
  readonly etag: string | undefined;
  /** Milliseconds since it was written. */
  readonly age: number;
}

/** The head of an output folder in a bucket, `EMPTY_HEAD` where there is none. */
export async function readHead(store: ObjectStore): Promise<FoundHead> {
  const found = await store.read(HEAD_KEY);
  if (found === undefined) return { head: EMPTY_HEAD, etag: undefined, age: 0 };
  return { head: headIn(found.body.toString(), store.url), etag: found.etag, age: found.age };
}

/**
 * Replaces the head, one change after the other, each only where it is still the one that this writer wrote last. Who
 * has lost the lock can commit nothing any more.
 */
export class HeadWriter {
  readonly #store: ObjectStore;
  readonly #lost = new Subject<unknown>();
  #head: Head;
  #etag: string | undefined;
  #writing: Promise<unknown> = Promise.resolve();
  #failure: unknown;

  constructor(store: ObjectStore, { head, etag }: FoundHead) {
    this.#store = store;
    this.#head = head;
    this.#etag = etag;
  }

  get head(): Head {
    return this.#head;
  }

  /** Emits the error when somebody else has written the head: this writer writes no more. */
  get lost(): Observable<unknown> {
    return this.#lost;
  }

  /** Throws a `SinkError` where somebody else has written the head. */
  update(change: (head: Head) => Omit<Head, 'write'>): Promise<Head> {
    const update = async (): Promise<Head> => {
      if (this.#failure !== undefined) throw this.#failure;
      const head = { ...change(this.#head), write: randomUUID() };
      const condition: Condition = this.#etag === undefined ? { ifNoneMatch: '*' } : { ifMatch: this.#etag };
      this.#etag = await this.#write(head, condition);
      this.#head = head;
      return head;
    };
    const updated = this.#writing.then(update);
    this.#writing = updated.catch(() => undefined);
    return updated;
  }

  async #write(head: Head, condition: Condition): Promise<string> {
    try {
      return await this.#store.write(HEAD_KEY, headText(head), condition);
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      const found = await readHead(this.#store);
      // It was written, and the answer was lost on its way.
      if (found.etag !== undefined && found.head.write === head.write) return found.etag;
      this.#failure = lostTo(found.head.holder, this.#store.url);
      this.#lost.next(this.#failure);
      throw this.#failure;
    }
  }
}

function lostTo(holder: Holder | undefined, url: string): SinkError {
  const who = holder === undefined ? 'another run' : `process ${holder.pid} on ${holder.host}`;
  return new SinkError(`${who} has taken over ${url}: nothing more of this run is published there`, {
    setting: '--out',
    fix: 'a run that gives no sign of life for a while, as on a machine that sleeps, loses its lock; see that only one runs at a time, and run it again',
  });
}
