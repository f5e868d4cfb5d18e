import { createHash } from 'node:crypto';
import { z } from 'zod';
import { concatMap, defer, from } from 'rxjs';
import { defineAuth } from '../core/plugin.ts';
import { revealed } from '../core/secret.ts';
import { requestAccessToken, tokenFor } from './access-token.ts';
import { bearerHeader } from './bearer-header.ts';
import { clientOptions, clientRequest, expirationOption, scopesOf, scopesOption, urlFrom } from './oauth2-client.ts';
import { secretText } from './secret-text.ts';
import { tokenAuth } from './token-auth.ts';

export const oauth2RefreshToken = defineAuth({
  type: 'oauth2_refresh_token',
  summary: 'Gets an access token for a refresh token (OAuth 2.0), keeps a new refresh token for the next run.',
  options: z.strictObject({
    ...clientOptions,
    refresh_token: secretText.describe('The refresh token to begin with.'),
    client_secret: secretText.optional().describe('The secret of the client, where it has one.'),
    scopes: scopesOption,
    access_token: secretText.optional().describe('A token to begin with; another one is got when it is refused.'),
    default_token_expiration: expirationOption,
  }),
  examples: [
    {
      options: {
        access_token_url: 'https://login.example.com/token',
        client_id: 'app',
        client_secret: 's3cr3t',
        refresh_token: 'r3fresh',
      },
      asks: [
        {
          method: 'POST',
          url: 'https://login.example.com/token',
          form: { grant_type: 'refresh_token', client_id: 'app', client_secret: 's3cr3t', refresh_token: 'r3fresh' },
          answer: { body: { access_token: 't0ken', expires_in: 3600 } },
        },
      ],
      sends: { headers: { authorization: 'Bearer t0ken' } },
    },
  ],
  create: (options, context) => {
    const { access_token, default_token_expiration, refresh_token } = options;
    return tokenAuth({
      place: bearerHeader,
      initial: access_token ? () => tokenFor(revealed(access_token), default_token_expiration) : undefined,
      obtain: (request) =>
        defer(() => {
          const url = urlFrom(options.access_token_url, 'access_token_url');
          const begin = revealed(refresh_token);
          const name = nameOf(url, revealed(options.client_id), begin);
          return from(context.kept.get(name)).pipe(
            concatMap((kept = begin) => {
              const grant = { grant_type: 'refresh_token', refresh_token: kept, ...scopesOf(options.scopes) };
              return requestAccessToken(
                request,
                {
                  url,
                  defaultExpiration: default_token_expiration,
                  ...clientRequest(options, grant, context),
                  // Before the first use of the access token: from now on the server may know the new one only.
                  keep: async ({ refresh_token: next }) => {
                    if (typeof next === 'string' && next !== '' && next !== kept) await context.kept.set(name, next);
                  },
                },
                context,
              );
            }),
          );
        }),
    });
  },
});

/** The configured token is part of the name: who configures a new one wants that one. */
function nameOf(...parts: readonly string[]): string {
  return `oauth2_refresh_token ${createHash('sha256').update(JSON.stringify(parts)).digest('hex')}`;
}
