import { assert } from 'chai';
import { redactor } from '../../lib/core/redact.ts';

describe('redactor', () => {
  const secret = 'p@ss "w/ö rd';
  const redact = redactor([secret]);

  const forms: [form: string, text: string][] = [
    ['as it is', secret],
    ['URL-encoded', encodeURIComponent(secret)],
    ['in a query', new URLSearchParams({ x: secret }).toString()],
    ['in JSON', JSON.stringify({ x: secret })],
    ['in base64', Buffer.from(secret).toString('base64')],
  ];
  for (const [form, text] of forms) {
    it(`takes a secret out ${form}, every time`, () => {
      const shown = redact(`${text} and ${text}`);
      assert.equal(shown.split('***').length, 3, shown);
      for (const [, hidden] of forms.slice(0, 2)) assert.notInclude(shown, hidden);
    });
  }

  it('leaves nothing of a longer secret that contains a shorter one', () => {
    const shown = redactor(['abc', 'abcdef'])('abcdef abc');
    assert.equal(shown, '*** ***');
  });

  it('learns secrets as they are received, and forgets none that was configured', () => {
    const learning = redactor(['configured']);
    assert.equal(learning('configured received'), '*** received');
    for (let i = 1; i <= 100; i++) learning.hide(`received-${i}-`);
    assert.equal(learning('configured received-100- received-50-'), '*** *** ***');
    assert.equal(learning('received-10-'), 'received-10-', 'the search must not grow with each token of a long run');
  });

  it('hides query parameters that carry credentials by their name, whoever declared them', () => {
    const plain = redactor([]);
    for (const name of ['api_key', 'apikey', 'token', 'access_token', 'client_secret', 'password', 'sig', 'API-KEY']) {
      assert.equal(plain(`GET /a?${name}=hush&page=2`), `GET /a?${name}=***&page=2`, name);
      assert.equal(plain(`GET /a?page=2&${name}=hush#x`), `GET /a?page=2&${name}=***#x`, name);
    }
    assert.equal(plain('GET /a?monkey=1&next_token=2'), 'GET /a?monkey=1&next_token=2');
  });

  it('does not blacken text for a secret of one or two characters', () => {
    assert.equal(redactor(['a', '12', ''])('a page of 12'), 'a page of 12');
  });

  it('takes a secret with characters that mean something in patterns', () => {
    assert.equal(redactor(['a.*$&'])('xa.*$&x ab'), 'x***x ab');
  });
});
