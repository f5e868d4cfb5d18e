import { assert } from 'chai';
import type { ApiRequest } from '../../lib/core/types.ts';
import { hiddenSecrets } from '../../lib/progress/hidden-secrets.ts';
import { restoredRequest, storedRequest } from '../../lib/progress/stored-request.ts';
import { requestFor } from '../helpers/marbles.ts';

const SECRETS = ['s3cret/+"1', 'other key', 's3cret/+"1 longer'];
const ROTATED = ['rotated', 'other key', 'rotated longer'];

describe('a stored request', () => {
  const first = requestFor('jobs', { headers: { authorization: SECRETS[0]!, accept: 'x' }, params: { limit: 10 } });

  const there = (over: Partial<ApiRequest>, today = SECRETS) => {
    const request = { ...first, ...over };
    const stored = storedRequest(request, first, hiddenSecrets(SECRETS));
    assert.isDefined(stored);
    for (const secret of SECRETS) {
      for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), btoa(secret)]) {
        assert.notInclude(stored, form);
      }
    }
    return restoredRequest(stored, first, hiddenSecrets(today));
  };

  it('is the same again, with every digit and every kind of value', () => {
    const changes: Partial<ApiRequest>[] = [
      {},
      { params: { page: 2, after: 2n ** 60n, flags: [true, false], text: 'ü⟧' } },
      { url: 'https://api.example.com/next?cursor=a%2Fb', params: {} },
      { body: { kind: 'json', value: { after: [2n ** 70n, null, { x: 1.5 }] } } },
      { body: { kind: 'form', fields: [['a', 'b']] } },
      { headers: { ...first.headers, 'x-cursor': 'abc' } },
      { paging: { type: 'page_number', options: { base_page: 1 }, rows: { keys: ['total'], size: 2 } } },
    ];
    for (const over of changes) assert.deepEqual(there(over), { ...first, ...over });
  });

  it('has no body where the next page has none', () => {
    const posted = { ...first, body: { kind: 'text', text: 'x' } as const };
    const secrets = hiddenSecrets([]);
    const stored = storedRequest(first, posted, secrets)!;
    assert.deepEqual(restoredRequest(stored, posted, secrets), first);
  });

  it('has its secrets again, in whatever form they were, those of today', () => {
    const over = (secrets: readonly string[]): Partial<ApiRequest> => ({
      url: `https://api.example.com/jobs?api_key=${encodeURIComponent(secrets[0]!)}&page=2`,
      params: { token: secrets[2]!, mixed: `${secrets[0]!}${secrets[1]!}` },
      body: { kind: 'json', value: { basic: btoa(secrets[0]!), key: secrets[1]! } },
    });
    assert.deepEqual(there(over(SECRETS)), { ...first, ...over(SECRETS) });
    assert.deepEqual(there(over(SECRETS), ROTATED), { ...first, ...over(ROTATED) });
  });

  it('is not made where it carries a credential that nobody declared', () => {
    const secrets = hiddenSecrets(SECRETS);
    for (const url of ['https://x.y/?access_token=abc', 'https://x.y/?page=2&signature=0']) {
      assert.isUndefined(storedRequest({ ...first, url }, first, secrets), url);
    }
    assert.isDefined(storedRequest({ ...first, url: 'https://x.y/?access_token=&page=2' }, first, secrets));
  });

  it('is not made where its text looks like a hidden secret', () => {
    assert.isUndefined(storedRequest({ ...first, params: { q: '⟦0.0⟧' } }, first, hiddenSecrets(SECRETS)));
  });

  it('leaves secrets of one or two characters where they are, as messages do', () => {
    const secrets = hiddenSecrets(['1']);
    assert.equal(secrets.hide('{"page":1}'), '{"page":1}');
  });
});
