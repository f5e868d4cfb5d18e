import { assert } from 'chai';
import { firstValueFrom } from 'rxjs';
import { ConfigError } from '../../lib/core/errors.ts';
import { requestUrl } from '../../lib/core/request.ts';
import { Secret } from '../../lib/core/secret.ts';
import { apiKey } from '../../lib/auth/api-key.ts';
import { bearer } from '../../lib/auth/bearer.ts';
import { httpBasic } from '../../lib/auth/http-basic.ts';
import { authorized } from '../conformance/auth.ts';
import { fakeContext } from '../conformance/auth-context.ts';
import { requestFor } from '../helpers/marbles.ts';

async function headers(...[spec, options, request]: Parameters<typeof authorized>) {
  return (await authorized(spec, options, request)).headers;
}

async function refusal(...args: Parameters<typeof authorized>): Promise<ConfigError> {
  const error: unknown = await authorized(...args).catch((thrown: unknown) => thrown);
  assert.instanceOf(error, ConfigError);
  return error;
}

describe('bearer', () => {
  it('A1 takes the place of an authorization that the request had', async () => {
    const request = requestFor('items', { headers: { authorization: 'old', accept: 'a' } });
    assert.deepEqual(await headers(bearer, { token: 't' }, request), { authorization: 'Bearer t', accept: 'a' });
  });

  it('refuses an empty token', () => assert.isFalse(bearer.options.safeParse({ token: '' }).success));

  it('refuses what a header cannot carry, and names the secret but not its value', async () => {
    const error = await refusal(bearer, { token: new Secret('api_token', 's3cret\n') });
    assert.match(error.message, /^the secret api_token has a line break/);
    assert.notInclude(`${error.message}${error.fix}`, 's3cret');
    assert.match((await refusal(bearer, { token: 's3cret€' })).message, /^the value of token has/);
  });

  it('reads the secret anew for each subscription', async () => {
    const tokens = ['one', 'two'];
    class Rotating extends Secret {
      override reveal(): string {
        return tokens.shift()!;
      }
    }
    const request$ = bearer.create({ token: new Rotating('t', 'x') }, fakeContext()).authorize(requestFor('items'));
    assert.equal((await firstValueFrom(request$)).headers['authorization'], 'Bearer one');
    assert.equal((await firstValueFrom(request$)).headers['authorization'], 'Bearer two');
  });
});

describe('api_key', () => {
  it('A1 is sent as it is in the header Authorization unless told otherwise', async () =>
    assert.deepEqual(await headers(apiKey, { api_key: 'k e y' }), { authorization: 'k e y' }));

  for (const location of ['query', 'param']) {
    it(`is in the query once for location ${location}, even if the URL has it`, async () => {
      const options = { api_key: 'k&y', name: 'key', location };
      const next = requestFor('items', { url: 'https://api.example.com/items?key=old&page=2&key=older' });
      const once = await authorized(apiKey, options, next);
      assert.equal(requestUrl(once), 'https://api.example.com/items?page=2&key=k%26y');
      assert.equal(requestUrl(await authorized(apiKey, options, once)), requestUrl(once));
      assert.deepEqual(once.headers, {});
    });
  }

  it('is added to the cookies that the request has', async () => {
    const options = { api_key: 'k', name: 'SID', location: 'cookie' };
    const request = requestFor('items', { headers: { cookie: 'a=b' } });
    assert.deepEqual(await headers(apiKey, options, request), { cookie: 'a=b; SID=k' });
    assert.deepEqual(await headers(apiKey, options), { cookie: 'SID=k' });
  });

  it('refuses an unknown location and what a header cannot carry', async () => {
    assert.isFalse(apiKey.options.safeParse({ api_key: 'k', location: 'body' }).success);
    for (const location of ['header', 'cookie']) await refusal(apiKey, { api_key: 'k\r\nx: y', location });
  });
});

describe('http_basic', () => {
  it('A1 sends UTF-8 in base64', async () => {
    const expected = `Basic ${Buffer.from('jürgen:pä:ß€', 'utf8').toString('base64')}`;
    assert.deepEqual(await headers(httpBasic, { username: 'jürgen', password: 'pä:ß€' }), { authorization: expected });
  });

  it('A7 sends Basic VTpQ for U and P', async () =>
    assert.deepEqual(await headers(httpBasic, { username: 'U', password: 'P' }), { authorization: 'Basic VTpQ' }));

  it('takes a key as the user name and no password', async () =>
    assert.deepEqual(await headers(httpBasic, { username: 'k', password: '' }), { authorization: 'Basic azo=' }));

  it('refuses a colon in the user name, without printing it', async () => {
    const error = await refusal(httpBasic, { username: 's3cret:x', password: 'p' });
    assert.notInclude(error.message, 's3cret');
    assert.match(error.message, /colon/);
  });
});
