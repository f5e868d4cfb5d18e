import { z } from 'zod';
import { defer, of } from 'rxjs';
import { defineAuth } from '../core/plugin.ts';
import { credentialLocation, placeCredential } from './place-credential.ts';
import { secretText } from './secret-text.ts';

export const apiKey = defineAuth({
  type: 'api_key',
  summary: 'Sends a key in a header, a query parameter or a cookie.',
  options: z.strictObject({
    api_key: secretText.describe('The key; it is sent as it is.'),
    name: z.string().min(1).default('Authorization').describe('The name of the header, parameter or cookie.'),
    location: credentialLocation
      .default('header')
      .describe('Where the key is sent; `param` is another word for `query`.'),
  }),
  examples: [
    { options: { api_key: 'k3y', name: 'X-Api-Key' }, sends: { headers: { 'x-api-key': 'k3y' } } },
    { options: { api_key: 'k3y', name: 'key', location: 'query' }, sends: { query: 'key=k3y' } },
    { options: { api_key: 'k3y', name: 'sid', location: 'cookie' }, sends: { headers: { cookie: 'sid=k3y' } } },
  ],
  create: ({ api_key, name, location }) => ({
    authorize: (request) => defer(() => of(placeCredential[location](request, name, api_key, 'api_key'))),
  }),
});
