import { assert } from 'chai';
import { lastValueFrom, throwError } from 'rxjs';
import { RowError } from '../../lib/operators/row-error.ts';
import { redactor } from '../../lib/core/redact.ts';
import { Secret } from '../../lib/core/secret.ts';
import { restApiSource } from '../../lib/index.ts';
import { hideSecrets } from '../../lib/source/hide-secrets.ts';
import { api } from '../helpers/server.ts';
import { testServers } from '../http/test-servers.ts';

describe('hideSecrets', () => {
  const servers = testServers();

  async function passed(error: unknown): Promise<unknown> {
    return lastValueFrom(throwError(() => error).pipe(hideSecrets(redactor(['hush-hush'])))).catch(
      (caught: unknown) => caught,
    );
  }

  it('takes secrets out of an error and its causes, and passes it on', async () => {
    const cause: Error = new Error('in hush-hush');
    cause.cause = cause;
    const error = new RowError('at /hush-hush/jobs?api_key=abc', { resource: 'jobs', cause });
    assert.strictEqual(await passed(error), error);
    assert.equal(error.message, 'at /***/jobs?api_key=***');
    assert.notInclude(error.stack, 'hush');
    assert.equal(cause.message, 'in ***');
    assert.notInclude(cause.stack, 'hush');
  });

  it('passes on what is no error, and what has no secret, as it is', async () => {
    assert.equal(await passed('hush-hush'), 'hush-hush');
    const error = new Error('plain');
    const { stack } = error;
    assert.strictEqual(await passed(error), error);
    assert.deepEqual([error.message, error.stack], ['plain', stack]);
  });

  it('a step that fails does not tell the secret that is part of the path', async () => {
    const server = await api(servers, { '/hush-hush/jobs': [{ id: 1 }] });
    const source = restApiSource({
      client: { base_url: server.origin },
      resources: [
        {
          name: 'jobs',
          endpoint: { path: new Secret('path', '/hush-hush/jobs') as unknown as string },
          processing_steps: [
            {
              map: () => {
                throw new Error('no hush-hush');
              },
            },
          ],
        },
      ],
    });
    const error: unknown = await lastValueFrom(source.resource('jobs')).catch((caught: unknown) => caught);
    assert.instanceOf(error, RowError);
    assert.include(error.message, 'processing_steps.0.map failed at row 1 of 1');
    assert.notInclude(error.message + error.stack, 'hush-hush/jobs');
  });
});
