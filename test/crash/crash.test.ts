import { assert } from 'chai';
import { Days } from './days.ts';
import { Reader } from './reader.ts';
import { RESOURCES } from './shop.ts';
import { STEPS } from './steps.ts';

describe('a crash', function () {
  this.timeout(120_000);
  let days: Days;
  before(async () => {
    days = await Days.open();
  });
  after(() => days.close());

  it('is compared with runs that differ', () => {
    const [first, second] = days.contents;
    for (const name of RESOURCES) assert.notDeepEqual(first![name], second![name], name);
    assert.lengthOf(second!['rejected jobs']!, 1);
    for (const name of RESOURCES) assert.isAbove(days.whole.asked[name], 2, name);
  });

  for (const step of ['checkpoint:after-write@4', 'publish:after-intent@2', 'publish:after-rename@3']) {
    it(`at ${step} is made good by the next run, which asks for nothing twice`, async () => {
      const out = step.replaceAll(/\W/g, '-');
      await days.secondMorning(out);
      assert.isTrue(await days.kill(out, { failpoint: step }));
      await days.assertFinishes(out);
    });
  }

  it('after a crash after a crash, one at each step, is made good, and no reader notices', async () => {
    await days.secondMorning('steps');
    const reader = await Reader.open(days.shop, 'steps', ['first', 'second']);
    for (const step of STEPS) assert.isTrue(await days.kill('steps', { failpoint: step }), step);
    await days.assertFinishes('steps');
    await reader.close();
    assert.deepEqual(reader.wrong, []);
    assert.isAbove(reader.reads, 20);
  });

  it('when everything is done is none', async () => {
    await days.secondMorning('end');
    assert.isTrue(await days.kill('end', { failpoint: 'run:after-end' }));
    await days.assertComplete('end');
  });

  it('at any moment is made good', async () => {
    await days.secondMorning('moments');
    await days.assertSurvives('moments', [0.5, 0.7, 0.8]);
  });
});
