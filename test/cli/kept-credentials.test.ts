import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import { send } from '../flows/test-api.ts';
import { writeSource } from '../flows/test-source.ts';
import { userFlow } from '../flows/user-flow.ts';

describe('cli: check and preview', () => {
  const flow = userFlow();

  for (const command of [['check'], ['preview', 'jobs']]) {
    it(`${command[0]} keeps a refresh token that the server has replaced: a run would be locked out without it`, async () => {
      const api = await flow.api({
        '/token': (response) =>
          send(response, { access_token: 'access-1', refresh_token: 'refresh-2', expires_in: 3600 }),
        '/jobs': (response, { headers }) =>
          headers.authorization === 'Bearer access-1' ? send(response, [{ id: 1 }]) : send(response, {}, 401),
      });
      await writeSource(flow.folder(), {
        resources: [`name: 'jobs'`],
        client: `auth: { type: 'oauth2_refresh_token', access_token_url: 'http://127.0.0.1:1/token', client_id: 'me', refresh_token: secret('api_key') },`,
      });
      const [name, ...more] = command;
      const args = [name!, 'source.ts', ...more, `--set=client.base_url=${api.url}`];
      args.push(`--set=client.auth.access_token_url=${api.url}/token`, '-o', 'out');
      const { status, stdout, stderr } = await flow.millrace(args);
      assert.equal(status, 0, stdout + stderr);
      assert.include(await readFile(join(flow.folder(), 'out/_millrace/credentials.json'), 'utf8'), 'refresh-2');
      assert.notInclude(stdout + stderr, 'refresh-2');
    });
  }
});
