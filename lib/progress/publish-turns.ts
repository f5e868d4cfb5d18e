/**
 * Keeps publishing and looking at the whole folder apart: any number may publish at the same time, and whoever looks at
 * the folder waits for them and keeps the next ones waiting.
 */
export class PublishTurns {
  readonly #publishing = new Set<Promise<void>>();
  #resting: Promise<void> = Promise.resolve();

  /** Resolves, when something may be published, to what says that it is. */
  async publishing(): Promise<() => void> {
    for (let resting; resting !== this.#resting;) {
      resting = this.#resting;
      await resting;
    }
    const { promise, end } = turn();
    this.#publishing.add(promise);
    return () => {
      this.#publishing.delete(promise);
      end();
    };
  }

  /** Resolves, when nothing is being published, to what lets it go on. One after the other. */
  async resting(): Promise<() => void> {
    const before = this.#resting;
    const { promise, end } = turn();
    this.#resting = before.then(() => promise);
    await before;
    await Promise.all(this.#publishing);
    return end;
  }
}

function turn(): { readonly promise: Promise<void>; readonly end: () => void } {
  let end = (): void => undefined;
  const promise = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { promise, end };
}
