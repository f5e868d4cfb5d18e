import { inspect } from 'node:util';
import { assert } from 'chai';
import { isSecret, revealed, secret, Secret } from '../../lib/core/secret.ts';

describe('Secret', () => {
  const token = new Secret('api_token', 's3cret-value');

  const ways: [way: string, print: (value: Secret) => string][] = [
    ['util.inspect', (value) => inspect({ value }, { showHidden: true, depth: 9 })],
    ['JSON', (value) => JSON.stringify({ value })],
    // oxlint-disable-next-line typescript/restrict-template-expressions -- this is what is tested
    ['a template string', (value) => `Bearer ${value}`],
    ['String', String],
    ['its keys', (value) => Object.entries(value).flat().join()],
    ['an error', (value) => inspect(new Error('x', { cause: value }))],
  ];
  for (const [way, print] of ways) {
    it(`is not printed by ${way}`, () => {
      assert.notInclude(print(token), 's3cret-value');
      assert.match(print(token), /\*\*\*|api_token/);
    });
  }

  it('is revealed to who asks for it', () => {
    assert.equal(token.reveal(), 's3cret-value');
    assert.equal(revealed(token), 's3cret-value');
    assert.equal(revealed('text'), 'text');
    assert.isTrue(token.resolved);
  });

  it('says which secret was not read yet', () => {
    assert.isFalse(secret('api_token').resolved);
    assert.throws(() => secret('api_token').reveal(), 'the secret api_token was not read yet');
  });

  it('an empty value is a value', () => assert.equal(new Secret('password', '').reveal(), ''));

  it('is recognised across copies of the library, and nothing else is', () => {
    const foreign = { [Symbol.for('millrace.secret')]: true };
    assert.isTrue(isSecret(token) && isSecret(foreign));
    for (const value of [null, undefined, 'secret', {}, []]) assert.isFalse(isSecret(value));
  });
});
