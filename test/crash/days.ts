import { isDeepStrictEqual } from 'node:util';
import { assert } from 'chai';
import { Shop, RESOURCES, type Content, type Killing, type ShopRun } from './shop.ts';

/** What runs that nobody interrupts publish, to compare others with. */
export class Days {
  readonly shop: Shop;
  /** What is published on each day, from the first one on. */
  readonly contents: readonly Content[];
  /** The second day's run. */
  readonly whole: ShopRun;
  readonly cursors: Readonly<Record<string, unknown>>;

  private constructor(shop: Shop, contents: readonly Content[], whole: ShopRun, cursors: Days['cursors']) {
    this.shop = shop;
    this.contents = contents;
    this.whole = whole;
    this.cursors = cursors;
  }

  static async open(): Promise<Days> {
    const shop = await Shop.open();
    assertDone(await shop.run('first'));
    const first = await shop.content('first');
    await shop.copy('first', 'second');
    shop.api.setDay(2);
    const whole = await shop.run('second');
    assertDone(whole);
    await shop.assertTidy('second');
    return new Days(shop, [first, await shop.content('second')], whole, await shop.cursors('second'));
  }

  /** Makes a folder as it is after the first day. */
  async secondMorning(out: string): Promise<void> {
    await this.shop.copy('first', out);
  }

  /** Starts the second day's run and kills it; false where it was over before. */
  async kill(out: string, killing: Killing): Promise<boolean> {
    const { signal, status, stderr } = await this.shop.run(out, killing);
    if (signal === 'SIGKILL') return true;
    assert.equal(status, 0, stderr);
    return false;
  }

  /**
   * Kills one run after another, each after a part of the time that a whole run takes, and goes on. One that came to its
   * end before leaves nothing to go on with.
   */
  async assertSurvives(out: string, parts: readonly number[]): Promise<void> {
    for (const part of parts) {
      const killed = await this.kill(out, { after: part * this.whole.ms });
      if (!killed) return this.assertComplete(out);
      if (await this.#isOver(out)) return;
    }
    return this.assertFinishes(out);
  }

  /** Goes on with what a killed run left, and compares with the one that nobody interrupted. */
  async assertFinishes(out: string): Promise<void> {
    const { shop, whole } = this;
    const { resources } = await shop.checkpoint(out);
    if (await this.#isOver(out)) return;
    const run = await shop.run(out);
    assertDone(run);
    await this.assertComplete(out);
    await shop.assertTidy(out);
    for (const name of RESOURCES) {
      const entry = Object.hasOwn(resources, name) ? resources[name] : undefined;
      const kept = (entry?.work?.counted ?? entry?.counted)?.pages ?? 0;
      assert.equal(
        run.asked[name],
        whole.asked[name] - kept,
        `requests of ${name} with ${kept} pages kept: ${run.stderr}`,
      );
    }
  }

  /** Whether a run was killed after its last step. */
  async #isOver(out: string): Promise<boolean> {
    const { resources } = await this.shop.checkpoint(out);
    return Object.keys(resources).length === 0 && isDeepStrictEqual(await this.shop.content(out), this.contents[1]);
  }

  async assertComplete(out: string): Promise<void> {
    assert.deepEqual(await this.shop.content(out), this.contents[1]);
    assert.deepEqual(await this.shop.cursors(out), this.cursors);
  }

  close(): Promise<void> {
    return this.shop.close();
  }
}

function assertDone({ status, stderr }: ShopRun): void {
  assert.equal(status, 0, stderr);
}
