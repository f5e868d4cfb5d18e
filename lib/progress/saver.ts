import {
  asyncScheduler,
  concatMap,
  from,
  Subject,
  throttle,
  timer,
  type Observable,
  type SchedulerLike,
  type Subscription,
} from 'rxjs';

/**
 * Milliseconds between two saves that nobody waits for: what a crash can lose is about what comes in this time. The
 * variable is for tests.
 */
const SAVE_EVERY = Number(process.env['MILLRACE_SAVE_EVERY'] ?? 1000);

/** Where saving takes long, since there is much to save, the time between is at least this many times as long. */
const REST = 10;

/** Saves now and then, one save at a time. */
export class Saver {
  readonly #save: () => Promise<void>;
  readonly #wanted = new Subject<void>();
  readonly #failed = new Subject<unknown>();
  #running: Promise<void> = Promise.resolve();
  #queued: Promise<void> | undefined;
  readonly #scheduler: SchedulerLike;
  /** Milliseconds of the last save. */
  #took = 0;
  readonly #subscription: Subscription;

  /** @param save takes what there is to save when it is called */
  constructor(save: () => Promise<void>, scheduler: SchedulerLike = asyncScheduler) {
    this.#save = save;
    this.#scheduler = scheduler;
    this.#subscription = this.#wanted
      .pipe(
        throttle(() => this.#rest(), { leading: false, trailing: true }),
        concatMap(() => this.now().catch((error: unknown) => this.#failed.next(error))),
      )
      .subscribe();
  }

  /** Emits the error of a save that nobody waited for. */
  get failed(): Observable<unknown> {
    return this.#failed;
  }

  /** Has what is there by then saved within a second. */
  soon(): void {
    this.#wanted.next();
  }

  /** Saves what is there now. Rejects where that fails. */
  now(): Promise<void> {
    // Whoever comes while a save waits for the one before is served by the same.
    this.#queued ??= this.#running.then(() => {
      this.#queued = undefined;
      const began = this.#scheduler.now();
      const saved = this.#save().finally(() => (this.#took = this.#scheduler.now() - began));
      this.#running = saved.catch(() => {});
      return saved;
    });
    return this.#queued;
  }

  /** Emits when the next save is due, after the one that is under way. */
  #rest(): Observable<unknown> {
    const ended = this.#queued?.catch(() => {}) ?? Promise.resolve();
    return from(ended).pipe(concatMap(() => timer(Math.max(SAVE_EVERY, REST * this.#took), this.#scheduler)));
  }

  /** Saves no more by itself. Resolves when nothing is being saved. */
  async stop(): Promise<void> {
    this.#subscription.unsubscribe();
    await this.#queued?.catch(() => {});
    await this.#running;
  }
}
