/**
 * CRASH_ROUNDS=200 CRASH_SEED=1 npm run test:crash
 *
 * Kills runs at every step and at random moments, many times, and has a reader look on.
 */
import { assert } from 'chai';
import { Days } from './days.ts';
import { Reader } from './reader.ts';
import { STEPS } from './steps.ts';

const ROUNDS = Number(process.env['CRASH_ROUNDS'] ?? 60);
const SEED = Number(process.env['CRASH_SEED'] ?? Date.now() % 1_000_000);

/** The same numbers for the same seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

describe(`crashes, seed ${SEED}`, function () {
  this.timeout(600_000);
  let days: Days;
  before(async () => {
    days = await Days.open();
  });
  after(() => days.close());

  for (const step of STEPS) {
    for (const time of [1, 2, 3, 5, 8]) {
      if (step.startsWith('run:') && time > 1) continue;
      it(`at ${step}, time ${time}`, async () => {
        const out = `${step.replaceAll(/\W/g, '-')}-${time}`;
        await days.secondMorning(out);
        if (await days.kill(out, { failpoint: `${step}@${time}` })) await days.assertFinishes(out);
        else await days.assertComplete(out);
      });
    }
  }

  const next = random(SEED);
  for (let round = 0; round < ROUNDS; round++) {
    const kills = Array.from({ length: 1 + Math.floor(next() * 5) }, () => 0.2 + next() * 0.9);
    const parts = kills.map((part) => part.toFixed(2)).join(', ');
    it(`round ${round}: after ${parts} of the time that a run takes`, async () => {
      const out = `round-${round}`;
      await days.secondMorning(out);
      const reader = await Reader.open(days.shop, out, ['first', 'second']);
      await days.assertSurvives(out, kills);
      await reader.close();
      assert.deepEqual(reader.wrong, []);
    });
  }
});
