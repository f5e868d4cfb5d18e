import { assert } from 'chai';
import { snakeCase } from '../../lib/source/snake-case.ts';

describe('snakeCase', () => {
  for (const [name, expected] of [
    // As dlt has it.
    ['event_value', 'event_value'],
    ['event value', 'event_value'],
    ['event-.!:*<>value', 'event_x_value'],
    ['BANaNA', 'ba_na_na'],
    ['BANANA', 'banana'],
    ['BANANA____', 'bananaxxxx'],
    ['__event_value', '_event_value'],
    ["1event_n'", '_1event_nx'],
    ['123event_value', '_123event_value'],
    ['userId', 'user_id'],
    ['UserID', 'user_id'],
    ['user_id', 'user_id'],
    ['User ID', 'user_id'],
    ['userID2Name', 'user_id2_name'],
    ['@odata.id', 'aodata_id'],
    ['_jobs_id', '_jobs_id'],
    ['', ''],
    // Where dlt would have an x for each.
    ['größeInCm', 'größe_in_cm'],
    ['日本', '日本'],
  ] as const) {
    it(`${JSON.stringify(name)} is ${JSON.stringify(expected)}`, () => assert.equal(snakeCase(name), expected));
  }

  it('changes nothing of its own results', () => {
    for (const name of ['BANANA____', '1event', '@a', 'userId']) {
      assert.equal(snakeCase(snakeCase(name)), snakeCase(name));
    }
  });
});
