import { createPrivateKey, randomUUID, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { asyncScheduler, concatMap, defer, from } from 'rxjs';
import { ConfigError } from '../core/errors.ts';
import { defineAuth, EXAMPLE_PRIVATE_KEY } from '../core/plugin.ts';
import { revealed, type Secret } from '../core/secret.ts';
import { requestAccessToken } from './access-token.ts';
import { bearerHeader } from './bearer-header.ts';
import { expirationOption, scopesOf, scopesOption, urlFrom } from './oauth2-client.ts';
import { headerText, secretText, secretUrl } from './secret-text.ts';
import { tokenAuth } from './token-auth.ts';

const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** How long the token that we sign is good, in seconds; it is used at once. */
const LIFE = 3600;

export const oauth2Jwt = defineAuth({
  type: 'oauth2_jwt',
  summary: 'Gets an access token for a JSON Web Token that is signed with a private key (RFC 7523, RS256).',
  options: z.strictObject({
    auth_endpoint: secretUrl.describe('The URL of the token endpoint.'),
    client_id: secretText.describe('Who asks: `iss` of the token.'),
    private_key: secretText.describe('The RSA private key, in PEM.'),
    private_key_passphrase: secretText.optional().describe('What the private key is encrypted with.'),
    scopes: scopesOption,
    subject: secretText.optional().describe('For whom it is asked: `sub` of the token; `client_id` unless given.'),
    audience: secretText.optional().describe('Who is asked: `aud` of the token; `auth_endpoint` unless given.'),
    key_id: secretText.optional().describe('Which key it is signed with: `kid` in the header of the token.'),
    headers: z.record(z.string(), secretText).optional().describe('Headers of the request for the access token.'),
    default_token_expiration: expirationOption,
  }),
  examples: [
    {
      options: {
        auth_endpoint: 'https://login.example.com/token',
        client_id: 'app',
        private_key: EXAMPLE_PRIVATE_KEY,
        scopes: ['jobs', 'staff'],
      },
      asks: [
        {
          method: 'POST',
          url: 'https://login.example.com/token',
          form: { grant_type: GRANT, assertion: '<the signed token>' },
          answer: { body: { access_token: 't0ken', expires_in: 3600 } },
        },
      ],
      sends: { headers: { authorization: 'Bearer t0ken' } },
    },
  ],
  create: (options, context) => {
    let key: KeyObject | undefined;
    return tokenAuth({
      place: bearerHeader,
      obtain: (request) =>
        defer(() => {
          const url = urlFrom(options.auth_endpoint, 'auth_endpoint');
          // A placeholder is no key, and whoever answers from a recording does not look at what is signed.
          if (!context.replaying) key ??= privateKey(options.private_key, options.private_key_passphrase);
          const issuer = revealed(options.client_id);
          const claims = {
            iss: issuer,
            sub: options.subject === undefined ? issuer : revealed(options.subject),
            aud: options.audience === undefined ? url : revealed(options.audience),
            ...scopesOf(options.scopes),
          };
          const headers = Object.entries(options.headers ?? {}).map(([name, value]) => [
            name.toLowerCase(),
            headerText(value, `headers.${name}`),
          ]);
          const kid = options.key_id && revealed(options.key_id);
          return from(key === undefined ? ['replayed'] : signed(claims, key, kid)).pipe(
            concatMap((assertion) => {
              context.hide(assertion);
              return requestAccessToken(
                request,
                {
                  url,
                  form: { grant_type: GRANT, assertion },
                  headers: Object.fromEntries(headers) as Record<string, string>,
                  defaultExpiration: options.default_token_expiration,
                },
                context,
              );
            }),
          );
        }),
    });
  },
});

async function signed(claims: Record<string, string>, key: KeyObject, kid: string | undefined): Promise<string> {
  // Few sources need it, and loading it takes a while.
  const { SignJWT } = await import('jose/jwt/sign');
  const now = Math.floor(asyncScheduler.now() / 1000);
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', ...(kid && { kid }) })
    .setIssuedAt(now)
    .setExpirationTime(now + LIFE)
    .setJti(randomUUID())
    .sign(key);
}

/** In a variable of the environment, the line breaks of a key are often written as `\n`. */
function privateKey(value: string | Secret, passphrase: string | Secret | undefined): KeyObject {
  const text = revealed(value);
  const pem = text.includes('\n') ? text : text.replaceAll('\\n', '\n');
  let key: KeyObject;
  try {
    key = createPrivateKey({ key: pem, ...(passphrase !== undefined && { passphrase: revealed(passphrase) }) });
  } catch {
    // The reason is not passed on: nobody promises that it says nothing of the key.
    throw new ConfigError('private_key cannot be read', {
      fix: 'give the whole PEM file, from -----BEGIN to the END line, and private_key_passphrase where it is encrypted',
    });
  }
  if (key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048) return key;
  throw new ConfigError('private_key is not an RSA key of 2048 bits or more, which RS256 needs', {
    fix: 'make another key: openssl genrsa 2048',
  });
}
