import { z } from 'zod';
import { defer, of } from 'rxjs';
import { defineAuth } from '../core/plugin.ts';
import { bearerHeader } from './bearer-header.ts';
import { secretText } from './secret-text.ts';

export const bearer = defineAuth({
  type: 'bearer',
  summary: 'Sends a token in the header `Authorization: Bearer`.',
  options: z.strictObject({ token: secretText.describe('The token, without the word Bearer.') }),
  examples: [{ options: { token: 't0ken' }, sends: { headers: { authorization: 'Bearer t0ken' } } }],
  create: ({ token }) => ({
    authorize: (request) => defer(() => of(bearerHeader(request, token))),
  }),
});
