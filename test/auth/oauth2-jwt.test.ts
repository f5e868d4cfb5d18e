import { generateKeyPairSync } from 'node:crypto';
import { assert } from 'chai';
import { jwtVerify, type JWTVerifyResult } from 'jose';
import { oauth2Jwt } from '../../lib/auth/oauth2-jwt.ts';
import { ConfigError } from '../../lib/core/errors.ts';
import { Secret } from '../../lib/core/secret.ts';
import { authorized } from '../conformance/auth.ts';
import { fakeContext } from '../conformance/auth-context.ts';

const ENDPOINT = 'https://login.example.com/token';

describe('oauth2_jwt', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const grant = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

  /** The token that is sent with these options, verified. */
  async function assertion(over: object = {}): Promise<JWTVerifyResult> {
    const context = fakeContext([
      {
        method: 'POST',
        url: ENDPOINT,
        form: { grant_type: grant, assertion: '<the signed token>' },
        answer: { body: { access_token: 't0ken' } },
      },
    ]);
    const options = { auth_endpoint: ENDPOINT, client_id: 'app', private_key: pem, ...over };
    await authorized(oauth2Jwt, options, undefined, context);
    const { body } = context.asked[0]!;
    const fields = Object.fromEntries(body?.kind === 'form' ? body.fields : []);
    assert.isTrue(context.hidden.has(fields['assertion']!), 'it is as good as a password');
    return jwtVerify(fields['assertion']!, publicKey, { algorithms: ['RS256'] });
  }

  it('A5 signs who asks, for whom, where and what for, for an hour', async () => {
    const before = Math.floor(Date.now() / 1000);
    const { payload, protectedHeader } = await assertion({ scopes: ['a', 'b'] });
    assert.deepInclude(payload, { iss: 'app', sub: 'app', aud: ENDPOINT, scope: 'a b' });
    assert.isAtLeast(payload.iat!, before);
    assert.equal(payload.exp! - payload.iat!, 3600);
    assert.isNotEmpty(payload.jti);
    assert.deepEqual(protectedHeader, { alg: 'RS256', typ: 'JWT' });
  });

  it('has another subject, audience and key id where they are given, and no scope where none is', async () => {
    const { payload, protectedHeader } = await assertion({
      subject: 'ada',
      audience: 'api',
      key_id: new Secret('k', '7'),
    });
    assert.deepInclude(payload, { sub: 'ada', aud: 'api' });
    assert.notProperty(payload, 'scope');
    assert.equal(protectedHeader.kid, '7');
  });

  it('reads a key in PKCS #1, one that is encrypted, and one whose line breaks were escaped', async () => {
    const encrypted = privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'p4ss' });
    await assertion({ private_key: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString() });
    await assertion({ private_key: encrypted.toString(), private_key_passphrase: new Secret('p', 'p4ss') });
    await assertion({ private_key: pem.replaceAll('\n', '\\n') });
  });

  const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
  const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const refused: Record<string, object> = {
    'what is no key': { private_key: 's3cret-key' },
    'half a key': { private_key: pem.slice(0, 500) },
    'a wrong passphrase': {
      private_key: privateKey
        .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'p4ss' })
        .toString(),
      private_key_passphrase: 's3cret-key',
    },
    'a key that is too short': { private_key: small.export({ type: 'pkcs8', format: 'pem' }).toString() },
    'a key of another kind': { private_key: curve.export({ type: 'pkcs8', format: 'pem' }).toString() },
  };
  for (const [what, over] of Object.entries(refused)) {
    it(`refuses ${what}, without printing it`, async () => {
      const error: unknown = await assertion(over).catch((thrown: unknown) => thrown);
      assert.instanceOf(error, ConfigError);
      assert.match(error.message, /^private_key (cannot be read|is not an RSA key)/);
      assert.notInclude(`${error.message} ${error.fix} ${String(error.cause)}`, 's3cret-key');
    });
  }

  it('sends the headers that are given', async () => {
    const context = fakeContext([
      {
        method: 'POST',
        url: ENDPOINT,
        headers: { 'x-tenant': 'one' },
        form: { grant_type: grant, assertion: '<the signed token>' },
        answer: { body: { access_token: 't0ken' } },
      },
    ]);
    const options = { auth_endpoint: ENDPOINT, client_id: 'app', private_key: pem, headers: { 'X-Tenant': 'one' } };
    await authorized(oauth2Jwt, options, undefined, context);
    assert.lengthOf(context.asked, 1);
  });
});
