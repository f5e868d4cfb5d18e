import { z } from 'zod';
import { defer, of } from 'rxjs';
import { defineAuth } from '../core/plugin.ts';
import { headerText, secretText } from './secret-text.ts';
import { withHeader } from './with-header.ts';

export const bearer = defineAuth({
  type: 'bearer',
  summary: 'Sends a token in the header `Authorization: Bearer`.',
  options: z.strictObject({ token: secretText.describe('The token, without the word Bearer.') }),
  examples: [{ options: { token: 't0ken' }, sends: { headers: { authorization: 'Bearer t0ken' } } }],
  create: ({ token }) => ({
    authorize: (request) =>
      defer(() => of(withHeader(request, 'authorization', `Bearer ${headerText(token, 'token')}`))),
  }),
});
