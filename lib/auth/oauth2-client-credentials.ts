import { z } from 'zod';
import { defer } from 'rxjs';
import { defineAuth } from '../core/plugin.ts';
import { revealed } from '../core/secret.ts';
import { requestAccessToken, tokenFor } from './access-token.ts';
import { bearerHeader } from './bearer-header.ts';
import { clientOptions, clientRequest, expirationOption, scopesOf, scopesOption, urlFrom } from './oauth2-client.ts';
import { secretText } from './secret-text.ts';
import { tokenAuth } from './token-auth.ts';

export const oauth2ClientCredentials = defineAuth({
  type: 'oauth2_client_credentials',
  summary: 'Gets an access token for a client id and a client secret (OAuth 2.0), and sends it as a bearer token.',
  options: z.strictObject({
    ...clientOptions,
    client_secret: secretText.describe('The secret of the client.'),
    scopes: scopesOption,
    access_token: secretText.optional().describe('A token to begin with; another one is got when it is refused.'),
    default_token_expiration: expirationOption,
  }),
  examples: [
    {
      options: { access_token_url: 'https://login.example.com/token', client_id: 'app', client_secret: 's3cr3t' },
      asks: [
        {
          method: 'POST',
          url: 'https://login.example.com/token',
          form: { grant_type: 'client_credentials', client_id: 'app', client_secret: 's3cr3t' },
          answer: { body: { access_token: 't0ken', expires_in: 3600 } },
        },
      ],
      sends: { headers: { authorization: 'Bearer t0ken' } },
    },
    {
      options: {
        access_token_url: 'https://login.example.com/token',
        client_id: 'app',
        client_secret: 's3cr3t',
        scopes: ['jobs', 'staff'],
        access_token_request_data: { audience: 'https://api.example.com' },
        token_endpoint_auth_method: 'client_secret_basic',
      },
      asks: [
        {
          method: 'POST',
          url: 'https://login.example.com/token',
          headers: { authorization: 'Basic YXBwOnMzY3IzdA==' },
          form: { grant_type: 'client_credentials', scope: 'jobs staff', audience: 'https://api.example.com' },
          answer: { body: { access_token: 't0ken' } },
        },
      ],
      sends: { headers: { authorization: 'Bearer t0ken' } },
    },
  ],
  create: (options, context) => {
    const { access_token, default_token_expiration } = options;
    return tokenAuth({
      place: bearerHeader,
      initial: access_token ? () => tokenFor(revealed(access_token), default_token_expiration) : undefined,
      obtain: (request) =>
        defer(() => {
          const grant = { grant_type: 'client_credentials', ...scopesOf(options.scopes) };
          return requestAccessToken(
            request,
            {
              url: urlFrom(options.access_token_url, 'access_token_url'),
              defaultExpiration: default_token_expiration,
              ...clientRequest(options, grant, context),
            },
            context,
          );
        }),
    });
  },
});
