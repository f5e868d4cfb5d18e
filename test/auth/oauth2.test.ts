import { assert } from 'chai';
import { asyncScheduler } from 'rxjs';
import { tokenFor } from '../../lib/auth/access-token.ts';
import { oauth2ClientCredentials } from '../../lib/auth/oauth2-client-credentials.ts';
import { AuthError, ConfigError } from '../../lib/core/errors.ts';
import type { AuthAsk } from '../../lib/core/plugin.ts';
import { Secret } from '../../lib/core/secret.ts';
import { authorized } from '../conformance/auth.ts';
import { fakeContext } from '../conformance/auth-context.ts';
import { requestFor } from '../helpers/marbles.ts';

const URL = 'https://login.example.com/token';
const client = { access_token_url: URL, client_id: 'app', client_secret: 's3cr3t' };

const ask = (over: Partial<AuthAsk>): AuthAsk => ({
  method: 'POST',
  url: URL,
  form: { grant_type: 'client_credentials', client_id: 'app', client_secret: 's3cr3t' },
  answer: { body: { access_token: 't0ken' } },
  ...over,
});

describe('oauth2_client_credentials', () => {
  it('sends the fields that are given instead of its own', async () => {
    const data = {
      grant_type: 'password',
      username: 'ada',
      password: new Secret('p', 'pa55'),
      remember: true,
      days: 3,
    };
    const form = {
      client_id: 'app',
      client_secret: 's3cr3t',
      grant_type: 'password',
      username: 'ada',
      password: 'pa55',
    };
    const context = fakeContext([ask({ form: { ...form, remember: 'true', days: '3' } })]);
    await authorized(oauth2ClientCredentials, { ...client, access_token_request_data: data }, undefined, context);
  });

  it('form-encodes id and secret before it joins them in a Basic header, and keeps that secret too', async () => {
    const basic = Buffer.from('a%3Ab:c+d%2B%C3%A4').toString('base64');
    const context = fakeContext([
      ask({ headers: { authorization: `Basic ${basic}` }, form: { grant_type: 'client_credentials' } }),
    ]);
    const options = {
      ...client,
      client_id: 'a:b',
      client_secret: 'c d+ä',
      token_endpoint_auth_method: 'client_secret_basic',
    };
    await authorized(oauth2ClientCredentials, options, undefined, context);
    assert.isTrue(context.hidden.has(basic));
  });

  for (const [what, expires_in, seconds] of [
    ['a number', 100, 100],
    ['a text', '100', 100],
    ['nothing', undefined, 50],
    ['null', null, 50],
    ['what is no number', 'soon', 50],
    ['a negative number', -1, 50],
  ] as const) {
    it(`takes ${what} as expires_in`, async () => {
      const answer = { body: { access_token: 't0ken', expires_in } };
      const context = fakeContext([ask({ answer }), ask({ answer })]);
      const spec = oauth2ClientCredentials;
      const { authorize } = spec.create(spec.options.parse({ ...client, default_token_expiration: 50 }), context);
      const until = seconds * 900;
      const now = asyncScheduler.now;
      try {
        for (const [at, asked] of [
          [0, 1],
          [until - 1, 1],
          [until, 2],
        ] as const) {
          asyncScheduler.now = () => at;
          await new Promise((resolve) => authorize(requestFor('items')).subscribe(resolve));
          assert.lengthOf(context.asked, asked, `at ${at}`);
        }
      } finally {
        asyncScheduler.now = now;
      }
    });
  }

  for (const [what, body] of [
    ['an empty token', { access_token: '' }],
    ['a token that is no text', { access_token: 5 }],
    ['a list', ['t0ken']],
    ['nothing', undefined],
  ] as const) {
    it(`does not take ${what}`, async () => {
      const context = fakeContext([ask({ answer: { body } })]);
      const error: unknown = await authorized(oauth2ClientCredentials, client, undefined, context).catch(
        (e: unknown) => e,
      );
      assert.instanceOf(error, AuthError);
      assert.match(error.message, /answered 200 without an access_token/);
      assert.notInclude(error.message, 't0ken');
    });
  }

  it('refuses a secret that is no URL, by the name of the secret', async () => {
    const options = { ...client, access_token_url: new Secret('token_url', 's3cret-place') };
    const error: unknown = await authorized(oauth2ClientCredentials, options).catch((e: unknown) => e);
    assert.instanceOf(error, ConfigError);
    assert.equal(error.fix, 'look at the secret token_url');
    assert.notInclude(error.message, 's3cret-place');
  });

  it('a token lasts a tenth less than its server says, at most a minute', () => {
    const life = (seconds: number) => Math.round((tokenFor('t', seconds).until - asyncScheduler.now()) / 1000);
    assert.deepEqual([life(100), life(600), life(36_000)], [90, 540, 35_940]);
  });
});
