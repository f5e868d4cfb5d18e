import { generateKeyPairSync } from 'node:crypto';
import { assert } from 'chai';
import { firstValueFrom, toArray } from 'rxjs';
import { isRecord } from '../../lib/core/is-record.ts';
import { EXAMPLE_PRIVATE_KEY, type AuthContext, type AuthSpec } from '../../lib/core/plugin.ts';
import { requestUrl } from '../../lib/core/request.ts';
import { Secret } from '../../lib/core/secret.ts';
import type { ApiRequest } from '../../lib/core/types.ts';
import { requestFor } from '../helpers/marbles.ts';
import { fakeContext } from './auth-context.ts';
import { frozen, isWellSpecified } from './plug-in.ts';

/** The request as `spec`, with these options, authorizes it. */
export async function authorized(
  spec: AuthSpec,
  options: Readonly<Record<string, unknown>>,
  request: ApiRequest = requestFor('items'),
  context: AuthContext = fakeContext(),
): Promise<ApiRequest> {
  const authenticator = spec.create(spec.options.parse(options), context);
  const requests = await firstValueFrom(authenticator.authorize(frozen(request)).pipe(toArray()));
  assert.lengthOf(requests, 1);
  return requests[0]!;
}

let key: string | undefined;

/** The example with a real key, which is made for these tests. */
function withKey(options: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const real = (value: unknown) => {
    if (value !== EXAMPLE_PRIVATE_KEY) return value;
    key ??= generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    }).privateKey;
    return key;
  };
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [name, real(value)]));
}

/** The suite that every authentication of a registry passes. */
export function authSuite(registry: Readonly<Record<string, AuthSpec>>, folder: string): void {
  for (const [key, spec] of Object.entries(registry)) {
    describe(`auth ${key}`, () => {
      isWellSpecified(key, spec, folder);

      for (const [index, { options: written, asks = [], sends }] of spec.examples.entries()) {
        let options = written;
        before(() => (options = withKey(written)));

        it(`sends what its example ${index + 1} says, and nothing else`, async () => {
          const plain = requestFor('items', { headers: { accept: 'application/json' }, params: { q: 'a' } });
          const context = fakeContext(asks);
          const request = await authorized(spec, options, plain, context);
          assert.lengthOf(context.asked, asks.length);
          const { searchParams } = new URL(requestUrl(request));
          assert.deepEqual(request.headers, { ...plain.headers, ...sends.headers });
          assert.equal(searchParams.toString(), ['q=a', sends.query].filter(Boolean).join('&'));
          assert.deepEqual({ ...request, headers: plain.headers, params: plain.params }, plain);
        });

        it(`takes secrets in example ${index + 1}, and reads them only when a request is sent`, async () => {
          const names = Object.keys(options).filter((name) => {
            return spec.options.safeParse({ ...options, [name]: new Secret('s', 'x') }).success;
          });
          assert.isNotEmpty(names);
          const secrets = names.map((name) => [name, new Secret(name, String(options[name]))] as const);
          assert.deepEqual(
            await authorized(spec, { ...options, ...Object.fromEntries(secrets) }, undefined, fakeContext(asks)),
            await authorized(spec, options, undefined, fakeContext(asks)),
          );
          const unread = Object.fromEntries(names.map((name) => [name, new Secret(name)]));
          const authenticator = spec.create(spec.options.parse({ ...options, ...unread }), fakeContext());
          const failure = await firstValueFrom(authenticator.authorize(requestFor('items'))).catch(
            (thrown: unknown) => thrown,
          );
          assert.instanceOf(failure, Error);
          assert.match(failure.message, /was not read yet/);
        });
      }

      const flow = spec.examples.find(({ asks }) => asks !== undefined);
      if (flow !== undefined) {
        it('asks once for all requests, and again when what it sent was rejected', async () => {
          const { asks = [] } = flow;
          const options = withKey(flow.options);
          const context = fakeContext([...asks, ...asks]);
          const authenticator = spec.create(spec.options.parse(options), context);
          const both = () =>
            Promise.all([1, 2].map(() => firstValueFrom(authenticator.authorize(requestFor('items')))));
          const [first, second] = await both();
          assert.deepEqual(first, second);
          assert.lengthOf(context.asked, asks.length);
          assert.isTrue(authenticator.rejected!(first!));
          assert.isTrue(authenticator.rejected!(second!));
          await both();
          await both();
          assert.lengthOf(context.asked, asks.length * 2);
          assert.isFalse(authenticator.rejected!(requestFor('items')), 'it was not the one who authorized this');
        });

        it('keeps what it received out of everything that is printed', async () => {
          const context = fakeContext(flow.asks);
          const request = await authorized(spec, withKey(flow.options), undefined, context);
          const sent = [...Object.values(request.headers), new URL(requestUrl(request)).search].join(' ');
          assert.isTrue([...context.hidden].some((secret) => sent.includes(secret)));
        });
      }

      it('refuses what is no text, without printing it', () => {
        const { options } = spec.examples[0]!;
        for (const name of Object.keys(options)) {
          const wrong = isRecord(options[name]) ? 's3cret' : { token: 's3cret' };
          const result = spec.options.safeParse({ ...options, [name]: wrong });
          assert.isFalse(result.success);
          assert.notInclude(JSON.stringify(result.error), 's3cret');
        }
      });
    });
  }
}
