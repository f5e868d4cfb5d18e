import {
  asyncScheduler,
  concatMap,
  Subject,
  throttleTime,
  type Observable,
  type SchedulerLike,
  type Subscription,
} from 'rxjs';

/**
 * Milliseconds between two saves that nobody waits for: what a crash can lose is about what comes in this time. The
 * variable is for tests.
 */
const SAVE_EVERY = Number(process.env['MILLRACE_SAVE_EVERY'] ?? 1000);

/** Saves now and then, one save at a time. */
export class Saver {
  readonly #save: () => Promise<void>;
  readonly #wanted = new Subject<void>();
  readonly #failed = new Subject<unknown>();
  #running: Promise<void> = Promise.resolve();
  #queued: Promise<void> | undefined;
  readonly #subscription: Subscription;

  /** @param save takes what there is to save when it is called */
  constructor(save: () => Promise<void>, scheduler: SchedulerLike = asyncScheduler) {
    this.#save = save;
    this.#subscription = this.#wanted
      .pipe(
        throttleTime(SAVE_EVERY, scheduler, { leading: false, trailing: true }),
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
      const saved = this.#save();
      this.#running = saved.catch(() => {});
      return saved;
    });
    return this.#queued;
  }

  /** Saves no more by itself. Resolves when nothing is being saved. */
  async stop(): Promise<void> {
    this.#subscription.unsubscribe();
    await this.#queued?.catch(() => {});
    await this.#running;
  }
}
