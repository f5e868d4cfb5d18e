import { assert } from 'chai';
import { firstValueFrom, toArray } from 'rxjs';
import type { AuthSpec } from '../../lib/core/plugin.ts';
import { requestUrl } from '../../lib/core/request.ts';
import { Secret } from '../../lib/core/secret.ts';
import type { ApiRequest } from '../../lib/core/types.ts';
import { requestFor } from '../helpers/marbles.ts';
import { frozen, isWellSpecified } from './plug-in.ts';

/** The request as `spec`, with these options, authorizes it. */
export async function authorized(
  spec: AuthSpec,
  options: Readonly<Record<string, unknown>>,
  request: ApiRequest = requestFor('items'),
): Promise<ApiRequest> {
  const authenticator = spec.create(spec.options.parse(options));
  const requests = await firstValueFrom(authenticator.authorize(frozen(request)).pipe(toArray()));
  assert.lengthOf(requests, 1);
  return requests[0]!;
}

/** The suite that every authentication of a registry passes. */
export function authSuite(registry: Readonly<Record<string, AuthSpec>>, folder: string): void {
  for (const [key, spec] of Object.entries(registry)) {
    describe(`auth ${key}`, () => {
      isWellSpecified(key, spec, folder);

      for (const [index, { options, sends }] of spec.examples.entries()) {
        it(`sends what its example ${index + 1} says, and nothing else`, async () => {
          const plain = requestFor('items', { headers: { accept: 'application/json' }, params: { q: 'a' } });
          const request = await authorized(spec, options, plain);
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
            await authorized(spec, { ...options, ...Object.fromEntries(secrets) }),
            await authorized(spec, options),
          );
          const unread = Object.fromEntries(names.map((name) => [name, new Secret(name)]));
          const authenticator = spec.create(spec.options.parse({ ...options, ...unread }));
          const failure = await firstValueFrom(authenticator.authorize(requestFor('items'))).catch(
            (thrown: unknown) => thrown,
          );
          assert.instanceOf(failure, Error);
          assert.match(failure.message, /was not read yet/);
        });
      }

      it('refuses what is no text, without printing it', () => {
        const { options } = spec.examples[0]!;
        for (const name of Object.keys(options)) {
          const result = spec.options.safeParse({ ...options, [name]: { token: 's3cret' } });
          assert.isFalse(result.success);
          assert.notInclude(JSON.stringify(result.error), 's3cret');
        }
      });
    });
  }
}
