import { z } from 'zod';
import { defer, of } from 'rxjs';
import { defineAuth } from '../core/plugin.ts';
import { withParam } from '../core/request.ts';
import { revealed, type Secret } from '../core/secret.ts';
import type { ApiRequest } from '../core/types.ts';
import { headerText, secretText } from './secret-text.ts';
import { withHeader } from './with-header.ts';

const location = z.enum(['header', 'query', 'param', 'cookie']);

export const apiKey = defineAuth({
  type: 'api_key',
  summary: 'Sends a key in a header, a query parameter or a cookie.',
  options: z.strictObject({
    api_key: secretText.describe('The key; it is sent as it is.'),
    name: z.string().min(1).default('Authorization').describe('The name of the header, parameter or cookie.'),
    location: location.default('header').describe('Where the key is sent; `param` is another word for `query`.'),
  }),
  examples: [
    { options: { api_key: 'k3y', name: 'X-Api-Key' }, sends: { headers: { 'x-api-key': 'k3y' } } },
    { options: { api_key: 'k3y', name: 'key', location: 'query' }, sends: { query: 'key=k3y' } },
    { options: { api_key: 'k3y', name: 'sid', location: 'cookie' }, sends: { headers: { cookie: 'sid=k3y' } } },
  ],
  create: ({ api_key, name, location }) => ({
    authorize: (request) => defer(() => of(withKey[location](request, name, api_key))),
  }),
});

type WithKey = (request: ApiRequest, name: string, key: string | Secret) => ApiRequest;

const inQuery: WithKey = (request, name, key) => withParam(request, name, revealed(key));

const withKey: Readonly<Record<z.output<typeof location>, WithKey>> = {
  header: (request, name, key) => withHeader(request, name, headerText(key, 'api_key')),
  query: inQuery,
  param: inQuery,
  cookie: (request, name, key) => {
    const cookies = request.headers['cookie'];
    const own = `${name}=${headerText(key, 'api_key')}`;
    return withHeader(request, 'cookie', cookies ? `${cookies}; ${own}` : own);
  },
};
