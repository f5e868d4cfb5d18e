import { z } from 'zod';
import { asyncScheduler, defer, map } from 'rxjs';
import { defineAuth } from '../core/plugin.ts';
import { revealed } from '../core/secret.ts';
import { loginRequest } from './login-request.ts';
import { urlFrom } from './oauth2-client.ts';
import { credentialLocation, placeCredential } from './place-credential.ts';
import { secretText } from './secret-text.ts';
import { sessionToken } from './session-token.ts';
import { tokenAuth } from './token-auth.ts';

/** Exactly one of these keys may be there. */
const oneOf = (options: object, ...keys: string[]) => keys.filter((key) => key in options).length === 1;

const options = z
  .strictObject({
    path: secretText.describe('Where to log in: a path of the API, or a URL.'),
    method: z.enum(['GET', 'POST', 'PUT']).default('POST').describe('The method of the login.'),
    json: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('The body of the login, as JSON; it may have secrets in it.'),
    form: z.record(z.string(), secretText).optional().describe('The body of the login, as a form.'),
    headers: z.record(z.string(), secretText).optional().describe('The headers of the login.'),
    token_path: z
      .union([z.string().min(1), z.array(z.string().min(1)).min(1)], { error: 'has to be a path or a list of keys' })
      .optional()
      .describe('Where the body of the answer has the token: `data.token`.'),
    token_header: z.string().min(1).optional().describe('The header of the answer that has the token.'),
    token_cookie: z.string().min(1).optional().describe('The cookie of the answer that has the token.'),
    name: z.string().min(1).default('Authorization').describe('The header, parameter or cookie the token is sent in.'),
    location: credentialLocation.default('header').describe('Where the token is sent.'),
    prefix: z.string().default('').describe('What is written before the token, for instance `"Bearer "`.'),
    expiration: z.number().positive().optional().describe('After how many seconds to log in again; else after a 401.'),
  })
  .refine((given) => oneOf(given, 'token_path', 'token_header', 'token_cookie'), {
    error: 'says where the token is by one of token_path, token_header and token_cookie',
  })
  .refine((given) => !('json' in given && 'form' in given), { error: 'has either json or form, not both' });

export const session = defineAuth({
  type: 'session',
  summary: 'Logs in by a request of its own, and sends the token that it gets with all others.',
  options,
  examples: [
    {
      options: { path: '/login', json: { user: 'ada', password: 'pa55' }, token_path: 'data.token', name: 'X-Session' },
      asks: [
        {
          method: 'POST',
          url: 'https://api.example.com/v1/login',
          json: { user: 'ada', password: 'pa55' },
          answer: { body: { data: { token: 't0ken' } } },
        },
      ],
      sends: { headers: { 'x-session': 't0ken' } },
    },
    {
      options: {
        path: 'https://login.example.com/session',
        form: { user: 'ada', password: 'pa55' },
        token_header: 'X-Token',
        prefix: 'Bearer ',
      },
      asks: [
        {
          method: 'POST',
          url: 'https://login.example.com/session',
          form: { user: 'ada', password: 'pa55' },
          answer: { headers: { 'x-token': 't0ken' } },
        },
      ],
      sends: { headers: { authorization: 'Bearer t0ken' } },
    },
    {
      options: { path: '/login', method: 'GET', token_cookie: 'sid', name: 'sid', location: 'cookie' },
      asks: [
        {
          method: 'GET',
          url: 'https://api.example.com/v1/login',
          answer: { headers: { 'set-cookie': 'lang=en; Path=/, sid=t0ken; Path=/; HttpOnly' } },
        },
      ],
      sends: { headers: { cookie: 'sid=t0ken' } },
    },
  ],
  create: (given, { send, hide, urlOf }) => {
    const { name, location, prefix, expiration } = given;
    const found = sessionToken(given);
    return tokenAuth({
      place: (request, token) => placeCredential[location](request, name, prefix + token, 'token'),
      obtain: ({ resource }) =>
        defer(() => {
          const login = loginRequest(given, urlFrom(urlOf(revealed(given.path)), 'path'), resource);
          return send(login, found.reads).pipe(
            map((response) => {
              const value = found.in(login, response);
              hide(value);
              const life = expiration === undefined ? Number.POSITIVE_INFINITY : expiration * 1000;
              return { value, until: asyncScheduler.now() + life };
            }),
          );
        }),
    });
  },
});
