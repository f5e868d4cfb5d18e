import { assert } from 'chai';
import { bytesOf, decimalDigits, digitsOf, isBytes, isTime } from '../../lib/rows/hinted-text.ts';
import { Observation } from '../../lib/rows/observation.ts';

describe('hinted texts', () => {
  for (const [text, integer, scale] of [
    ['0', 0, 0],
    ['-0.00', 0, 0],
    ['12.50', 2, 1],
    ['0012', 2, 0],
    ['.05', 0, 2],
    ['5.', 1, 0],
    ['+1e3', 4, 0],
    ['1.25e1', 2, 1],
    ['1e-7', 0, 7],
    ['120e-1', 2, 0],
  ] as const) {
    it(`counts the digits of ${text}`, () => assert.deepEqual(digitsOf(text), { integer, scale }));
  }
  for (const text of ['', '.', '-', 'e5', '1,5', ' 1', '0x10', 'NaN', 'Infinity', '1e', '1.2.3', '١']) {
    it(`takes ${JSON.stringify(text)} for no decimal`, () => assert.isUndefined(digitsOf(text)));
  }
  it('takes numbers by the text that they have', () => {
    assert.deepEqual(decimalDigits(0.1), { integer: 0, scale: 1 });
    assert.deepEqual(decimalDigits(1e21), { integer: 22, scale: 0 });
    assert.deepEqual(decimalDigits(10n ** 30n), { integer: 31, scale: 0 });
    for (const value of [Number.NaN, Infinity, true, null, [1]]) assert.isUndefined(decimalDigits(value));
  });

  it('tells times of day', () => {
    for (const text of ['00:00', '23:59:59', '12:30:00.5', '12:30:00.123456']) assert.isTrue(isTime(text), text);
    for (const text of ['24:00:00', '7:00', '12:60', '12:30:00Z', '12:30:00.1234567', '12:30:00+02:00', ''])
      assert.isFalse(isTime(text), text);
  });

  it('tells bytes', () => {
    for (const text of ['', 'QQ==', 'QUI=', 'QUJD', '+/+/', '0x', '0x00fF']) assert.isTrue(isBytes(text), text);
    for (const text of ['QQ', 'QQ=', 'Q===', 'Q=QQ', '-_-_', 'QU JD', 'QUJD\n', '0x0', '0xgg', '===='])
      assert.isFalse(isBytes(text), JSON.stringify(text));
    assert.isTrue(isBytes('A'.repeat(40 << 20)));
    assert.deepEqual([...bytesOf('0x00fF')], [0, 255]);
    assert.deepEqual([...bytesOf('QQ==')], [65]);
  });
});

describe('a hinted column', () => {
  const money = () => new Observation().declareDecimal({ integer: 4, scale: 2 });
  const seen = (observation: Observation, ...values: readonly unknown[]) => {
    for (const value of values) observation.add(value);
    return observation.type;
  };
  const decimal = (precision: number, scale: number) => ({ kind: 'decimal', precision, scale }) as const;

  it('keeps its type while the values fit, and grows by the digits of those that do not', () => {
    assert.deepEqual(seen(money()), decimal(6, 2));
    assert.deepEqual(seen(money(), '1.5', 2, 3n, 0.25, null), decimal(6, 2));
    assert.deepEqual(seen(money(), '12345.678'), decimal(8, 3));
    assert.deepEqual(seen(money(), 10n ** 35n), decimal(38, 2));
    assert.deepEqual(seen(money(), 10n ** 36n), { kind: 'string' });
  });

  it('becomes text, or JSON, in whatever order the values come', () => {
    const time = () => new Observation().declare('time');
    const bytes = () => new Observation().declare('binary');
    assert.deepEqual(seen(money(), 1.5, 'n/a', 2), { kind: 'string' });
    assert.deepEqual(seen(money(), 'n/a', 1.5), { kind: 'string' });
    assert.deepEqual(seen(money(), true, 1.5, 'n/a'), { kind: 'json' });
    assert.deepEqual(seen(time(), '12:00', 'noon', '12:00'), { kind: 'string' });
    assert.deepEqual(seen(time(), 5), { kind: 'json' });
    assert.deepEqual(seen(bytes(), 'QQ==', '!'), { kind: 'string' });
    assert.deepEqual(seen(bytes(), {}), { kind: 'json' });
  });

  it('takes in what was published before the hint', () => {
    const before = (...values: readonly unknown[]) => {
      const observation = new Observation();
      for (const value of values) observation.add(value);
      observation.merge(money());
      return observation.type;
    };
    assert.deepEqual(before(5), decimal(18, 2));
    assert.deepEqual(before(2n ** 60n), decimal(21, 2));
    assert.deepEqual(before(0.1), { kind: 'string' });
    assert.deepEqual(before('x'), { kind: 'string' });
  });

  it('is stored with its digits', () => {
    const observation = money();
    observation.add('1.234');
    assert.deepEqual(Observation.fromJSON(JSON.parse(JSON.stringify(observation)) as never).type, decimal(7, 3));
    assert.deepEqual(Observation.ofType(decimal(7, 3)).type, decimal(7, 3));
    assert.deepEqual(Observation.ofType(decimal(38, 0)).type, decimal(38, 0));
  });
});
