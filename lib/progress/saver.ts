import {
  asyncScheduler,
  concatMap,
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

/** A short run is over before there is much to lose: it is spared all saves but those of publishing. */
const FIRST_SAVE_AFTER = 2 * SAVE_EVERY;

/** A save that takes long, since there is much to write down, is followed by a pause of so many times that. */
const PAUSE_FACTOR = 50;

/** Saves now and then, one save at a time. */
export class Saver {
  readonly #save: () => Promise<number>;
  readonly #wanted = new Subject<void>();
  readonly #failed = new Subject<unknown>();
  readonly #subscription: Subscription;
  #running: Promise<unknown> = Promise.resolve();
  #queued: Promise<void> | undefined;
  #pause = FIRST_SAVE_AFTER;

  /** @param save takes what there is to save when it is called; it resolves to the milliseconds that it kept others waiting */
  constructor(save: () => Promise<number>, scheduler: SchedulerLike = asyncScheduler) {
    this.#save = save;
    this.#subscription = this.#wanted
      .pipe(
        throttle(() => timer(this.#pause, scheduler), { leading: false, trailing: true }),
        concatMap(() => this.now().catch((error: unknown) => this.#failed.next(error))),
      )
      .subscribe();
  }

  /** Emits the error of a save that nobody waited for. */
  get failed(): Observable<unknown> {
    return this.#failed;
  }

  /** Has what is there by then saved before long. */
  soon(): void {
    this.#wanted.next();
  }

  /** Saves what is there now. Rejects where that fails. */
  now(): Promise<void> {
    // Whoever comes while a save waits for the one before is served by the same.
    this.#queued ??= this.#afterRunning();
    return this.#queued;
  }

  async #afterRunning(): Promise<void> {
    await this.#running;
    this.#queued = undefined;
    const saved = this.#save();
    this.#running = saved.catch(() => {});
    this.#pause = Math.max(SAVE_EVERY, PAUSE_FACTOR * (await saved));
  }

  /** Saves no more by itself. Resolves when nothing is being saved. */
  async stop(): Promise<void> {
    this.#subscription.unsubscribe();
    await this.#queued?.catch(() => {});
    await this.#running;
  }
}
