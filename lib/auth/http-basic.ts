import { z } from 'zod';
import { defer, of } from 'rxjs';
import { ConfigError } from '../core/errors.ts';
import { defineAuth } from '../core/plugin.ts';
import { revealed } from '../core/secret.ts';
import { secretTextOrEmpty } from './secret-text.ts';
import { withHeader } from './with-header.ts';

export const httpBasic = defineAuth({
  type: 'http_basic',
  summary: 'Sends a user name and a password in the header `Authorization: Basic`.',
  options: z.strictObject({
    username: secretTextOrEmpty.describe('The user name, without a colon; it may be empty.'),
    password: secretTextOrEmpty.describe('The password; it may be empty.'),
  }),
  examples: [
    { options: { username: 'ada', password: 'pä55' }, sends: { headers: { authorization: 'Basic YWRhOnDDpDU1' } } },
  ],
  create: ({ username, password }, { hide }) => ({
    authorize: (request) =>
      defer(() => {
        const name = revealed(username);
        if (name.includes(':')) {
          throw new ConfigError('the user name has a colon, which http_basic cannot send', {
            fix: 'check that username and password are not mixed up',
          });
        }
        const credentials = Buffer.from(`${name}:${revealed(password)}`, 'utf8').toString('base64');
        // As it is sent it is another text than the password.
        hide(credentials);
        return of(withHeader(request, 'authorization', `Basic ${credentials}`));
      }),
  }),
});
