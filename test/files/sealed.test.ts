import { assert } from 'chai';
import { seal, unseal } from '../../lib/files/sealed.ts';

describe('a sealed text', () => {
  const content = { b: 1, 10: 'ten', 9: 'nine', nested: { ü: [null, 1.5, '\u2028'] }, ['__proto__']: 2 };

  it('gives back what was sealed, and its version', () => {
    assert.deepEqual(unseal(seal(content, 3)), { ...content, version: 3 });
  });

  it('may be laid out in another way', () => {
    const readable = seal(content, 1, 'readable');
    assert.include(readable, '\n  "b": 1');
    assert.deepEqual(unseal(readable), { ...content, version: 1 });
    assert.deepEqual(unseal(seal({}, 1)), { version: 1 });
  });

  it('is refused where any of it is not what it was', () => {
    const text = seal(content, 1);
    for (const [was, is] of [
      ['"b":1', '"b":2'],
      ['ten', 'tem'],
      ['"version":1', '"version":2'],
      ['null', 'true'],
    ] as const) {
      assert.include(text, was);
      assert.throws(() => unseal(text.replace(was, is)), 'its checksum does not fit');
    }
    for (let cut = 1; cut < text.length - 1; cut += 7) assert.throws(() => unseal(text.slice(0, cut)));
  });
});
